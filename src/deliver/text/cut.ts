/** What is longer than a target takes is cut, and says so. */
import type { Block, Inline } from "./blocks.ts";

/** The text, at most `most` UTF-16 units long; where it was longer, its end says by how much. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const note = ` [cut: ${text.length.toLocaleString("en-US")} characters]`;
  return whole(text.slice(0, Math.max(0, most - note.length))) + note;
}

/** Without the half of a pair at its end. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, "");
}

/**
 * The blocks, so that what `sizeOf` says of each is at most `most` together: the longest are cut, all to the same size;
 * what is short, such as the reference at the end, stays.
 */
export function fit(blocks: readonly Block[], most: number, sizeOf: (block: Block) => number): readonly Block[] {
  const sizes = blocks.map(sizeOf);
  const room = level(sizes, most);
  return blocks.map((block, i) => (sizes[i]! <= room ? block : largest(block, (part) => sizeOf(part) <= room)));
}

/** The largest size such that all sizes, cut to it, are at most `most` together. */
function level(sizes: readonly number[], most: number): number {
  let left = most;
  for (const [i, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(left / (sizes.length - i));
    if (size > share) return share;
    left -= size;
  }
  return Infinity;
}

/** The longest beginning of it that fits. */
function largest(block: Block, fits: (part: Block) => boolean): Block {
  let low = 0;
  let high = block.is === "list" ? block.items.length : lengthOf(block);
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (fits(beginning(block, middle))) low = middle;
    else high = middle;
  }
  return beginning(block, low);
}

function beginning(block: Block, keep: number): Block {
  switch (block.is) {
    case "list":
      return { ...block, items: [...block.items.slice(0, keep), [note(block.items.length - keep, "lines")]] };
    case "heading":
    case "code":
      return { ...block, text: `${whole(block.text.slice(0, keep))} [cut: ${block.text.length} characters]` };
    default:
      return { ...block, of: [...firstOf(block.of, keep), note(lengthOf(block), "characters")] };
  }
}

function note(n: number, what: string): Inline {
  return { is: "text", text: ` [cut: ${n.toLocaleString("en-US")} ${what}]` };
}

function firstOf(inlines: readonly Inline[], keep: number): Inline[] {
  let left = keep;
  const kept: Inline[] = [];
  for (const inline of inlines) {
    if (left <= 0) break;
    kept.push({ ...inline, text: whole(inline.text.slice(0, left)) });
    left -= inline.text.length;
  }
  return kept;
}

function lengthOf(block: Exclude<Block, { is: "list" }>): number {
  return "of" in block ? block.of.reduce((sum, { text }) => sum + text.length, 0) : block.text.length;
}
