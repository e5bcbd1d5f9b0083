import type { Place, ReadSentence } from "./places.ts";
import type { Hit, Term } from "./terms.ts";

/** How much a sentence is about a control, and by which terms. */
export interface Scored {
  /** Above 0, up to 1. */
  readonly score: number;
  /** The terms of the subject and the typical ones, as they stand there; each where it says most. */
  readonly found: Readonly<Record<Place, readonly string[]>>;
  /** Terms of another subject. */
  readonly foreign: readonly string[];
}

/** What a term says of a sentence, by where it stands. */
const WEIGHT: Readonly<Record<Place, number>> = { sentence: 1, introduction: 0.75, heading: 0.55, above: 0.3 };
/** From the one that says most to the one that says least. */
const PLACES = Object.keys(WEIGHT) as Place[];
/** What a term of another subject leaves of the score. */
const FOREIGN: Readonly<Record<Place, number>> = { sentence: 0.35, introduction: 0.4, heading: 0.5, above: 0.75 };
/** How much a term says that stands in every sentence, and how much one adds that stands in a single one. */
const COMMON = 0.3;
const RARE = 0.45;
/** What typical terms can add. */
const TYPICAL = 0.35;
/** Words: a sentence with fewer is a title or a cell, one with more touches more subjects. */
const SHORT = 4;
const LONG = 28;
/** What remains of the score of such a title, and of a sentence that leads to a list: its items say it. */
const TITLE = 0.6;
const LEAD = 0.7;

/**
 * How much the sentence is about one of the controls. `rarity` is 0 for a term that stands in every sentence, up to 1
 * for one that stands in a single one. Null where a side of the subject is missing, and where headings alone speak of it.
 *
 * A term is a chance that the sentence is about its side; several make it likelier, each less than the one before.
 */
export function score(
  { sentence, length, hits }: ReadSentence,
  control: { readonly index: number; readonly sides: number },
  rarity: (term: Term) => number,
): Scored | null {
  const nearest = new Map<Term, { readonly place: Place; readonly hit: Hit }>();
  for (const place of PLACES) {
    for (const hit of hits[place]) {
      if (hit.term.control === control.index && !nearest.has(hit.term)) nearest.set(hit.term, { place, hit });
    }
  }
  const found: Record<Place, string[]> = { sentence: [], introduction: [], heading: [], above: [] };
  const foreign: string[] = [];
  let remains = 1;
  /** The chance that all its terms mislead: of each side, and of the typical terms. */
  const sides = Array.from({ length: control.sides }, () => 1);
  let typical = 1;
  for (const [term, { place, hit }] of nearest) {
    if (term.foreign) {
      foreign.push(hit.text);
      remains = Math.min(remains, FOREIGN[place]);
      continue;
    }
    found[place].push(hit.text);
    const doubt = 1 - WEIGHT[place] * (COMMON + RARE * rarity(term));
    for (const side of term.sides) sides[side]! *= doubt;
    if (term.typical) typical *= doubt;
  }
  if (sides.length === 0 || sides.includes(1)) return null;
  if (found.sentence.length + found.introduction.length === 0) return null;
  const subject = sides.reduce((product, doubt) => product * (1 - doubt), 1) ** (1 / control.sides);
  const form = brevity(length) * (sentence.clause.text.endsWith(":") ? LEAD : 1);
  return { score: subject * (1 - TYPICAL * typical) * remains * form, found, foreign };
}

function brevity(length: number): number {
  if (length < SHORT) return TITLE;
  return length > LONG ? Math.sqrt(LONG / length) : 1;
}
