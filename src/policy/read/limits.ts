/**
 * What the Markdown parser may be given. Its time grows with the square of how deep containers are nested, of how many
 * marks and lines one block holds, and of how many underlined headings and footnotes there are; a text of 100 kB can so
 * keep it busy for hours. The work is estimated here, in a time that grows with the text alone, before the parser starts.
 */
import { PolicyError } from "./error.ts";

/** Characters: a thousand pages. */
export const LONGEST_POLICY = 2_000_000;
/** What takes the parser a few seconds at worst. A table of a thousand rows with links comes near; text stays far below. */
const MOST_WORK = 4e7;
/** The same of all documents of a policy. */
const MOST_TOGETHER = 4 * MOST_WORK;
/** Measured against marks: what one level of nesting, one underline, one line and one footnote cost, squared. */
const NESTING = 20;
const UNDERLINES = 8;
const LINES = 0.25;
const FOOTNOTES = 0.4;
/** What a line costs that stands alone. */
const LINE = 250;
/** Characters of footnotes and introductions, each as often as a sentence is read with it. */
const MOST_REPEATED = 20_000_000;

/** What reading took so far, of one document or of several. */
export class Effort {
  private work = 0;
  private repeated = 0;

  /** Throws PolicyError where the documents together would take too long. */
  spend(work: number, file: string): void {
    this.work += work;
    if (this.work <= MOST_TOGETHER) return;
    const what =
      "the policy's documents up to here nest or mark their text so much that reading them would take too long";
    throw new PolicyError(file, { line: 1, column: 1 }, what, "Name fewer of them, or remove what is no text.");
  }

  /** Throws PolicyError where what goes with sentences is repeated without end. */
  repeat(characters: number, file: string, at: { readonly line: number; readonly column: number }): void {
    this.repeated += characters;
    if (this.repeated <= MOST_REPEATED) return;
    const what =
      "up to here footnotes and introductions belong to so many sentences that reading them would take too long";
    throw new PolicyError(file, at, what, "Shorten them, or refer to them less often.");
  }
}

/** Throws PolicyError for a text that would take the parser too long. */
export function refuseEndless(file: string, text: string, effort: Effort): void {
  if (text.length > LONGEST_POLICY) {
    const size = `${(text.length / 1e6).toFixed(1)} million characters`;
    throw new PolicyError(file, { line: 1, column: 1 }, `the policy has ${size}, which is more than is read`, SPLIT);
  }
  let work = 0;
  let marks = 0;
  let lines = 0;
  let underlines = 0;
  let footnotes = 0;
  for (const { line, number } of linesOf(text)) {
    work += LINE;
    const blank = line.trim() === "";
    if (blank) marks = lines = 0;
    else work += LINES * (2 * lines++ + 1);
    if (/^[\s>]*\[\^/.test(line)) work += FOOTNOTES * (2 * footnotes++ + 1);
    if (/^ {0,3}(?:=+|-+)\s*$/.test(line)) work += UNDERLINES * (2 * underlines++ + 1);
    const found = countOf(line, MARK);
    // Sums to the square of the block's marks.
    work += found * (2 * marks + found);
    marks += found;
    work += NESTING * depthOf(line) ** 2;
    if (work > MOST_WORK) {
      const what = "up to here the policy nests or marks its text so much that reading it would take too long";
      throw new PolicyError(file, { line: number, column: 1 }, what, SPLIT);
    }
  }
  effort.spend(work, file);
}

const SPLIT = "Split it into several documents, or remove what is no text.";
const MARK = /[*_~`[\]!<\\]/g;
/** A list marker, a quote marker, or an indentation as deep as one. */
const CONTAINER = />|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$)|\t| {2}/g;
const CONTAINERS = /^(?:>|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$)|\s)*/;

function depthOf(line: string): number {
  return countOf(CONTAINERS.exec(line)![0], CONTAINER);
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}

function* linesOf(text: string): Generator<{ line: string; number: number }> {
  let number = 0;
  for (const [line] of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) yield { line, number: (number += 1) };
}
