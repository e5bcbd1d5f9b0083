import { inertJson } from "./inert.ts";
import type { Output } from "./output.ts";

/** Every event a line, as it comes. */
export function jsonl(): Output {
  return { event: (event) => `${inertJson(event)}\n`, end: () => "" };
}
