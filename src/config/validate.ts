import { z } from "zod";
import { suggest } from "./closest.ts";
import { show, type Fault, type Path } from "./error.ts";

/** A fault of the data alone. */
export interface DataFault extends Fault {
  /** It is in the key at the end of the path, not in its value. */
  readonly key?: true;
}

/** The data as the schema reads it, or all that is wrong with it. `writtenAt` gives a scalar as it is written. */
export function validate<T>(
  schema: z.ZodType<T>,
  data: unknown,
  writtenAt: (path: Path) => string | undefined,
): { readonly value: T } | { readonly faults: readonly DataFault[] } {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data };
  const context = { data, document: z.toJSONSchema(schema, { io: "input" }) as JsonSchema, writtenAt };
  return { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, [], context)) };
}

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

interface Context {
  readonly data: unknown;
  readonly document: JsonSchema;
  readonly writtenAt: (path: Path) => string | undefined;
}

function faultsOf(issue: z.core.$ZodIssue, above: Path, context: Context): DataFault[] {
  const path = [...above, ...(issue.path as Path)];
  const name = nameOf(path);
  const value = valueAt(context.data, path);
  const place = schemaAt(context.document, path);
  const hint = place?.description ?? "Correct it.";

  if (issue.code === "unrecognized_keys") {
    const known = choicesOf(place).flatMap(({ properties = {} }) => Object.keys(properties));
    const inside = path.length === 0 ? "" : ` in ${name}`;
    return issue.keys.map((key) => ({
      path: [...path, key],
      key: true,
      message: `there is no key ${show(key)}${inside}`,
      hint: suggest(key, known),
    }));
  }
  if (value === undefined && path.length > 0) return [{ path, message: `${name} is missing`, hint }];
  if (value === null) {
    return path.length === 0
      ? [{ path, message: "the file is empty", hint: "Write something into it, or remove it." }]
      : [{ path, message: `${name} has no value`, hint: "Give it one, or remove the key." }];
  }
  if (issue.code === "invalid_union") {
    // What went wrong in the deepest place is what was meant; else what went wrong with a value of the right kind.
    const meant =
      issue.errors.find((issues) => issues.some((inner) => inner.path.length > 0)) ??
      issue.errors.find((issues) => !issues.some(({ code }) => code === "invalid_type" || code === "invalid_value"));
    if (meant !== undefined) return meant.flatMap((inner) => faultsOf(inner, path, context));
    return [{ path, message: `${name} ${issue.message}`, hint }];
  }
  if (issue.code === "invalid_type") {
    const written = context.writtenAt(path);
    if (issue.expected === "string" && typeof value !== "object" && written !== undefined) {
      const message = `${name} is read as the ${typeof value} ${String(value)}, and must be text`;
      return [{ path, message, hint: `Quote it: ${show(written)}.` }];
    }
    const wanted = kinds[issue.expected] ?? `a ${issue.expected}`;
    const what = path.length === 0 ? "the file" : name;
    return [{ path, message: `${what} must be ${wanted}, not ${kindOf(value)}`, hint }];
  }
  if (issue.code === "invalid_value") {
    const hint = suggest(String(value), issue.values.map(String));
    return [{ path, message: `${name} is ${show(String(value))}`, hint }];
  }
  if (issue.code === "custom" && typeof issue.params?.["hint"] === "string")
    return [{ path, message: `${name}: ${issue.message}`, hint: issue.params["hint"] }];
  const must = limit(issue) ?? issue.message;
  const said = typeof value === "object" ? "" : ` ${typeof value === "string" ? show(value) : String(value)}`;
  return [{ path, message: `${name}${said} ${must}`, hint }];
}

/** What a value must be that is too small or too large. */
function limit(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== "too_small" && issue.code !== "too_big") return undefined;
  const [bound, least] = issue.code === "too_small" ? [issue.minimum, true] : [issue.maximum, false];
  if (issue.origin === "array" || issue.origin === "string") {
    if (least && Number(bound) === 1) return "must not be empty";
    const unit = issue.origin === "array" ? "elements" : "characters";
    return `must have at ${least ? "least" : "most"} ${bound} ${unit}`;
  }
  if (issue.inclusive === false) return `must be ${least ? "more" : "less"} than ${bound}`;
  return `must be at ${least ? "least" : "most"} ${bound}`;
}

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  object: "a group of keys",
  record: "a group of keys",
  string: "text",
  number: "a number",
  int: "a whole number",
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of keys";
  return typeof value === "string" ? `the text ${show(value)}` : `the ${typeof value} ${String(value)}`;
}

/** `accounts[0].id` */
function nameOf(path: Path): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === "number") return `${name}[${step}]`;
    const word = /^[\w-]{1,60}$/.test(step) ? step : show(step);
    return name === "" ? word : `${name}.${word}`;
  }, "");
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined,
    data,
  );
}

/** The schema itself, and what it is one of. */
function choicesOf(place: JsonSchema | undefined): readonly JsonSchema[] {
  return place === undefined ? [] : [place, ...(place.anyOf ?? [])];
}

function schemaAt(document: JsonSchema, path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((place, step) => {
    const choices = choicesOf(place);
    if (typeof step === "number") return choices.find(({ items }) => items !== undefined)?.items ?? place;
    return choices.find(({ properties }) => properties !== undefined)?.properties?.[step];
  }, document);
}
