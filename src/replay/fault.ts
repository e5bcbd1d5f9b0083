/** What goes wrong, and when. */
import type { Service } from "../contract/index.ts";

/** Every fault there is. */
export const faults = [
  "access-denied",
  "throttling",
  "error-500",
  /** Takes the call and never answers. */
  "timeout",
  /** Cuts the connection after half of the body. */
  "reset",
  "expired-token",
  /** A success without a body. */
  "empty-body",
  /** A success whose body ends in its middle, and whose length says so. */
  "truncated-body",
  /** A success that gives the token of the very page it is. */
  "repeated-token",
  /** A success whose token is refused afterwards. */
  "bad-token",
  /** A success where one item lacks a field. */
  "missing-field",
  /** A success that is a web page, as of a captive proxy. */
  "html",
] as const;
export type Fault = (typeof faults)[number];

/** The calls that a fault befalls: all, or where given those of this operation, service, account, region and page. */
interface Occasion {
  readonly operation?: string;
  /** Two services may have operations of one name. */
  readonly service?: Service;
  readonly account?: string;
  readonly region?: string;
  /** Which page of an answer, from 1. */
  readonly page?: number;
  /** From which matching call on, from 1; 1 if absent. */
  readonly nth?: number;
  /** How many calls: one where `nth` is given, else all that match. */
  readonly times?: number;
}

export type FaultRule = Occasion &
  (
    | { readonly fault: Exclude<Fault, "missing-field"> }
    | {
        readonly fault: "missing-field";
        /** The field's path within the item, such as `IpPermissions.0.IpProtocol`. */
        readonly field: string;
        /** Which item of the page, from 0; the first if absent. */
        readonly item?: number;
      }
  );

export interface Target {
  readonly service: Service;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly page: number;
}

/** Counts the calls and says which one goes wrong. */
export class FaultBook {
  private readonly rules: readonly { readonly rule: FaultRule; seen: number }[];

  constructor(rules: readonly FaultRule[]) {
    this.rules = rules.map((rule) => ({ rule, seen: 0 }));
  }

  /** The first rule that befalls this call. Every rule that matches counts it. */
  next(target: Target): FaultRule | undefined {
    const matching = this.rules.filter(({ rule }) => matches(rule, target));
    for (const counted of matching) counted.seen++;
    return matching.find(({ rule, seen }) => {
      const first = rule.nth ?? 1;
      const times = rule.times ?? (rule.nth === undefined ? Infinity : 1);
      return seen >= first && seen < first + times;
    })?.rule;
  }
}

function matches(rule: FaultRule, target: Target): boolean {
  return (["service", "operation", "account", "region", "page"] as const).every(
    (name) => rule[name] === undefined || rule[name] === target[name],
  );
}

/** A copy of the item without the field at the path; the item itself where it has no such field. */
export function without(item: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined || typeof item !== "object" || item === null || !Object.hasOwn(item, name)) return item;
  const copy = (Array.isArray(item) ? [...item] : { ...item }) as Record<string, unknown>;
  if (rest.length > 0) copy[name] = without(copy[name], rest);
  else if (Array.isArray(copy)) copy.splice(Number(name), 1);
  else delete copy[name];
  return copy;
}
