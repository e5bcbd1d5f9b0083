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

/** The words by which a sentence is known to demand a control. A term is one word or several in a row, in any inflection. */
export interface Vocabulary {
  /** The sides of the subject: a sentence uses a term of each, be it in its heading or its introduction. */
  readonly subject: readonly (readonly string[])[];
  /** Terms that make it likelier. */
  readonly typical: readonly string[];
  /** Terms by which the sentence is about something else. */
  readonly foreign: readonly string[];
  /** Parameter → a regular expression; what its group holds is the figure that the sentence demands. */
  readonly figures: Readonly<Record<string, string>>;
}
