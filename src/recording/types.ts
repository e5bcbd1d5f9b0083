import { required, type Fields, type Listing } from "../contract/index.ts";
import { listings } from "../listings/index.ts";
import { kinds, type Kind } from "./kinds.ts";
import type { Line } from "./line.ts";

/** The path of the first kept field that holds what AWS never has there, with what it should be, else null. */
type FindMistyped = (item: object) => string | null;

/** The fields that each item of a listing has: those kept, and what its parent was asked by. */
export function fieldsOf({ fields, each }: Listing): Fields {
  return each === undefined ? fields : { ...fields, [each.by]: required() };
}

/**
 * Checks the types of the kept fields of a file's pages, whole items and flawed ones: null and the text `false` are no
 * booleans, and would be judged otherwise than what AWS says. A field that is absent is of any type. What it gives
 * throws an `Error` that says where a type is wrong.
 */
export function typeChecker(): (line: Line) => void {
  const compiled = new Map<string, FindMistyped>();
  return (line) => {
    const listing = line.kind === "page" ? listings.get(line.listing) : undefined;
    if (line.kind !== "page" || listing === undefined) return;
    const { id } = listing;
    const mistyped = compiled.get(id) ?? members(fieldsOf(listing), kinds[id] ?? {}, "");
    compiled.set(id, mistyped);
    const refuse = (item: unknown, place: string) => {
      const wrong = mistyped(item as object);
      if (wrong !== null) throw new Error(`${place}.${wrong}`);
    };
    for (const [index, item] of line.items.entries()) refuse(item, `items.${index}`);
    for (const [index, { item }] of line.flawed.entries()) refuse(item, `flawed.${index}.item`);
  };
}

function members(fields: Fields, known: Readonly<Record<string, Kind>>, prefix: string): FindMistyped {
  const plan = Object.entries(fields).map(([name, { shape }]) => {
    const path = prefix + name;
    const kind = known[path] ?? "string";
    return { name, kind, inner: shape === undefined ? null : members(shape as Fields, known, `${path}.`) };
  });
  return (item) => {
    const values = item as Readonly<Record<string, unknown>>;
    for (const { name, kind, inner } of plan) {
      const value = values[name];
      if (value === undefined) continue;
      if (!is[kind](value)) return `${name}: expected ${words[kind]}`;
      if (inner === null) continue;
      if (!Array.isArray(value)) {
        const wrong = inner(value as object);
        if (wrong !== null) return `${name}.${wrong}`;
        continue;
      }
      for (const [index, part] of value.entries()) {
        const wrong = inner(part as object);
        if (wrong !== null) return `${name}[${index}].${wrong}`;
      }
    }
    return null;
  };
}

const isText = (value: unknown) => typeof value === "string";
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

const is: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  string: isText,
  boolean: (value) => typeof value === "boolean",
  // JSON's 1e999 is read as infinite.
  number: Number.isFinite,
  // Empty where AWS sent no date that could be read.
  date: (value) => value === "" || (isText(value) && isoDate(value as string)),
  object: isObject,
  "string[]": (value) => Array.isArray(value) && value.every(isText),
  "object[]": (value) => Array.isArray(value) && value.every(isObject),
};

const words: Readonly<Record<Kind, string>> = {
  string: "a text",
  boolean: "true or false",
  number: "a number",
  date: "a date, ISO 8601, in UTC",
  object: "an object",
  "string[]": "a list of texts",
  "object[]": "a list of objects",
};

function isoDate(text: string): boolean {
  return /^(\d{4}|[+-]\d{6})-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
