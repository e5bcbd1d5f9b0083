/** The settings of a JSON Schema as rows of a table. */
import { code, inline, table } from "./markdown.ts";

/** As much of JSON Schema as zod writes of our settings. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** A row per setting, those within it behind it. */
export function settingsTable(schema: JsonSchema): string {
  return table(["Setting", "Type", "Default", "Meaning"], rowsOf(schema, ""));
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const inside = schema.items?.properties === undefined ? schema : schema.items;
    const path = `${prefix}${name}`;
    const row = [code(path), typeOf(schema), fallbackOf(schema, required.includes(name)), meaningOf(schema)];
    return [row, ...rowsOf(inside, inside === schema ? `${path}.` : `${path}[].`)];
  });
}

function meaningOf({ description = "" }: JsonSchema): string {
  return inline(description).replaceAll(/\\`([^`\\]+)\\`/g, "`$1`");
}

function fallbackOf(schema: JsonSchema, required: boolean): string {
  if (schema.default === undefined) return required ? "required" : "";
  return schema.properties === undefined ? code(JSON.stringify(schema.default)) : "";
}

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(", ");
  switch (schema.type) {
    case "string":
      return "text";
    case "array":
      return schema.items?.properties === undefined ? `list of ${typeOf(schema.items ?? {})}` : "list";
    case "integer":
      return `integer${boundsOf(schema)}`;
    case "number":
      return `number${boundsOf(schema)}`;
    case "boolean":
      return "true or false";
    case "object":
      return "mapping";
    default:
      return "any";
  }
}

/** The limits; those of every integer that a program can hold say nothing. */
function boundsOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const known = (value: number | undefined): value is number =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const bounds = [
    ...(known(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : []),
    ...(known(minimum) ? [`at least ${minimum}`] : []),
    ...(known(maximum) ? [`at most ${maximum}`] : []),
  ];
  return bounds.length === 0 ? "" : `, ${bounds.join(", ")}`;
}
