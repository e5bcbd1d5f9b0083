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
 * How EC2, the services of the AWS query protocol, and those that speak JSON say the same thing: status and code, and
 * a message. From the lists of common errors in the EC2, RDS and KMS API references.
 */
const vocabulary = {
  denied: {
    ec2: [403, "UnauthorizedOperation"],
    query: [403, "AccessDenied"],
    json: [400, "AccessDeniedException"],
    message: "You are not authorized to perform this operation.",
  },
  throttled: {
    ec2: [503, "RequestLimitExceeded"],
    query: [400, "Throttling"],
    json: [400, "ThrottlingException"],
    message: "Request limit exceeded.",
  },
  internal: {
    ec2: [500, "InternalError"],
    query: [500, "InternalFailure"],
    json: [500, "InternalFailure"],
    message: "An internal error has occurred.",
  },
  expired: {
    ec2: [400, "RequestExpired"],
    query: [403, "ExpiredToken"],
    json: [400, "ExpiredTokenException"],
    message: "The security token included in the request is expired.",
  },
  credentials: {
    ec2: [401, "AuthFailure"],
    query: [403, "InvalidClientTokenId"],
    json: [400, "UnrecognizedClientException"],
    message: "AWS could not validate the access credentials.",
  },
  "bad-token": {
    ec2: [400, "InvalidPaginationToken"],
    query: [400, "InvalidParameterValue"],
    json: [400, "ValidationException"],
    message: "The pagination token is not valid.",
  },
  "bad-value": {
    ec2: [400, "InvalidParameterValue"],
    query: [400, "InvalidParameterValue"],
    json: [400, "ValidationException"],
    message: "A parameter is not valid.",
  },
  "no-operation": {
    ec2: [400, "InvalidAction"],
    query: [400, "InvalidAction"],
    json: [400, "UnknownOperationException"],
    message: "The action is not valid for this web service.",
  },
} as const;

export function failure(service: Service, meaning: keyof typeof vocabulary, message?: string): Failure {
  const said = vocabulary[meaning];
  const [status, code] = service === "ec2" ? said.ec2 : services[service].json ? said.json : said.query;
  return { status, code, message: message ?? said.message };
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
    case "inactive":
      return { ...failure(service, "credentials"), code, message };
    case "service":
      return { status: /^(Internal|ServiceUnavailable|Unavailable)/.test(code) ? 500 : 400, code, message };
  }
}

/** What the recording lacks was not read; an empty list would say that there is nothing. */
export function notRecorded(what: string): Failure {
  return { status: 400, code: "NotRecorded", message: `The recording has no ${what}: record again.` };
}
