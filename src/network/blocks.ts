/** How lists of CIDR blocks are named in findings: short ones as they are. */
import { createHash } from "node:crypto";

const SHOWN = 4;

/** For a finding's key: the same for the same blocks, and short however many there are. */
export function keyOfBlocks(cidrs: readonly string[]): string {
  const text = cidrs.join(",");
  return cidrs.length <= SHOWN ? text : `blocks:${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}

/** For a message: all of them, or how many there are and the first few. */
export function textOfBlocks(cidrs: readonly string[]): string {
  return cidrs.length <= SHOWN
    ? cidrs.join(", ")
    : `${cidrs.length} address blocks such as ${cidrs.slice(0, SHOWN - 1).join(", ")}`;
}
