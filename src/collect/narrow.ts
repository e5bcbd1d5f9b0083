/**
 * The allow list at work: of what AWS sent, only the kept fields remain, as plain JSON with storable strings.
 * Applied before anything is judged or stored, so that pre-shared keys and user data never enter.
 */
import type { Fields, FlawedItem, Listing } from "../contract/index.ts";

export type Narrowed = { readonly item: Record<string, unknown> } | FlawedItem;

/** One for a listing, however often it is read. */
const compiled = new WeakMap<Listing, Narrow>();

/** Compiles a listing's allow list to the function that applies it. */
export function narrower(listing: Listing): (raw: unknown) => Narrowed {
  const narrow = compiled.get(listing) ?? compile(listing.fields);
  compiled.set(listing, narrow);
  return (raw) => {
    const item: Record<string, unknown> = {};
    const missing = narrow(raw, item);
    return missing === null ? { item } : { item, missing };
  };
}

/** Copies the kept fields into `into`; returns the path of the first required field that is not there, else null. */
type Narrow = (raw: unknown, into: Record<string, unknown>) => string | null;

function compile(fields: Fields): Narrow {
  const plan = Object.entries(fields).map(([name, { need, shape }]) => ({
    name,
    required: need === "required",
    narrow: shape === undefined ? null : compile(shape as Fields),
  }));
  return (raw, into) => {
    const source = (raw ?? {}) as Record<string, unknown>;
    let missing: string | null = null;
    for (const { name, required, narrow } of plan) {
      const value = source[name];
      // An empty string identifies and decides nothing: it is as good as missing.
      if (value === undefined || value === null || value === "") {
        if (required) missing ??= name;
        continue;
      }
      if (narrow === null) {
        into[name] = plain(value);
      } else if (Array.isArray(value)) {
        const kept: unknown[] = [];
        into[name] = kept;
        for (const [index, element] of value.entries()) {
          const part = {};
          const lack = narrow(element, part);
          if (lack !== null) missing ??= `${name}[${index}].${lack}`;
          kept.push(part);
        }
      } else {
        const part = {};
        into[name] = part;
        const lack = narrow(value, part);
        if (lack !== null) missing ??= `${name}.${lack}`;
      }
    }
    return missing;
  };
}

/** A scalar or list of scalars as JSON carries it. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return value;
}

/** NUL and lone surrogates cannot be stored by every database, nor be written as UTF-8: they become U+FFFD, once, here. */
export function storable(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed();
  return formed.includes("\0") ? formed.replaceAll("\0", "\u{fffd}") : formed;
}
