import type { Fields } from "../contract/index.ts";

/**
 * The path of the first required field that a recorded item lacks, else null: what wrote the recording may have
 * required less than we do now. An empty string counts as missing, as when an account is read.
 */
export function lacking(item: object, fields: Fields): string | null {
  const values = item as Readonly<Record<string, unknown>>;
  for (const [name, { need, shape }] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined || value === null || value === "") {
      if (need === "required") return name;
    } else if (shape !== undefined) {
      const lack = nested(value, shape as Fields);
      if (lack !== null) return name + lack;
    }
  }
  return null;
}

function nested(value: unknown, fields: Fields): string | null {
  const parts = Array.isArray(value) ? value.entries().map(([index, part]) => [`[${index}].`, part]) : [[".", value]];
  for (const [path, part] of parts) {
    const lack = lacking((part ?? {}) as object, fields);
    if (lack !== null) return path + lack;
  }
  return null;
}
