/**
 * An operation's output schema and an allow list, compiled to the tables that reading goes by. Immutable: reading
 * learns nothing between two answers.
 */
import type { NormalizedSchema } from "@smithy/core/schema";
import type { Fields } from "../../contract/index.ts";
import { hashOf } from "./name.ts";

/** What an element holds. */
export const Kind = { text: 0, boolean: 1, number: 2, date: 3, structure: 4, list: 5, map: 6 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** How an element's content is read. One shape for all kinds, which V8 reads fastest. */
export interface Value {
  readonly kind: Kind;
  /** Structure: its kept members, by the hash of the element's name; the length is a power of two. */
  readonly members: readonly (Member | null)[];
  /** List: the element; map: the entry, a structure of `key` and `value`. */
  readonly item: Member | null;
}

/** An element that is read. */
export interface Member {
  /** The element's name, as bytes. */
  readonly tag: Uint8Array;
  /** The name in the output. */
  readonly name: string;
  readonly value: Value;
  /** An element a list item or map entry, without an element around all of them. */
  readonly flat: boolean;
  /** One bit in a mask, to find an element that appears twice; 0 where the structure has more members than a mask has bits. */
  readonly bit: number;
  /** The next one in the same place of the table. */
  readonly next: Member | null;
}

/** How an operation's answer is read. */
export interface Plan {
  readonly root: Member;
  /** The name under which the output stands within the root; null where the root is the output. */
  readonly result: string | null;
}

/**
 * Compiles `output`, the schema of what `operation` answers. Without an allow list everything is kept.
 * Throws `TypeError` for a kept member of a type that these answers do not carry so far (a blob, a union).
 */
export function compile(operation: string, output: NormalizedSchema, nested: boolean, kept: Fields | undefined): Plan {
  const value = valueOf(output, kept, operation, new Map());
  const response = `${operation}Response`;
  if (!nested || !output.isStructSchema()) return { root: member(response, response, value), result: null };
  const result = `${operation}Result`;
  const wrapper = structure([member(result, result, value)]);
  return { root: member(response, response, wrapper), result };
}

function member(tag: string, name: string, value: Value, flat = false, bit = 1): Member {
  return { tag: Buffer.from(tag), name, value, flat, bit, next: null };
}

type Known = Map<unknown, Value>;

function valueOf(schema: NormalizedSchema, kept: Fields | undefined, path: string, known: Known): Value {
  if (schema.isStructSchema() && !schema.isUnionSchema()) return structureOf(schema, kept, path, known);
  if (schema.isUnitSchema()) return structure([]);
  if (schema.isListSchema()) {
    const element = schema.getValueSchema();
    const tag = element.getMergedTraits().xmlName ?? "member";
    return { kind: Kind.list, members: [], item: member(tag, tag, valueOf(element, kept, path, known)) };
  }
  if (schema.isMapSchema()) {
    const [key, element] = [schema.getKeySchema(), schema.getValueSchema()];
    const entry = structure([
      member(key.getMergedTraits().xmlName ?? "key", "key", valueOf(key, undefined, path, known), false, 1),
      member(element.getMergedTraits().xmlName ?? "value", "value", valueOf(element, kept, path, known), false, 2),
    ]);
    return { kind: Kind.map, members: [], item: member("entry", "entry", entry) };
  }
  return { kind: scalarKind(schema, path), members: [], item: null };
}

const [DEFAULT_TIME, DATE_TIME] = [4, 5];

function scalarKind(schema: NormalizedSchema, path: string): Kind {
  if (schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined) return Kind.text;
  if (schema.isBooleanSchema()) return Kind.boolean;
  if (schema.isNumericSchema()) return Kind.number;
  const type = schema.getSchema();
  if (type === DEFAULT_TIME || type === DATE_TIME) return Kind.date;
  throw new TypeError(`the fast reader cannot read ${path}, a ${schema.getName(true)}; the SDK's can`);
}

function structureOf(schema: NormalizedSchema, kept: Fields | undefined, path: string, known: Known): Value {
  // Only a structure that is kept whole can hold itself for ever.
  const before = kept === undefined ? known.get(schema.getSchema()) : undefined;
  if (before !== undefined) return before;
  const names = [...schema.structIterator()].filter(([name]) => kept === undefined || Object.hasOwn(kept, name));
  const value = empty(names.length);
  if (kept === undefined) known.set(schema.getSchema(), value);
  fill(
    value,
    names.map(([name, inner], index) => {
      const shape = kept?.[name]?.shape as Fields | undefined;
      const tag = inner.getMemberTraits().xmlName ?? name;
      const flat = Boolean(inner.getMergedTraits().xmlFlattened) && (inner.isListSchema() || inner.isMapSchema());
      return member(tag, name, valueOf(inner, shape, `${path}.${name}`, known), flat, index < 32 ? 1 << index : 0);
    }),
  );
  return value;
}

function structure(members: readonly Member[]): Value {
  const value = empty(members.length);
  fill(value, members);
  return value;
}

/** A structure's table, at most half full. */
function empty(count: number): Value {
  const size = 2 ** Math.ceil(Math.log2(Math.max(count, 1) * 2));
  return { kind: Kind.structure, members: Array.from({ length: size }, () => null), item: null };
}

function fill({ members }: Value, all: readonly Member[]): void {
  const table = members as (Member | null)[];
  for (const one of all) {
    const place = hashOf(one.tag) & (table.length - 1);
    table[place] = { ...one, next: table[place] ?? null };
  }
}
