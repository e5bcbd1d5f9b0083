/** Walks the folders, so that no check is forgotten, misnamed, untested or half described. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { severities, type Check } from "../../src/index.ts";
import { wordReader } from "../../src/policy/suggest/words.ts";

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
const read = wordReader();
const terms = z.string().transform((list) => list.split(",").map((term) => term.trim()));
const controlFile = z.strictObject({
  id: z.string(),
  title: line,
  demands: z.string().regex(/^[A-Z][^\n]*\.$/),
  hipaa: z.array(z.string()).min(1),
  reach: z.array(sentences),
  blind: z.array(z.union([sentences, z.strictObject({ text: sentences, checks: z.array(z.string()).min(1) })])).min(1),
  vocabulary: z.strictObject({
    subject: z.array(terms).min(1),
    typical: terms,
    foreign: terms,
    figures: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.unknown())])).default({}),
  }),
});

test("there is nothing but folders", () => {
  expect(entries.filter((entry) => !entry.isDirectory())).toEqual([]);
});

describe.each(folders)("the control %s", (folder) => {
  const control = controlFile.parse(parse(readFileSync(join(root, folder, "control.yaml"), "utf8")));
  const own = checks.filter((check) => check.folder === folder);

  test("is described, and has checks if it claims to reach anything", () => {
    expect(control.id).toBe(folder);
    expect(own.length > 0).toBe(control.reach.length > 0);
  });

  test("has no term twice in one list, in no inflection either", () => {
    const { subject, typical, foreign } = control.vocabulary;
    const stems = (terms: readonly string[]) =>
      terms.map((term) =>
        read(term)
          .map(({ stem, capitals }) => capitals ?? stem)
          .join(" "),
      );
    for (const list of [...subject, typical, foreign].map(stems)) expect(list).toEqual([...new Set(list)]);
    const ours = new Set(stems([...subject.flat(), ...typical]));
    expect(stems(foreign).filter((term) => ours.has(term))).toEqual([]);
  });

  test("finds figures that its checks take", () => {
    for (const [name, figure] of Object.entries(control.vocabulary.figures)) {
      const schemas = own.flatMap(({ check }) =>
        check.params instanceof z.ZodObject ? [check.params.shape[name]] : [],
      );
      const [schema] = schemas.filter((schema) => schema !== undefined) as z.ZodType[];
      expect(schema, `no check of ${folder} takes ${name}`).toBeDefined();
      const values = typeof figure === "string" ? [] : Object.values(figure);
      for (const value of values) expect(schema!.safeParse(value).error).toBeUndefined();
    }
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
    expect(readFileSync(file, "utf8")).toContain(
      check.scope === "network" ? "testNetworkCheck(check, [" : "testCheck(check, {",
    );
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
