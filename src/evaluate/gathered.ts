import type { End, Page } from "../contract/index.ts";

/** One listing as it was read whole: what arrived, and how it ended. */
export interface Gathered extends Page {
  readonly end: End;
}
