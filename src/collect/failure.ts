import type { Listing, Unit, Unreadable, UnreadableKind } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import { storable } from "./narrow.ts";

/** Our own finding that an answer cannot be used. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The role for reading could not be assumed: whatever call wanted its credentials, this is what failed. */
export class RoleNotAssumed extends Error {
  override readonly name = "RoleNotAssumed";
  readonly unreadable: Unreadable;

  constructor(unreadable: Unreadable) {
    super(unreadable.message);
    this.unreadable = unreadable;
  }
}

/** Error codes by what the reader must do about them. AWS services spell the same thing in several ways. */
const codes: readonly [UnreadableKind, ReadonlySet<string>][] = [
  [
    "denied",
    new Set([
      "AccessDenied",
      "AccessDeniedException",
      "UnauthorizedOperation",
      "UnauthorizedAccess",
      "AuthorizationError",
    ]),
  ],
  [
    "throttled",
    new Set([
      "Throttling",
      "ThrottlingException",
      "ThrottledException",
      "RequestThrottled",
      "RequestThrottledException",
      "RequestLimitExceeded",
      "TooManyRequestsException",
      "EC2ThrottledException",
      "PriorRequestNotComplete",
      "SlowDown",
      "BandwidthLimitExceeded",
    ]),
  ],
  [
    "credentials",
    new Set([
      "AuthFailure",
      "ExpiredToken",
      "ExpiredTokenException",
      "RequestExpired",
      "InvalidClientTokenId",
      "InvalidAccessKeyId",
      "UnrecognizedClientException",
      "InvalidSecurity",
      "InvalidToken",
      "MissingAuthenticationToken",
      "MissingAuthenticationTokenException",
      "SignatureDoesNotMatch",
      "InvalidSignatureException",
      "IncompleteSignature",
      "CredentialsProviderError",
      "TokenProviderError",
    ]),
  ],
  ["region-disabled", new Set(["OptInRequired", "RegionDisabledException"])],
  [
    "unreachable",
    new Set([
      "ECONNREFUSED",
      "ECONNRESET",
      "ENOTFOUND",
      "EAI_AGAIN",
      "EPIPE",
      "ETIMEDOUT",
      "EHOSTUNREACH",
      "ENETUNREACH",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "TimeoutError",
      "AbortError",
    ]),
  ],
];

/** Codes that new credentials may mend. */
const stale = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);

export function isStaleCredential(error: unknown): boolean {
  return stale.has(codeOf(error));
}

/** AWS's error code, or Node's, or the error's name. */
export function codeOf(error: unknown): string {
  const { name, code, Code, cause } = (error ?? {}) as Record<string, unknown>;
  if (typeof code === "string" && code !== "") return code;
  if (typeof Code === "string" && Code !== "") return Code;
  if (typeof name === "string" && name !== "" && name !== "Error") return name;
  return cause === undefined || cause === error ? "Error" : codeOf(cause);
}

function kindOf(error: unknown, code: string): UnreadableKind {
  if (error instanceof MalformedAnswer) return "malformed";
  for (const [kind, known] of codes) if (known.has(code)) return kind;
  const { message, $response, $metadata } = (error ?? {}) as Record<string, unknown> & {
    $metadata?: { httpStatusCode?: number };
  };
  if (typeof message === "string" && /socket hang up|aborted|premature close/i.test(message)) return "unreachable";
  // An answer arrived as a success and could not be read.
  if ($response !== undefined && ($metadata?.httpStatusCode ?? 200) < 300) return "malformed";
  if (typeof message === "string" && /parse error|deserialization/i.test(message)) return "malformed";
  return "service";
}

/** The longest message of AWS that is kept. */
const LONGEST_MESSAGE = 300;

/** Why a call failed, for a person; nothing secret: the messages of failed signatures quote session tokens, so those are ours. */
export function unreadable(error: unknown, listing: Listing, unit: Pick<Unit, "account" | "region">): Unreadable {
  if (error instanceof RoleNotAssumed) return { ...error.unreadable, account: unit.account };
  const code = codeOf(error);
  const kind = kindOf(error, code);
  const api = `${services[listing.service].iamPrefix}:${listing.operation}`;
  return {
    kind,
    api,
    action: listing.iam[0] ?? api,
    code: storable(code),
    message: kind === "credentials" ? "AWS does not accept the credentials" : shortMessage(error),
    account: unit.account,
    region: unit.region,
  };
}

function shortMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // The SDK appends advice for programmers behind a line break.
  const line = storable(message.split("\n", 1)[0] ?? "").trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}
