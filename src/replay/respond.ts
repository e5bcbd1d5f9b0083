import { randomUUID } from "node:crypto";
import type { Service } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import type { Api } from "./api.ts";
import { failure, type Failure } from "./failure.ts";
import { without, type Fault, type FaultRule } from "./fault.ts";
import type { Answer, Reply } from "./pages.ts";
import { revive } from "./shape.ts";
import { writeFailure, writeOutput } from "./wire.ts";

/** What goes back over the connection. */
export interface Response {
  /** Null where nothing is answered. */
  readonly status: number | null;
  readonly type: "text/xml" | "text/html" | "application/x-amz-json-1.1";
  readonly body: Buffer;
  /** Whether the connection is cut after half of the body. */
  readonly reset: boolean;
}

const refusals = {
  "access-denied": "denied",
  throttling: "throttled",
  "error-500": "internal",
  "expired-token": "expired",
} as const satisfies Partial<Record<Fault, Parameters<typeof failure>[1]>>;

/** The refusal that a fault is; null for the faults that spoil an answer. */
export function refusalOf(fault: Fault, service: Service): Failure | null {
  return fault in refusals ? failure(service, refusals[fault as keyof typeof refusals]) : null;
}

const portal =
  "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Sign in to this network.</p></body></html>";

/** Writes the reply, spoiled as the rule says. `built` is its body, where it was written beforehand. */
export function respond(api: Api, operation: string, reply: Reply, rule?: FaultRule, built?: Buffer): Response {
  const fault = rule?.fault;
  const whole = { status: 200, type: typeOf(api), body: Buffer.alloc(0), reset: false } as const;
  if (fault === "timeout") return { ...whole, status: null };
  if (fault === "html") return { ...whole, type: "text/html", body: Buffer.from(portal) };
  if (reply === "empty-body" || fault === "empty-body") return whole;
  if (reply === "reset") return { ...whole, reset: true };
  if ("code" in reply) return refuse(api, reply);
  const body = rule === undefined && built !== undefined ? built : bodyOf(api, operation, reply, rule);
  const half = body.subarray(0, body.length >> 1);
  return { ...whole, body: fault === "truncated-body" ? half : body, reset: fault === "reset" };
}

export function refuse(api: Api, refused: Failure): Response {
  const body = Buffer.from(writeFailure(api, refused, randomUUID()));
  return { status: refused.status, type: typeOf(api), body, reset: false };
}

function typeOf({ service }: Api): Response["type"] {
  return services[service].json ? "application/x-amz-json-1.1" : "text/xml";
}

/** An answer as XML. Throws `ReplayError` for items that the service could not have sent. */
export function bodyOf(api: Api, operation: string, answer: Answer, rule?: FaultRule): Buffer {
  const { self, next } = answer.tokens ?? {};
  const token = rule?.fault === "repeated-token" ? self : rule?.fault === "bad-token" && self ? "no-such-token" : next;
  const items = answer.items.map((item, index) =>
    rule?.fault === "missing-field" && index === (rule.item ?? 0) ? without(item, rule.field.split(".")) : item,
  );
  const output = revive(api.output(operation), answer.output(items, token), operation);
  return Buffer.from(writeOutput(api, operation, output, randomUUID()));
}
