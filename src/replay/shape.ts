/** Kept items are JSON; the SDK's schemas say what they were. */
import type { NormalizedSchema } from "@smithy/core/schema";
import { ReplayError } from "./failure.ts";

type Members = Readonly<Record<string, NormalizedSchema>>;

const known = new WeakMap<object, Members>();

/** The members of a structure, by name. */
export function membersOf(schema: NormalizedSchema): Members {
  const own = schema.getSchema() as object;
  let members = known.get(own);
  if (members === undefined) known.set(own, (members = schema.getMemberSchemas()));
  return members;
}

/** The schema of the items that stand at `path` in an operation's output: of a list's elements, or of a structure. */
export function itemSchema(output: NormalizedSchema, path: string): NormalizedSchema {
  let schema = output;
  for (const name of path === "" ? [] : path.split(".")) {
    const member = membersOf(schema)[name];
    if (member?.isListSchema()) schema = member.getValueSchema();
    else if (member?.isStructSchema()) schema = member;
    else throw new ReplayError(`the service's answer has no ${path}`);
  }
  return schema;
}

/** Whether the items at `path` in an operation's output stand in a list, or are one structure. */
export function isList(output: NormalizedSchema, path: string): boolean {
  const [name = "", ...rest] = path.split(".");
  const member = membersOf(output)[name];
  return member !== undefined && (member.isListSchema() || (member.isStructSchema() && isList(member, rest.join("."))));
}

/**
 * The value that the SDK's serializer takes: dates are dates again. Throws `ReplayError` for a member that the schema
 * does not have, and for a value of another type: such a thing was never read from AWS.
 */
export function revive(schema: NormalizedSchema, value: unknown, path: string): unknown {
  if (schema.isStructSchema() && isObject(value)) {
    const members = membersOf(schema);
    const entries = Object.entries(value).map(([name, part]) => {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (member === undefined)
        throw new ReplayError(`${path}: the service's ${schema.getName()} has no member ${name}`);
      return [name, revive(member, part, `${path}.${name}`)];
    });
    return Object.fromEntries(entries);
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const element = schema.getValueSchema();
    return value.map((part, index) => revive(element, part, `${path}[${index}]`));
  }
  if (schema.isTimestampSchema() && (value instanceof Date || typeof value === "string")) {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  if (schema.isStringSchema() && typeof value === "string") return value;
  if (schema.isBooleanSchema() && typeof value === "boolean") return value;
  if (schema.isNumericSchema() && typeof value === "number") return value;
  throw new ReplayError(`${path}: this is not what the service has there: ${JSON.stringify(value)?.slice(0, 80)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
