import fc from "fast-check";
import { expect, test } from "vitest";
import { firstConfig } from "../../src/app/first-config.ts";
import { parseConfig } from "../../src/config/parse.ts";
import type { Control } from "../../src/contract/index.ts";
import { bind, Lock, readPolicy, Sentences, type Suggestion } from "../../src/policy/index.ts";
import { hostile } from "../kit/hostile.ts";

const vocabulary = { subject: [], typical: [], foreign: [], figures: {} };
const control = (id: string): Control => ({ id, title: id, demands: "x", hipaa: [], reach: [], blind: [], vocabulary });
const controls = new Map(["backup", "logging"].map((id) => [id, control(id)]));

/** Writes a configuration that takes every sentence for both controls, reads it, and finds every quote. */
function round(texts: readonly string[], more: Partial<Suggestion> = {}): void {
  const documents = texts.map((text, i) => readPolicy({ id: `p${i}`, file: `p${i}.md`, text }));
  const sentences = new Sentences(documents);
  const suggestions = sentences.all.flatMap(({ clause }) =>
    [...controls.keys()].map((id) => ({
      control: id,
      clause,
      score: 0.5,
      reason: "r",
      terms: [],
      params: {},
      ...more,
    })),
  );
  const text = firstConfig({
    policies: ["p*.md"],
    accounts: ["111122223333"],
    regions: ["eu-central-1"],
    controls,
    checked: new Set(["backup"]),
    suggestions,
    sentences,
    nextReview: "2031-02-03",
  });
  const { config } = parseConfig("clausewatch.yaml", text, {});
  expect(config.bindings.map(({ control }) => control)).toEqual(suggestions.length === 0 ? [] : ["backup"]);
  const { problems, resolved } = bind(sentences, new Lock(null), config);
  expect(problems).toEqual([]);
  expect(resolved.map(({ clause }) => clause)).toEqual(sentences.all.map(({ clause }) => clause));
  expect(text).not.toMatch(/[^\P{C}\n]/u);
}

test("quotes each sentence so that it is found, and comments on the controls without checks", () => {
  round(["# P\n\nBackups are kept. Backups are kept for long.\n\n- Yes: no # never\n- 'quoted' \"twice\" & *marked*"]);
});

test("the same sentence in two sections and two documents", () => {
  const text = "# A\n\nBackups are kept.\n\n# B\n\nBackups are kept.";
  round([text, text]);
});

test("the same sentence twice in one section is left out, and that is said", () => {
  const documents = [readPolicy({ id: "p", file: "p.md", text: "# A\n\nBackups are kept. Backups are kept." })];
  const sentences = new Sentences(documents);
  const suggestions = [
    { control: "backup", clause: sentences.all[0]!.clause, score: 1, reason: "r", terms: [], params: {} },
  ];
  const checked = new Set(["backup"]);
  const nextReview = "2031-02-03";
  const text = firstConfig({
    policies: ["p"],
    accounts: [],
    regions: [],
    controls,
    checked,
    suggestions,
    sentences,
    nextReview,
  });
  expect(text).toContain("# Left out: backup, p.md:3: the same sentence stands there twice.");
  expect(parseConfig("c", text, {}).config.bindings).toEqual([]);
});

test("figures become parameters", () => {
  const documents = [readPolicy({ id: "p", file: "p.md", text: "Keys have 4096 bits." })];
  const [sentence] = documents[0]!.sentences;
  const text = firstConfig({
    policies: ["p.md"],
    accounts: [],
    regions: [],
    controls,
    checked: new Set(["backup"]),
    suggestions: [
      {
        control: "backup",
        clause: sentence!.clause,
        score: 1,
        reason: "r",
        terms: [],
        params: { rsaBits: 4096, minimum: "a: b" },
      },
    ],
    sentences: new Sentences(documents),
    nextReview: "2031-02-03",
  });
  expect(parseConfig("c", text, {}).config).toMatchObject({
    bindings: [{ params: { rsaBits: 4096, minimum: "a: b" } }],
    regions: "all",
  });
});

test.each(Object.entries(hostile))("hostile text: %s", (_, text) => {
  const short = text.slice(0, 1000);
  round([`# ${short}\n\nBackups ${short} are kept. Others are not.`], { reason: text });
});

test("any text", () => {
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(": ", "- ", "# ", "'", '"', "|", ">", "true", "1.0", "@a", "%"),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => round([`# P\n\nBackups are ${words.join(" ")} kept.`])),
    { numRuns: 200 },
  );
});

test("figures that sentences do not agree on are left to the reader", () => {
  const documents = [readPolicy({ id: "p", file: "p.md", text: "Backups are kept. Copies are kept." })];
  const sentences = new Sentences(documents);
  const suggestions = sentences.all.map(({ clause }, i) => ({
    control: "backup",
    clause,
    score: 1,
    reason: "r",
    terms: [],
    params: { days: 7 + i, hours: 1 },
  }));
  const checked = new Set(["backup"]);
  const text = firstConfig({
    policies: ["p.md"],
    accounts: [],
    regions: [],
    controls,
    checked,
    suggestions,
    sentences,
    nextReview: "2031-02-03",
  });
  expect(text).toContain("# The sentences say days: 7 and 8. Set one.");
  expect(parseConfig("clausewatch.yaml", text, {}).config.bindings[0]?.params).toEqual({ hours: 1 });
});

test("says nothing of a day that it was not told", () => {
  const sentences = new Sentences([readPolicy({ id: "p", file: "p.md", text: "# A\n\nBackups are kept." })]);
  const first = { policies: ["p"], accounts: [], regions: [], controls, sentences, nextReview: "2031-02-03" };
  const suggestion = { clause: sentences.all[0]!.clause, score: 1, reason: "r", terms: [], params: {} };
  for (const suggestions of [[], [{ ...suggestion, control: "logging" }]]) {
    const text = firstConfig({ ...first, checked: new Set(["backup"]), suggestions });
    expect(text.match(/nextReview: .*/g)).toEqual(["nextReview: 2031-02-03"]);
  }
});
