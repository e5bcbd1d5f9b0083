import { SinkError } from "./error.ts";
import type { HttpAnswer } from "./http.ts";

const LONGEST = 300;
/** What a system says of a thing that it will never take as it is. */
const REFUSED = new Set([400, 409, 413, 415, 422]);
/** What broke on the way, or over there: nobody knows whether before or after it was done. */
const UNSURE = new Set([408, 500, 502, 503, 504, 520, 522, 524]);
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * What an answer that is no success means for what was sent. `what` names the other side. Where the whole place is closed
 * (credentials, permissions, moved, a limit) it is `later`, for that is no fault of what was sent.
 */
export function answerError(answer: HttpAnswer, what: string): SinkError {
  const { status, body } = answer;
  const said = textOf(body);
  const why = `${what} answers ${status}${said === "" ? "" : `: ${said}`}`;
  if (REFUSED.has(status)) return new SinkError("refused", why);
  const afterMs = retryAfterMs(answer);
  // Who says when to come again did not do it.
  if (UNSURE.has(status) && !(status === 503 && afterMs !== undefined)) return new SinkError("unsure", why, afterMs);
  return new SinkError("later", why, afterMs);
}

/** By RFC 9110, 10.2.3: seconds, or a date, which counts from the date of the answer. */
export function retryAfterMs({ headers }: Pick<HttpAnswer, "headers">): number | undefined {
  const written = headers["retry-after"]?.trim();
  if (written === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(written)
    ? Number(written) * 1000
    : Date.parse(written) - Date.parse(headers["date"] ?? "");
  return Number.isNaN(ms) || ms < 0 ? undefined : Math.min(ms, LONGEST_WAIT_MS);
}

/** The beginning of what it says, on one line; a page for people says nothing to us. */
function textOf(body: string): string {
  const text = body
    .slice(0, 4 * LONGEST)
    .replace(/\s+/g, " ")
    .trim();
  if (text.startsWith("<")) return "";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
