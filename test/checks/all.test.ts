/** Walks the folders, so that no check is forgotten, misnamed, untested or half described. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { severities, type Check } from "../../src/index.ts";

const root = fileURLToPath(new URL("../../checks/", import.meta.url));
const tests = fileURLToPath(new URL(".", import.meta.url));

const entries = readdirSync(root, { withFileTypes: true });
const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ folder, id: basename(name, ".ts") })),
);
const checks = await Promise.all(
  files.map(async ({ folder, id }) => {
    const module = (await import(join(root, folder, `${id}.ts`))) as { default: Check };
    return { folder, id, check: module.default };
  }),
);

const sentences = z.string().regex(/^[A-Z][^\n]{20,}\.$/, "one or more whole sentences on one line");
const line = z.string().regex(/^[A-Z][^\n]*\S$/);
const controlFile = z.strictObject({
  id: z.string(),
  title: line,
  demands: z.string().regex(/^[A-Z][^\n]*\.$/),
  hipaa: z.array(z.string()).min(1),
  reach: z.array(sentences).min(1),
  blind: z.array(z.union([sentences, z.strictObject({ text: sentences, checks: z.array(z.string()).min(1) })])).min(1),
  vocabulary: z.looseObject({}).optional(),
});

test("there is nothing but folders, and a check in each", () => {
  expect(entries.filter((entry) => !entry.isDirectory())).toEqual([]);
  expect(new Set(files.map(({ folder }) => folder))).toEqual(new Set(folders));
});

describe.each(folders)("the control %s", (folder) => {
  test("is described", () => {
    const control = controlFile.parse(parse(readFileSync(join(root, folder, "control.yaml"), "utf8")));
    expect(control.id).toBe(folder);
  });
});

describe.each(checks)("$id", ({ folder, id, check }) => {
  test("has the name of its file, and says what it is about", () => {
    expect(check.id).toBe(id);
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(severities).toContain(check.severity);
    expect(check.title).toMatch(/^[A-Z][^\n]*[^.\s]$/);
    expect(sentences.safeParse(check.why).error).toBeUndefined();
    expect(sentences.safeParse(check.fix).error).toBeUndefined();
    for (const control of check.controls ?? []) expect(folders).toContain(control);
  });

  test("cites AWS and the rule it serves", () => {
    for (const source of check.sources) {
      expect(source).toMatch(
        /^https:\/\/(docs\.aws\.amazon\.com|www\.ecfr\.gov|www\.iana\.org|www\.rfc-editor\.org|csrc\.nist\.gov)\/\S+$/,
      );
      expect(URL.canParse(source)).toBe(true);
    }
    expect(check.sources.some((source) => source.startsWith("https://docs.aws.amazon.com/"))).toBe(true);
    expect(check.sources.some((source) => source.startsWith("https://www.ecfr.gov/"))).toBe(true);
  });

  test("has a table test", () => {
    const file = join(tests, folder, `${id}.test.ts`);
    expect(existsSync(file), `${file} is missing`).toBe(true);
    expect(readFileSync(file, "utf8")).toContain("testCheck(check, {");
  });

  test("takes no parameters, and tells editors which it takes", () => {
    const { params } = check as { params: z.ZodType };
    expect(params.safeParse({}).error).toBeUndefined();
    for (const property of propertiesOf(z.toJSONSchema(params, { io: "input" }))) {
      expect(property.description, JSON.stringify(property)).toMatch(/\S/);
    }
  });
});

test("no id is used twice, former ids included", () => {
  const ids = checks.flatMap(({ check }) => [check.id, ...(check.aliases ?? [])]);
  expect(ids.toSorted()).toEqual([...new Set(ids)].sort());
});

/** All named properties of a JSON Schema, at any depth. */
function propertiesOf(schema: unknown): { readonly description?: string }[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {} } = schema as { properties?: Record<string, { description?: string }> };
  return [...Object.values(properties), ...Object.values(schema).flatMap(propertiesOf)];
}
