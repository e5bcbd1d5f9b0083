import type { NormalizedSchema } from "@smithy/core/schema";
import { expect, test } from "vitest";
import type { Fields } from "../../src/contract/index.ts";
import { listings } from "../../src/listings/index.ts";
import { loadApi } from "../../src/replay/api.ts";
import { itemSchema, membersOf } from "../../src/replay/shape.ts";

function scalar(schema: NormalizedSchema): string {
  if (schema.isStructSchema()) return "object";
  if (schema.isStringSchema()) return "string";
  if (schema.isBooleanSchema()) return "boolean";
  if (schema.isNumericSchema()) return "number";
  if (schema.isTimestampSchema()) return "date";
  throw new Error(`${schema.getName()}: a type that no recording has`);
}

/** Path and kind of the kept fields. */
function kindsOf(schema: NormalizedSchema, fields: Fields, prefix = ""): [string, string][] {
  return Object.entries(fields).flatMap(([name, { shape }]) => {
    const member = membersOf(schema)[name]!;
    const list = member.isListSchema();
    const element = list ? member.getValueSchema() : member;
    const own: [string, string] = [prefix + name, scalar(element) + (list ? "[]" : "")];
    return shape === undefined ? [own] : [own, ...kindsOf(element, shape as Fields, `${prefix + name}.`)];
  });
}

const key = (name: string) => (/^\w+$/.test(name) ? name : JSON.stringify(name));

/** `vitest run test/recording/kinds.test.ts --update` writes it anew. */
test("the types of recorded fields are those of the service's answers", async () => {
  const rows: string[] = [];
  const found = new Set<string>();
  for (const { id, service, operation, items, fields } of listings.values()) {
    const output = (await loadApi(service)).output(operation);
    const others = kindsOf(itemSchema(output, items), fields).filter(([, kind]) => kind !== "string");
    for (const [, kind] of others) found.add(kind);
    if (others.length === 0) continue;
    rows.push(`  ${key(id)}: {`, ...others.map(([path, kind]) => `    ${key(path)}: "${kind}",`), "  },");
  }
  const union = ["string", ...[...found].sort()].map((kind) => `"${kind}"`).join(" | ");
  const text = `// Generated from the schemas of the AWS SDK by test/recording/kinds.test.ts; not to be changed by hand.

/** What stands in a field of a recorded item; a date is its ISO 8601 text. */
export type Kind = ${union};

/** Listing → path of a kept field → what it holds, where that is not one text. */
export const kinds: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
${rows.join("\n")}
};
`;
  await expect(text).toMatchFileSnapshot("../../src/recording/kinds.ts");
});
