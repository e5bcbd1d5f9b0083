import type { Clause, PolicyVersion } from "../../contract/index.ts";
import { PolicyError } from "./error.ts";
import { Effort, refuseEndless } from "./limits.ts";
import { parseMarkdown, type PlainText } from "./markdown.ts";
import { normalise, sha256 } from "./normal.ts";
import { pathOf, type Section } from "./sections.ts";
import { versionOf, type Checkout } from "./version.ts";
import { oneLine, walk, type Walked } from "./walk.ts";

/** A policy document, read. */
export interface PolicyDocument {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly version: PolicyVersion;
  readonly sections: readonly Section[];
  readonly sentences: readonly Sentence[];
}

/** A sentence of a paragraph, of a list item or of a cell of a table: what can be cited. */
export interface Sentence {
  readonly clause: Clause;
  /** Its text in the form in which quotes are looked for. */
  readonly normal: string;
  readonly section: Section | null;
}

export interface PolicySource {
  /** Its path below the policy folder, without the extension. */
  readonly id: string;
  /** As findings and links name it. */
  readonly file: string;
  readonly text: string;
  /** Of the Git checkout that it lies in, where it is there as it was committed. */
  readonly checkout?: Checkout;
}

/**
 * Reads a policy's Markdown. Throws PolicyError where it is too large or nests too deeply to be read, by itself or with
 * what the same effort read before.
 */
export function readPolicy({ id, file, text, checkout }: PolicySource, effort: Effort = new Effort()): PolicyDocument {
  refuseEndless(file, text, effort);
  const source = withoutMark(text);
  return guarded(file, () => {
    const root = parseMarkdown(source);
    const { sections, passages, notes } = walk(root, source);
    const title = sections[0]?.heading ?? id;
    const version = versionOf({ root, passages, text, checkout });
    return {
      id,
      file,
      title,
      version,
      sections,
      sentences: sentencesOf({ policy: id, title, version, file }, { passages, notes }, source, effort),
    };
  });
}

/** The text without its byte order mark. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

/** Throws PolicyError where what it does runs out of stack. */
export function guarded<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = "Nest its lists, quotes and emphasis less deeply.";
    throw new PolicyError(file, { line: 1, column: 1 }, "the policy nests too deeply to be read", hint);
  }
}

function sentencesOf(
  document: Pick<Clause, "policy" | "title" | "version" | "file">,
  { passages, notes }: Pick<Walked, "passages" | "notes">,
  source: string,
  effort: Effort,
): Sentence[] {
  const path = document.file.toWellFormed().split("/").map(encodeURIComponent).join("/");
  const position = positions(source);
  const shared = new Map<Section | null, { section: readonly string[]; link: string }>();
  const placeOf = (section: Section | null) => {
    let place = shared.get(section);
    if (place === undefined) {
      place = { section: pathOf(section), link: section === null ? path : `${path}#${section.anchors[0]!}` };
      shared.set(section, place);
    }
    return place;
  };
  return passages.flatMap(({ plain, ranges, section, number, introducedBy }) =>
    ranges.map(([from, to]): Sentence => {
      const at = position(plain.offsets[from] ?? 0);
      const said = notesIn(plain, from, to).flatMap((identifier) => notes.get(identifier) ?? []);
      effort.repeat(lengthOf(said) + lengthOf(introducedBy), document.file, at);
      const text = withNotes(oneLine(plain.text.slice(from, to)), said);
      const made = normalise(text);
      // Most are typeset plainly: one text in memory, not two.
      const normal = made === text ? text : made;
      const clause: Clause = {
        ...document,
        ...placeOf(section),
        ...(number === undefined ? {} : { number }),
        ...at,
        ...(introducedBy.length === 0 ? {} : { introducedBy }),
        text,
        hash: identityOf(normal, introducedBy),
      };
      return { clause, normal, section };
    }),
  );
}

/**
 * What a clause is known by: its words, and those that introduce it, for "Port 443" means one thing under "These ports
 * are open:" and another under "These ports are closed:".
 */
export function identityOf(text: string, introducedBy: readonly string[] = []): string {
  return sha256([...introducedBy, text].map(normalise).join("\n"));
}

/** The footnotes that a sentence refers to. */
function notesIn({ notes = [] }: PlainText, from: number, to: number): readonly string[] {
  return notes.filter(({ at }) => from < at && at <= to).map(({ identifier }) => identifier);
}

/** A sentence with the footnotes that it refers to, for they say what it means: `All of it. [Save what is public.]` */
function withNotes(text: string, said: readonly string[]): string {
  return [text, ...said.map((note) => `[${note}]`)].join(" ");
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** Line and column of offsets that never go back. */
function positions(source: string): (offset: number) => { line: number; column: number } {
  const breaks = /\r\n|\r|\n/g;
  let line = 1;
  let start = 0;
  let next = breaks.exec(source);
  return (offset) => {
    while (next !== null && next.index < offset) {
      line += 1;
      start = next.index + next[0].length;
      next = breaks.exec(source);
    }
    return { line, column: offset - start + 1 };
  };
}
