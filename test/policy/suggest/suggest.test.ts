import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normativeBy, readPolicy } from "../../../src/policy/index.ts";
import { figureReader } from "../../../src/policy/suggest/figures.ts";
import { readSentences } from "../../../src/policy/suggest/places.ts";
import { suggest, type Suggestion } from "../../../src/policy/suggest/suggest.ts";
import { Terms } from "../../../src/policy/suggest/terms.ts";
import { wordReader } from "../../../src/policy/suggest/words.ts";
import { controls } from "../../kit/controls.ts";
import { examples, figures, single, unrelated } from "./expected.ts";

const folder = fileURLToPath(new URL("policies/", import.meta.url));
const document = (file: string, text = readFileSync(join(folder, file), "utf8")) =>
  readPolicy({ id: file.replace(/\.md$/, ""), file, text });
const proposed = (files: readonly string[]) =>
  suggest(
    files.map((file) => document(file)),
    controls,
    normativeBy,
  );
const all = [...examples.flatMap(({ files }) => files), ...unrelated];

describe.each(examples)("$name", ({ files, first, known = [] }) => {
  const suggestions = proposed(files);

  test("the right clauses come first", () => {
    const wrong = Object.entries(first).flatMap(([control, quotes]) => {
      const best = suggestions.find((suggestion) => suggestion.control === control)?.clause.text ?? "";
      return quotes.some((quote) => best.includes(quote)) ? [] : [control];
    });
    expect(wrong).toEqual(known);
  });

  test("every control is looked for", () => {
    expect(Object.keys(first).sort()).toEqual(controls.map(({ id }) => id));
  });

  test("control after control, the best first, with a reason", () => {
    const order = suggestions.map(({ control }) => controls.findIndex(({ id }) => id === control));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    for (const [i, { control, score, reason, terms }] of suggestions.entries()) {
      const next = suggestions[i + 1];
      if (next?.control === control) expect(next.score).toBeLessThanOrEqual(score);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(reason).toMatch(/promises it \(“.+”\)|mentions it only/);
      for (const term of terms) expect(reason).toContain(term);
    }
  });

  test("beside policies that speak of other things, the same clauses come first", () => {
    const firsts = (all: readonly Suggestion[]) =>
      controls.map(({ id }) => all.find(({ control }) => control === id)?.clause.hash);
    expect(firsts(proposed([...files, ...unrelated]))).toEqual(firsts(suggestions));
  });
});

test.each(single)("%s: %s", (control, sentence) => {
  const found = suggest([document("p.md", `# Policy\n\n${sentence}\n`)], controls, normativeBy);
  if (control === null) expect(found).toEqual([]);
  else expect(found[0]?.control).toBe(control);
});

describe("what is not spoken of is not proposed", () => {
  test.each(unrelated)("%s", (file) => {
    expect(proposed([file])).toEqual([]);
  });

  test("no policy, no sentence, no control", () => {
    expect(suggest([], controls, normativeBy)).toEqual([]);
    expect(suggest([document("empty.md", "# Backup\n")], controls, normativeBy)).toEqual([]);
    expect(suggest([document("startup.md")], [], normativeBy)).toEqual([]);
  });
});

test.each(figures)("$quote: $params", ({ control, quote, params }) => {
  const found = proposed(all).find(({ clause, control: id }) => id === control && clause.text.startsWith(quote));
  expect(found?.params).toEqual(params);
});

describe("the order of what is given does not matter", () => {
  const key = ({ control, clause, score, reason, params }: Suggestion) =>
    JSON.stringify([control, clause.policy, clause.line, clause.column, score, reason, params]);
  const documents = all.map((file) => document(file));
  const expected = suggest(documents, controls, normativeBy).map(key).sort();

  test("property", () => {
    const shuffled = <T>(items: readonly T[]) =>
      fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
    fc.assert(
      fc.property(shuffled(documents), shuffled(controls), (documents, controls) => {
        expect(suggest(documents, controls, normativeBy).map(key).sort()).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe("how a sentence is weighed", () => {
  const backup = controls.find(({ id }) => id === "backup")!;
  /** Sentences set apart, best first. */
  const ranking = (text: string, promises: (text: string) => boolean = () => true) =>
    suggest([document("p.md", text)], [backup], ({ clause }) => (promises(clause.text) ? "must" : null)).map(
      ({ clause }) => clause.text,
    );

  test.each([
    [
      "a promise beats a mention",
      "Databases are backed up daily here. Databases are backed up daily there.",
      "Databases are backed up daily there.",
    ],
    [
      "a short sentence beats a long one with the same words",
      `Databases are backed up daily${", and so on".repeat(20)}. Databases are backed up daily.`,
      "Databases are backed up daily.",
    ],
    [
      "saying it twice does not make it truer",
      "Backups of databases, backups of databases, backups of databases. Daily backups of databases are retained.",
      "Daily backups of databases are retained.",
    ],
    [
      "words of its own beat those of the heading",
      "# Daily backups of databases\n\nIt is done by the system. We back up the system.",
      "We back up the system.",
    ],
    [
      "an item beats what leads to it",
      "The following are backed up daily, all databases:\n\n- databases that hold production data",
      "databases that hold production data",
    ],
    [
      "another subject counts against it",
      "Laptops and data are backed up daily. Servers and data are backed up daily.",
      "Servers and data are backed up daily.",
    ],
  ])("%s", (_, text, best) => {
    expect(ranking(text, (sentence) => !sentence.includes(" here"))[0]).toBe(best);
  });

  test("headings alone propose nothing", () => {
    expect(ranking("# Daily backups of databases\n\nThis is done.")).toEqual([]);
  });

  test("a run-in heading introduces what follows on its line", () => {
    const text = "- **Backups.** Take them daily of all databases.\n- **Names.** Take them daily of all databases.";
    expect(ranking(text)).toEqual(["Take them daily of all databases."]);
  });

  test("in a row alone, in any inflection, capitals as written", () => {
    const own = (subject: string[][], foreign: string[] = []) => ({
      id: "own",
      vocabulary: { subject, typical: [], foreign, figures: {} },
    });
    const says = (text: string, ...control: Parameters<typeof own>) =>
      suggest([document("p.md", text)], [own(...control)], () => "must").length > 0;
    expect(says("Encrypted volumes are kept in the vault.", [["encrypt volume"]])).toBe(true);
    expect(says("Encryption of each volume is kept.", [["encrypt volume"]])).toBe(false);
    expect(says("What is encrypted, volumes say, is kept.", [["encrypt volume"]])).toBe(false);
    expect(says("All the IDs of our users are kept.", [["IDS"]])).toBe(false);
    expect(says("All the IDS of our networks are kept.", [["IDS"]])).toBe(true);
    expect(says("ALL VOLUMES OF OURS ARE ENCRYPTED.", [["encrypt"], ["volume"]])).toBe(true);
    expect(says("People log in to the system daily.", [["log"]], ["log in"])).toBe(false);
    expect(says("People log what the system does.", [["log"]], ["log in"])).toBe(true);
    expect(says("Nothing is looked for in this sentence.", [])).toBe(false);
  });
});

test("what sentences share is read once", () => {
  const reads: string[] = [];
  const read = wordReader();
  const terms = new Terms(controls, read);
  const items = ["databases", "drives", "buckets"];
  const text = `# Backup\n\nThe following are backed up daily:\n\n${items.map((item) => `- ${item}`).join("\n")}\n`;
  const sentences = readSentences([document("p.md", text)], terms, (text) => (reads.push(text), read(text)));
  expect([...sentences].map(({ hits }) => hits.introduction.length > 0)).toEqual([false, true, true, true]);
  expect(reads.toSorted()).toEqual(
    ["Backup", "The following are backed up daily:", "The following are backed up daily:", ...items].sort(),
  );
});

test("what asks, and what explains a word, demands nothing", () => {
  const said = "Databases are backed up daily.";
  const count = (text: string) => suggest([document("p.md", text)], controls, () => "must").length;
  expect(count(`# Operations\n\n${said}`)).toBe(1);
  expect(count(`# Operations\n\n${said.replace(".", "?")}`)).toBe(0);
  expect(count(`# Definitions\n\n## Backup\n\n${said}`)).toBe(0);
  expect(count(`# Policy\n\n## 1. Purpose\n\n${said}`)).toBe(0);
  expect(count(`# Purpose and Promises\n\n## Backup\n\n${said}`)).toBe(1);
});

test("of a policy about people, the one sentence about servers is proposed", () => {
  const text = readFileSync(join(folder, "unrelated/people.md"), "utf8");
  const sentence = "The databases of the payroll are backed up every night.";
  const found = suggest(
    [document("p.md", text.replace("## Growth", `${sentence}\n\n## Growth`))],
    controls,
    normativeBy,
  );
  expect(found.map(({ control, clause }) => [control, clause.text])).toEqual([["backup", sentence]]);
});

describe("the figures of a sentence", () => {
  const read = (control: string) => figureReader(controls.find(({ id }) => id === control)!.vocabulary.figures);
  test.each<[string, string, object]>([
    ["backup", "Backups are kept for 30 days.", { backupRetentionDays: 30 }],
    ["backup", "Backups are kept for no less than 30 days.", { backupRetentionDays: 30 }],
    ["backup", "Backups must not be kept for less than 14 days.", { backupRetentionDays: 14 }],
    ["backup", "Backups are kept for 7 days, those of the database for 30 days.", {}],
    ["backup", "Backups are kept, but not for 30 days.", {}],
    ["encryption-in-transit", "TLS 1.2 is required.", { minimumProtocol: "TLSv1.2" }],
    ["encryption-in-transit", "TLS 1.1 must not be used, TLS 1.2 must.", { minimumProtocol: "TLSv1.2" }],
    ["encryption-in-transit", "TLS 1.2 or TLS 1.3 is used.", {}],
    ["encryption-in-transit", "TLS 1.2 is no longer accepted.", {}],
    ["encryption-in-transit", "RSA keys of 2048 bits are not accepted.", {}],
    ["encryption-in-transit", "RSA keys have 2048 or 4096 bits.", {}],
    ["encryption-in-transit", "RSA keys have at least 4096 bits.", { rsaBits: 4096 }],
    ["encryption-at-rest", "Volumes are encrypted with customer managed keys.", { customerManagedKeys: true }],
    ["encryption-at-rest", "Volumes are encrypted, and not with customer managed keys.", {}],
    ["encryption-at-rest", "Customer managed keys are not used for volumes.", {}],
  ])("%s: %s", (control, text, params) => {
    expect(read(control)(text)).toEqual(params);
  });
});
