import { told } from "../../../collect/index.ts";
import type { UnreadableKind } from "../../../contract/index.ts";
import { inert } from "../../../report/index.ts";
import type { HttpAnswer } from "../../http.ts";
import { answerError, retryAfterMs } from "../../refusals.ts";
import { SinkError } from "../../sink.ts";
import type { Place } from "./finding.ts";

/** What closes the place, whatever is sent: nothing of it was taken. */
const CLOSED: ReadonlySet<UnreadableKind> = new Set([
  "denied",
  "throttled",
  "credentials",
  "region-disabled",
  "unreachable",
]);
/** Of a call, and of a single finding. */
const OFF = new Set(["InvalidAccessException", "InvalidAccess"]);
const ROLE = "deploy/security-hub-role.yaml is the role that it takes";
const LONGEST = 600;

interface Failed {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: Pick<HttpAnswer, "headers">;
}

/** What failed there, in words for who may have to set the role or Security Hub up, and what that means for what was sent. */
export function failureOf(error: unknown, { account, region }: Place): SinkError {
  // Of our own HTTP, which knows what was sent.
  if (error instanceof SinkError) return error;
  const { kind, code, message, api } = told(error);
  const { $metadata: { httpStatusCode: status } = {}, $response: { headers } = { headers: {} } } = error as Failed;
  // A role is assumed for all regions.
  const where = api === undefined ? `securityhub:BatchImportFindings in ${account} ${region}` : `${api} in ${account}`;
  const said = inert(`${where}: ${code}: ${message}`, LONGEST);
  if (OFF.has(code))
    return new SinkError("later", `${said}; turn Security Hub on there, or leave the account out by a route`);
  if (kind === "denied") return new SinkError("later", `${said}; ${ROLE}`);
  if (CLOSED.has(kind) || api !== undefined) return new SinkError("later", said, retryAfterMs({ headers }));
  if (status === undefined || status < 300) return new SinkError("unsure", said);
  return answerError({ status, headers, body: inert(`${code}: ${message}`, LONGEST) }, where);
}

/** Why one finding was not taken, where the others were. */
export function findingFailureOf(code: string, message: string, place: Place): SinkError {
  const httpStatusCode = code.startsWith("Internal") ? 500 : 400;
  return failureOf(Object.assign(new Error(message), { code, $metadata: { httpStatusCode } }), place);
}
