/** How a connection that should not be there goes, hop by hop. */
import type { TrackedFinding } from "../../track/index.ts";
import type { Block } from "./blocks.ts";
import { heading, list, paragraph } from "./build.ts";
import { short } from "./place.ts";

/** Empty where the evidence holds no path. */
export function wayBlocks(evidence: NonNullable<TrackedFinding["evidence"]>): Block[] {
  const { witness, path } = evidence as { witness?: Partial<Record<"from" | "to" | "port", unknown>>; path?: unknown };
  if (!Array.isArray(path) || path.length === 0) return [];
  const ends = [witness?.from, witness?.to, witness?.port].map((each) => short(String(each ?? "?")));
  return [
    heading("How the connection goes"),
    paragraph(`${ends[0]} to ${ends[1]}, ${ends[2]}`),
    list(path.map((hop) => [short(String(hop))])),
  ];
}
