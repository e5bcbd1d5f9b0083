import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bind, Lock, readPolicy, Sentences, type BindRequest } from "../../../src/policy/index.ts";

const introduction = readPolicy({
  id: "introduction",
  file: "policies/introduction.md",
  text: `# Introduction

All data *may* contain ePHI — even logs. Nobody shares keys.

## Encryption

All **hard drives** are encrypted at rest. Backups are encrypted too.

## Backup

Backups are encrypted too. Backups are tested yearly.
`,
});
const access = readPolicy({
  id: "access",
  file: "policies/access.md",
  text: "# Access\n\nNobody shares keys.\n\n## Encryption\n\nKeys are rotated.",
});
const documents = [introduction, access];
const all = new Sentences(documents);
const nothing: BindRequest = { bindings: [], manual: [], notApplicable: [], normative: { include: [], exclude: [] } };
const bound = (bindings: BindRequest["bindings"], sentences = all) =>
  bind(sentences, new Lock(null), { ...nothing, bindings });
const lines = (quote: string, where = {}) =>
  all.find(quote, where).map(({ clause }) => `${clause.policy}:${clause.line}`);

describe("find", () => {
  it.each([
    ["a part of a sentence", "hard drives are encrypted", ["introduction:7"]],
    ["markup in the quote", "**hard drives** are", ["introduction:7"]],
    ["other dashes and spaces", "contain ePHI -  even\nlogs", ["introduction:3"]],
    ["markup in the policy", "All data may contain", ["introduction:3"]],
    ["other case", "HARD DRIVES", []],
    ["words that are not there", "soft drives", []],
    ["over the end of a sentence", "at rest. Backups", []],
    ["twice in one document", "Backups are encrypted too", ["introduction:7", "introduction:11"]],
    ["in two documents", "Nobody shares keys", ["introduction:3", "access:3"]],
    ["nothing but markup", "** **", []],
    ["nothing", "\u200B ", []],
  ])("%s", (_, quote, found) => {
    expect(lines(quote)).toEqual(found);
  });

  it.each([
    [{ section: "Backup" }, ["introduction:11"]],
    [{ section: "Introduction" }, ["introduction:7", "introduction:11"]],
    [{ section: "Encryption", policy: "introduction" }, ["introduction:7"]],
    [{ section: "Encryption", policy: "access" }, []],
  ])("is narrowed by %j", (where, found) => {
    expect(lines("Backups are encrypted too", where)).toEqual(found);
  });

  it.each([
    ["17.9 Network", ["17.9"]],
    ["Network", ["Network"]],
    ["17.9", ["17.9"]],
    ["#network", ["Network"]],
    ["#179-network", ["17.9"]],
    // No heading is called so: the number may be of another edition.
    ["3.2 Network", ["17.9", "Network"]],
  ])("takes the section that is called %s in full before one that may be meant", (section, found) => {
    const text = "# 17.9 Network\n\nRules hold in 17.9.\n\n# Network\n\nRules hold in Network.";
    const two = new Sentences([readPolicy({ id: "p", file: "p.md", text })]);
    expect(two.find("Rules hold in", { section }).map(({ clause }) => clause.text.slice(14, -1))).toEqual(found);
  });

  it("finds every sentence by each run of its words, however it is typeset", () => {
    const sentences = documents.flatMap(({ sentences }) => sentences);
    const gap = fc.constantFrom(" ", "\u00A0", "\n  ", " \t");
    fc.assert(
      fc.property(fc.constantFrom(...sentences), fc.nat(), fc.nat(), gap, (sentence, a, b, space) => {
        const words = sentence.clause.text.split(" ");
        const from = a % words.length;
        const quote = words.slice(from, from + 1 + (b % (words.length - from))).join(space);
        fc.pre(/\p{L}/u.test(quote));
        expect(all.find(quote)).toContain(sentence);
      }),
    );
  });
});

describe("bind", () => {
  const request = (clause: object) => ({ control: "c", params: {}, clauses: [clause as { quote: string }] });
  const problem = (clause: object) => {
    const { bindings, problems } = bound([request({ quote: "hard drives" }), request(clause)]);
    expect(bindings.map(({ clauses }) => clauses.length)).toEqual([1, 0]);
    expect(problems).toHaveLength(1);
    return problems[0]!;
  };

  it("gives the clauses, and passes the rest on", () => {
    const { bindings, problems } = bound([
      { control: "c", checks: ["k"], params: { a: 1 }, clauses: [{ quote: "hard drives" }, { quote: "Keys are" }] },
      { control: "d", params: {}, clauses: [] },
    ]);
    expect(problems).toEqual([]);
    expect(bindings).toEqual([
      {
        control: "c",
        checks: ["k"],
        params: { a: 1 },
        clauses: [introduction.sentences[2]!.clause, access.sentences[1]!.clause],
      },
      { control: "d", params: {}, clauses: [] },
    ]);
    expect(bindings[0]!.clauses[0]).toEqual({
      policy: "introduction",
      title: "Introduction",
      version: introduction.version,
      section: ["Introduction", "Encryption"],
      link: "policies/introduction.md#encryption",
      file: "policies/introduction.md",
      line: 7,
      column: 1,
      text: "All hard drives are encrypted at rest.",
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it("names the nearest sentences for a quote that is not there", () => {
    const { rule, path, message, hint } = problem({ quote: "all hard drives are encrypted" });
    expect(rule).toBe("quote-not-found");
    expect(path).toEqual(["bindings", 1, "clauses", 0, "quote"]);
    expect(message).toBe('no sentence of the policy holds the quote "all hard drives are encrypted"');
    expect(hint).toBe(
      'Nearest: policies/introduction.md:7:1 under "Encryption": "All hard drives are encrypted at rest.".',
    );
  });

  it("takes a quote for the sentence that it is the whole of", () => {
    const twice = new Sentences([
      readPolicy({ id: "p", file: "p.md", text: "Keys are kept. All keys are kept. Keys are" }),
    ]);
    const { bindings, problems } = bound([request({ quote: "Keys are" })], twice);
    expect(problems).toEqual([]);
    expect(bindings[0]!.clauses[0]!.text).toBe("Keys are");
  });

  it("asks for more of a quote that is there twice", () => {
    expect(problem({ quote: "Backups are encrypted" })).toEqual({
      rule: "quote-found-twice",
      part: "quote",
      path: ["bindings", 1, "clauses", 0, "quote"],
      message: '2 sentences of the policy hold the quote "Backups are encrypted"',
      hint:
        'Quote more of one, or add its section or policy: policies/introduction.md:7:44 under "Encryption": ' +
        '"Backups are encrypted too."; policies/introduction.md:11:1 under "Backup": "Backups are encrypted too.".',
    });
  });

  it.each([
    [{ quote: "x", policy: "intro" }, "policy", 'there is no policy "intro"', '"introduction", "access"'],
    [{ quote: "x", section: "Drives" }, "section", '"Drives"', '"Introduction", "Encryption", "Backup", "Access"'],
    [{ quote: "x", section: "Backup", policy: "access" }, "section", '"Backup"', '"Access", "Encryption"'],
    [{ quote: "entirely different things" }, "quote", "holds the quote", "Quote a part of one sentence"],
    [{ quote: "a\u001B[2J\u0000" }, "quote", '"a\\u001b[2J\\u0000"', "Quote a part of one sentence"],
  ])("says what is wrong with %j", (clause, at, message, hint) => {
    const found = problem(clause);
    expect(found.path).toEqual(["bindings", 1, "clauses", 0, at]);
    expect(found.message).toContain(message);
    expect(found.hint).toContain(hint);
  });

  it("asks for policies where there are none", () => {
    const requests = [request({ quote: "x" }), request({ quote: "x", policy: "p" })];
    const { problems } = bound(requests, new Sentences([]));
    expect(problems.map(({ hint }) => hint)).toEqual(
      Array(2).fill("No policy has text: name your documents under policies."),
    );
  });
});
