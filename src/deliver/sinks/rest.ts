/** JSON over HTTP, and what an answer means for a delivery. */
import { z } from "zod";
import { inert } from "../../report/index.ts";
import type { Http, HttpAnswer, HttpRequest } from "../http.ts";
import { SinkError } from "../sink.ts";

export interface RestOptions {
  readonly http: Http;
  /** Without a slash at its end. */
  readonly base: string;
  /** For each request anew; the secrets among them never stand in an error. */
  readonly authorize: () => Promise<{
    readonly headers: Readonly<Record<string, string>>;
    readonly secrets: readonly string[];
  }>;
  /** For how many milliseconds the other side asks us to wait, where this answer says that we asked too much; else null. */
  readonly waitOf: (answer: HttpAnswer) => number | null;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: HttpAnswer["headers"];
  /** What came, be it anything: whoever reads it checks that it is what it should be. */
  readonly body: unknown;
}

/**
 * Throws a SinkError for whatever is neither a success nor among `fine`: `later` where nothing was done for lack of
 * permission, for load, or because it is elsewhere now, such as behind a page to sign in, `refused` where it is the request that is wrong, `unsure` where the server failed.
 * `conditions`: headers such as `if-match`.
 */
export type Rest = (
  method: HttpRequest["method"],
  path: string,
  body?: unknown,
  fine?: readonly number[],
  conditions?: Readonly<Record<string, string>>,
) => Promise<RestAnswer>;

const REFUSED = new Set([400, 405, 406, 409, 410, 411, 413, 414, 415, 422, 431]);

export function rest({ http, base, authorize, waitOf }: RestOptions): Rest {
  return async (method, path, body, fine = [], conditions = {}) => {
    const { headers, secrets } = await authorize();
    const answer = await http({
      method,
      url: base + path,
      headers: { ...headers, ...conditions, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { status } = answer;
    const parsed = parse(answer.body);
    if ((status >= 200 && status < 300) || fine.includes(status)) {
      // Something between us and them answered, such as a page to sign in.
      if (parsed === undefined && answer.body !== "") throw new SinkError("unsure", `${base}: the answer is no JSON`);
      return { status, headers: answer.headers, body: parsed ?? null };
    }
    const where = `${method} ${new URL(base).host}${path.replace(/\?.*$/, "")}`;
    const why = inert(hide(`${where}: ${status}${said(parsed)}`, secrets), LONGEST);
    const wait = waitOf(answer);
    if (wait !== null) throw new SinkError("later", `${why}: asked to wait`, wait);
    // What stands between gives up with 408, too, whatever became of the request behind it.
    if (status >= 500 || status === 408) throw new SinkError("unsure", why);
    throw new SinkError(REFUSED.has(status) ? "refused" : "later", why);
  };
}

const LONGEST = 600;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the server says of what is wrong: GitHub's `message` and `errors`, Jira's `errorMessages` and `errors`. */
function said(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const { message, errorMessages, errors } = body as Record<string, unknown>;
  const parts = [message, ...(Array.isArray(errorMessages) ? errorMessages : [])].filter((part) => typeof part === "string"); // prettier-ignore
  const more = typeof errors === "object" && errors !== null && Object.keys(errors).length > 0;
  const text = [...parts, ...(more ? [JSON.stringify(errors)] : [])].join("; ");
  return text === "" ? "" : `: ${text}`;
}

function hide(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== "").reduce((left, secret) => left.replaceAll(secret, "[hidden]"), text);
}

/** What may be null, or not be there: null. */
export function maybe<T>(shape: z.ZodType<T>) {
  return shape.nullish().transform((value) => value ?? null);
}

/** The answer as what it should be; a SinkError, `unsure`, where it is something else. */
export function read<T>(shape: z.ZodType<T>, { body }: RestAnswer): T {
  const { success, data, error } = shape.safeParse(body);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  throw new SinkError("unsure", inert(`the answer is not what it should be: ${path.join(".")}: ${message}`, LONGEST));
}
