/** A bound sentence is stale when a word of it changes, and never for how it is set. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Lock, lockedClause, readPolicy, resolve, Sentences, type Resolved } from "../../../src/policy/index.ts";
import { wordDiff } from "../../../src/report/word-diff.ts";

/** A policy as what it says: sections of sentences of words. */
interface Said {
  readonly sections: readonly {
    readonly name: string;
    readonly list: boolean;
    readonly sentences: readonly string[][];
  }[];
}

const words = fc.constantFrom(
  ..."drives servers keys logs backups ports networks customers are is must never only encrypted kept rotated the of for every office TLS AES 4096 days it's own-made".split(
    " ",
  ),
);
const sentence = fc.array(words, { minLength: 5, maxLength: 18 });
const said: fc.Arbitrary<Said> = fc
  .array(
    fc.record({
      name: fc.constantFrom("Drives", "Transmission Security", "Ports", "Backup"),
      list: fc.boolean(),
      sentences: fc.array(sentence, { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((sections) => ({
    // Each sentence has a word of its own, so that no two are alike.
    sections: sections.map((section, i) => ({
      ...section,
      name: `${section.name} ${"abcd"[i]}`,
      sentences: section.sentences.map((line, j) => [`Item${i}x${j}`, ...line]),
    })),
  }));

/** How it is set: everything that a typesetter may choose. */
interface Style {
  readonly numbers: boolean;
  readonly first: number;
  readonly bullet: string;
  readonly setext: boolean;
  readonly ending: string;
  readonly apostrophe: string;
  readonly dash: string;
  readonly gaps: readonly string[];
  readonly marks: readonly string[];
  readonly quoted: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  numbers: fc.boolean(),
  first: fc.nat(20),
  bullet: fc.constantFrom("*", "-", "+"),
  setext: fc.boolean(),
  ending: fc.constantFrom("\n", "\r\n"),
  apostrophe: fc.constantFrom("'", "’", "&rsquo;", "&#39;"),
  dash: fc.constantFrom("-", "‐", "–", "&ndash;"),
  gaps: fc.array(fc.constantFrom(" ", "  ", "\u00A0", "\n", " \n", "&nbsp;"), { minLength: 1, maxLength: 7 }),
  marks: fc.array(fc.constantFrom("", "", "", "**", "_", "<b>"), { minLength: 1, maxLength: 5 }),
  quoted: fc.boolean(),
});

function set({ sections }: Said, how: Style): string {
  const blocks = sections.map(({ name, list, sentences }, i) => {
    const title = how.numbers ? `${how.first}.${i + 1} ${name}` : name;
    const heading = how.setext ? `${title}\n---` : `## ${title}`;
    const prefix = list ? "  " : how.quoted ? "> " : "";
    const set = sentences.map((line, j) => {
      const text = `${line.map((word, k) => marked(word, how, j + k)).reduce((left, word, k) => left + gap(how, k, prefix) + word)}.`;
      return list ? `${how.bullet} ${text}` : text;
    });
    const body = list ? set.join("\n") : prefix + set.join(`\n${prefix}`);
    return `${heading}\n\n${body}`;
  });
  return `# Policy\n\n${blocks.join("\n\n")}\n`.replaceAll("\n", how.ending);
}

function gap({ gaps }: Style, k: number, prefix: string): string {
  return gaps[k % gaps.length]!.replaceAll("\n", `\n${prefix}`);
}

function marked(word: string, { marks, apostrophe, dash }: Style, k: number): string {
  const text = word.replaceAll("'", apostrophe).replaceAll("-", dash);
  const mark = marks[k % marks.length]!;
  return mark === "<b>" ? `<b>${text}</b>` : `${mark}${text}${mark}`;
}

const plain: Style = {
  numbers: false,
  first: 1,
  bullet: "-",
  setext: false,
  ending: "\n",
  apostrophe: "'",
  dash: "-",
  gaps: [" "],
  marks: [""],
  quoted: false,
};

const readSet = (what: Said, how: Style) =>
  new Sentences([readPolicy({ id: "p", file: "p.md", text: set(what, how) })]);

/** The bindings: each quotes the first words of a sentence, in its section. */
const quotesOf = ({ sections }: Said) =>
  sections.flatMap(({ name, sentences }) =>
    sentences.map((line) => ({ quote: line.slice(0, 4).join(" "), section: name })),
  );

function acceptedOf(what: Said): Lock {
  const sentences = readSet(what, plain);
  const clauses = quotesOf(what).map((quoted) => {
    const found = resolve(sentences, quoted, new Lock(null));
    if ("rule" in found) throw new Error(`${found.message}\n${set(what, plain)}`);
    return lockedClause(quoted, found.sentence!, { by: "Officer", at: "2026-05-03T10:00:00.000Z" });
  });
  return new Lock({ normaliser: 2, clauses });
}

it("however it is set, everything is found as it was accepted", () => {
  fc.assert(
    fc.property(said, style, (what, how) => {
      const lock = acceptedOf(what);
      const sentences = readSet(what, how);
      for (const quoted of quotesOf(what)) {
        const found = resolve(sentences, quoted, lock) as Resolved;
        expect(found, set(what, how)).toMatchObject({ accepted: true });
        expect(found.clause.stale).toBeUndefined();
        expect(found.note).toBeUndefined();
      }
    }),
    { numRuns: 300 },
  );
});

it("where a word changes, that clause is stale and no other, and the diff shows the word", () => {
  fc.assert(
    fc.property(said, style, fc.nat(), fc.nat(), (what, how, a, b) => {
      const lock = acceptedOf(what);
      const all = what.sections.flatMap(({ sentences }, i) => sentences.map((_, j) => [i, j] as const));
      const [i, j] = all[a % all.length]!;
      const line = what.sections[i]!.sentences[j]!;
      const k = 1 + (b % (line.length - 1));
      const changed = line.toSpliced(k, 1, "telegraphed");
      const sections = what.sections.map((section, n) =>
        n === i ? { ...section, sentences: section.sentences.toSpliced(j, 1, changed) } : section,
      );
      const sentences = readSet({ sections }, how);
      for (const [n, quoted] of quotesOf(what).entries()) {
        const { clause } = resolve(sentences, quoted, lock) as Resolved;
        const [x, y] = all[n]!;
        if (x !== i || y !== j) {
          expect(clause.stale, set({ sections }, how)).toBeUndefined();
          continue;
        }
        expect(clause.stale?.kind, set({ sections }, how)).toBe("changed");
        const diff = wordDiff(clause.stale!.accepted.text, clause.text);
        const parts = (kind: string) =>
          diff
            .filter((piece) => piece.kind === kind)
            .map(({ text }) => text)
            .join(" ");
        expect(parts("added")).toContain("telegraphed");
        expect(
          diff
            .filter(({ kind }) => kind !== "added")
            .map(({ text }) => text)
            .join(""),
        ).toBe(clause.stale!.accepted.text);
        expect(
          diff
            .filter(({ kind }) => kind !== "removed")
            .map(({ text }) => text)
            .join(""),
        ).toBe(clause.text);
      }
    }),
    { numRuns: 300 },
  );
});
