import { wordsIn } from "./find.ts";

/** Half of the words of both must be the same for one sentence to be what became of the other. */
export const ALIKE = 0.5;

/** How much of two texts is the same, 0 to 1: Dice's coefficient of their words. */
export function likeness(a: string, b: string): number {
  const [left, right] = [new Set(wordsIn(a)), new Set(wordsIn(b))];
  return (2 * left.intersection(right).size) / Math.max(1, left.size + right.size);
}
