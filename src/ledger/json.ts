/** JSON with one spelling alone: the JSON Canonicalization Scheme, RFC 8785. */
import { LedgerError } from "./error.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** How deep lists and objects may lie in each other. */
const DEPTH = 64;

/**
 * Members sorted by the UTF-16 code units of their names (section 3.2.3), strings and numbers as ECMAScript writes them
 * (sections 3.2.2.2 and 3.2.2.3), no white space. Throws LedgerError for what JSON cannot say, and would lose in silence:
 * undefined, numbers that are not finite, -0, halves of surrogate pairs, dates and other objects with a class.
 */
export function encodeJson(value: Json): string {
  return encode(value, DEPTH);
}

function encode(value: unknown, depth: number): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new LedgerError("a text holds half of a surrogate pair");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value) || Object.is(value, -0)) throw new LedgerError(`JSON has no number ${value}`);
    return JSON.stringify(value);
  }
  if (depth === 0) throw new LedgerError(`lists and objects lie more than ${DEPTH} deep in each other`);
  // By index, for map() would pass over holes.
  if (Array.isArray(value)) return `[${Array.from(value, (item) => encode(item, depth - 1)).join(",")}]`;
  if (typeof value !== "object") throw new LedgerError(`JSON has no ${typeof value}`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new LedgerError("JSON has no objects of a class");
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members).sort(byCodeUnits);
  return `{${names.map((name) => `${encode(name, depth)}:${encode(members[name], depth - 1)}`).join(",")}}`;
}

/** Reads a text, and refuses each that `encodeJson` would have written differently. */
export function decodeJson(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new LedgerError("is not JSON");
  }
  // The second way is the rule. The first is the same for all but names that look like numbers, and four times as fast.
  const isCanonical = (isSorted(value, DEPTH) && JSON.stringify(value) === text) || spelled(value) === text;
  if (!isCanonical) throw new LedgerError("is not in canonical form (RFC 8785)");
  return value;
}

/** As `encodeJson`; null for what JSON reads but does not write, such as 1e999. */
function spelled(value: Json): string | null {
  try {
    return encodeJson(value);
  } catch {
    return null;
  }
}

/** Whether the names of members ascend in the order in which they are kept, all texts are well formed, and none is too deep. */
function isSorted(value: Json, depth: number): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isSorted(item, depth - 1)) return false;
    return true;
  }
  const members = value as JsonObject;
  let before: string | undefined;
  for (const name of Object.keys(members)) {
    if ((before !== undefined && before >= name) || !name.isWellFormed()) return false;
    if (!isSorted(members[name]!, depth - 1)) return false;
    before = name;
  }
  return true;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
