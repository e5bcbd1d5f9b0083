// Not the whole package: the rest of it would be loaded for nothing.
import { diffWordsWithSpace } from "diff/lib/diff/word.js";

/** A run of words that is in both texts, or in one alone. */
export interface Piece {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** No sentence is as long; the time grows with the square of what differs. */
const LONGEST = 20_000;

/** What became of a text, word by word. Texts that are far too long for a sentence are given whole. */
export function wordDiff(before: string, after: string): Piece[] {
  const whole: Piece[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  if (before.length + after.length > LONGEST) return whole;
  return diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value,
  }));
}
