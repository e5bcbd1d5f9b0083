import type { Service, Unreadable } from "../contract/index.ts";
import { services } from "../listings/index.ts";

/** A refusal, as a service says it. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The recording, or what was asked of it, cannot be served; the message says why. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
}

/**
 * How EC2, the services of the AWS query protocol and those that speak JSON say the same thing: status and code, and a message. From the lists
 * of common errors in the EC2 and RDS API references.
 */
const vocabulary = {
  denied: [[403, "UnauthorizedOperation"], [403, "AccessDenied"], "You are not authorized to perform this operation."],
  throttled: [[503, "RequestLimitExceeded"], [400, "Throttling"], "Request limit exceeded."],
  internal: [[500, "InternalError"], [500, "InternalFailure"], "An internal error has occurred."],
  expired: [[400, "RequestExpired"], [403, "ExpiredToken"], "The security token included in the request is expired."],
  credentials: [[401, "AuthFailure"], [403, "InvalidClientTokenId"], "AWS could not validate the access credentials."],
  "bad-token": [[400, "InvalidPaginationToken"], [400, "InvalidParameterValue"], "The pagination token is not valid."],
  "bad-value": [[400, "InvalidParameterValue"], [400, "InvalidParameterValue"], "A parameter is not valid."],
  "no-operation": [[400, "InvalidAction"], [400, "InvalidAction"], "The action is not valid for this web service."],
} as const;

export function failure(service: Service, meaning: keyof typeof vocabulary, message?: string): Failure {
  const [ec2, query, usual] = vocabulary[meaning];
  const [status, code] = service === "ec2" ? ec2 : query;
  return { status, code, message: message ?? usual };
}

/** What a service does again that could not be read when it was recorded: a refusal, or none that can be understood. */
export function recordedFailure(service: Service, unreadable: Unreadable): Failure | "reset" | "empty-body" {
  const { kind, code, message } = unreadable;
  switch (kind) {
    case "unreachable":
      return "reset";
    case "malformed":
      return "empty-body";
    case "denied":
      return { status: 403, code, message };
    case "throttled":
      return { ...failure(service, "throttled"), code, message };
    case "credentials":
    case "region-disabled":
      return { ...failure(service, "credentials"), code, message };
    case "service":
      return { status: /^(Internal|ServiceUnavailable|Unavailable)/.test(code) ? 500 : 400, code, message };
  }
}

/** What the recording lacks was not read; an empty list would say that there is nothing. */
export function notRecorded(what: string): Failure {
  return { status: 400, code: "NotRecorded", message: `The recording has no ${what}: record again.` };
}
