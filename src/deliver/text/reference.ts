/** What is looked for over there, so that nothing is told twice. */
import type { Subject, Told } from "../sink.ts";

/** Of a subject's ticket: the same for all its episodes. Letters, digits and a hyphen, 36 characters. */
export function markerOf({ key }: Subject): string {
  return `clausewatch-${key.slice(0, 24)}`;
}

/** Of one change, within the comments of one ticket. No other one begins with it. */
export function referenceOf({ finding, change: { episode, number } }: Told): string {
  return `${finding.slice(0, 12)}/${episode}.${number};`;
}
