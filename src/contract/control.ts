import type { HipaaCitation } from "./hipaa.ts";

/** What a clause demands, in terms a machine can decide. A folder of `checks/` is a control. */
export interface Control {
  /** The folder's name, such as `encryption-at-rest`. */
  readonly id: string;
  readonly title: string;
  /** What the control demands, in one sentence. */
  readonly demands: string;
  /** The rules of 45 CFR Part 164 that it helps to meet. */
  readonly hipaa: readonly HipaaCitation[];
  /** What its checks decide; empty where it has none yet. */
  readonly reach: readonly string[];
  /** What its checks cannot see; never claimed as proven. */
  readonly blind: readonly Blind[];
  /** How policies speak of it. */
  readonly vocabulary: Vocabulary;
}

export interface Blind {
  readonly text: string;
  /** The checks that cannot see it; all of the control's, if absent. */
  readonly checks?: readonly string[];
}

/**
 * The words by which a sentence is known to demand a control. A term is one word or several in a row, in any
 * inflection; a word in capitals, such as `IDS`, is meant as it is written.
 */
export interface Vocabulary {
  /** The sides of the subject: a sentence uses a term of each, be it in its heading or its introduction. */
  readonly subject: readonly (readonly string[])[];
  /** Terms that make it likelier. */
  readonly typical: readonly string[];
  /** Terms by which it is about something else. In their words no other term is found: "log in" has no "log". */
  readonly foreign: readonly string[];
  /** Parameter → how a sentence speaks of its value. */
  readonly figures: Readonly<Record<string, Figure>>;
}

/**
 * Where a sentence has the value of a parameter. A regular expression: what its one group holds, as a number. Or
 * several, each with the value that it means; the first one that is found counts. Case does not matter to either.
 */
export type Figure = string | Readonly<Record<string, FigureValue>>;
export type FigureValue = string | number | boolean;
