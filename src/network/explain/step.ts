import type { Rule } from "./rules.ts";

export type Result = "passes" | "blocks" | "unknown";

/** One layer that a packet meets. */
export interface Step {
  readonly layer: string;
  readonly result: Result;
  /** What decides, in words, with the ids. */
  readonly by: string;
  /** The rules that let it pass, where the layer is one of groups. */
  readonly rules?: readonly Rule[];
}
