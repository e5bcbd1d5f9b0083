import type { Listing, Unit, Unreadable, UnreadableKind } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import { mask } from "./mask.ts";
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

/** The SDK's chain found no credentials: AWS was not asked. */
export class NoCredentials extends Error {
  override readonly name = "NoCredentials";
  readonly code: string;

  private constructor(code: string, profile: string | undefined, found: string) {
    const where = profile ? ` for the profile ${profile}` : "";
    super(`no AWS credentials were found${where}${found}`);
    this.code = code;
  }

  /** What the chain threw, told as such; a failure of another kind, as of the call that exchanges a token, stays what it is. */
  static from(error: unknown, profile: string | undefined): unknown {
    const code = codeOf(error);
    if (!chainErrors.has(code)) return error;
    // "Could not load credentials from any providers" says no more than we do; a failed credential_process quotes its command line.
    const said = shortMessage(error);
    const found = /^(Could not load|Command failed)/.test(said) ? "" : `: ${said}`;
    return new NoCredentials(code, profile, found);
  }
}

const chainErrors = new Set(["CredentialsProviderError", "TokenProviderError"]);

/** AWS services spell the same thing in several ways. */
const throttles: ReadonlySet<string> = new Set([
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
]);

/** Error codes by what the reader must do about them. */
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
  ["throttled", throttles],
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
      ...chainErrors,
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
      "ERR_INVALID_URL",
      "EndpointError",
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

/** AWS refused for load. */
export function isThrottled(error: unknown): boolean {
  return kindOf(error, codeOf(error)) === "throttled";
}

/** Whether the call went out: without credentials none does. */
export function wasAsked(error: unknown): boolean {
  return !(error instanceof NoCredentials || error instanceof RoleNotAssumed || isLocal(error, codeOf(error)));
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
  if (isLocal(error, code)) return "credentials";
  for (const [kind, known] of codes) if (known.has(code)) return kind;
  const { message, syscall, $response, $metadata } = (error ?? {}) as Record<string, unknown> & {
    $metadata?: { httpStatusCode?: number };
  };
  if (syscall === "connect") return "unreachable";
  if (typeof message === "string" && /socket hang up|aborted|premature close/i.test(message)) return "unreachable";
  // An answer arrived as a success and could not be read.
  if ($response !== undefined && ($metadata?.httpStatusCode ?? 200) < 300) return "malformed";
  if (typeof message === "string" && /parse error|deserialization/i.test(message)) return "malformed";
  return "service";
}

/**
 * Whether the system failed us before AWS was asked: the SDK looks for its configuration and credentials in files, and
 * for those in the home directory. Connections fail with such codes too, and say which call failed.
 */
function isLocal(error: unknown, code: string): boolean {
  if (code === "ERR_SYSTEM_ERROR") return true;
  const { syscall } = (error ?? {}) as Record<string, unknown>;
  return fileErrors.has(code) && syscall !== "connect";
}

const fileErrors = new Set(["EACCES", "EIO", "EISDIR", "ELOOP", "ENAMETOOLONG", "ENOENT", "ENOTDIR", "EPERM"]);

/** The longest message of AWS that is kept. */
const LONGEST_MESSAGE = 300;

/** What failed, for a person. */
export interface Told extends Pick<Unreadable, "kind" | "code" | "message"> {
  /** Where another call failed than the one that was made: that of a role. */
  readonly api?: string;
}

/**
 * What failed, for a person; nothing secret: what looks like a credential is masked, and so is `secret`, which the call
 * carried.
 */
export function told(error: unknown, secret?: string): Told {
  if (error instanceof RoleNotAssumed) return error.unreadable;
  const code = codeOf(error);
  const kind = kindOf(error, code);
  return { kind, code: cut(storable(mask(code, secret))), message: messageOf(error, kind, code, secret) };
}

/** Why a call failed, as `told` tells it. */
export function unreadable(
  error: unknown,
  listing: Listing,
  unit: Pick<Unit, "account" | "region">,
  secret?: string,
): Unreadable {
  if (error instanceof RoleNotAssumed) return { ...error.unreadable, account: unit.account };
  const api = `${services[listing.service].iamPrefix}:${listing.operation}`;
  return {
    ...told(error, secret),
    api,
    action: listing.iam[0] ?? api,
    account: unit.account,
    region: unit.region,
  };
}

function messageOf(error: unknown, kind: UnreadableKind, code: string, secret: string | undefined): string {
  if (error instanceof NoCredentials) return shortMessage(error, secret);
  // No word of the service's: a path is no secret, however long.
  if (isLocal(error, code))
    return cut(`this machine failed, AWS was not asked: ${firstLine((error as Error).message)}`);
  if (chainErrors.has(code)) return "no AWS credentials were found";
  // The messages of failed signatures quote what was signed.
  if (kind === "credentials") return "AWS does not accept the credentials";
  if (code === "ERR_INVALID_URL") return "AWS_ENDPOINT_URL, or the endpoint_url of the profile, is no URL";
  return shortMessage(error, secret);
}

/** Masked before it is cut: half a secret looks like none. */
function shortMessage(error: unknown, secret?: string): string {
  return cut(firstLine(mask(error instanceof Error ? error.message : String(error), secret)));
}

/** The SDK appends advice for programmers behind a line break. */
function firstLine(message: string): string {
  return storable(message.split("\n", 1)[0] ?? "").trim();
}

function cut(line: string): string {
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}
