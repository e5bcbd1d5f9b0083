import { inert } from "../../report/index.ts";
import type { Block, Inline } from "./blocks.ts";

/** What becomes of a text that is inert already, where more is to be done to it; not of the addresses of links. */
type Also = (text: string) => string;
const same: Also = (text) => text;

/** Plain text, inert line by line; blocks stand apart by an empty line. */
export function plain(blocks: readonly Block[], also: Also = same): string {
  return blocks.map((block) => plainBlock(block, also)).join("\n\n");
}

export function plainBlock(block: Block, also: Also = same): string {
  switch (block.is) {
    case "heading":
      return `${also(inert(block.text, Infinity))}\n${"-".repeat(Math.min(72, block.text.length))}`;
    case "paragraph":
      return inline(block.of, also);
    case "quote":
      return `> ${inline(block.of, also)}`;
    case "list":
      return block.items.map((item) => `- ${inline(item, also)}`).join("\n");
    case "code":
      return codeLines(block.text)
        .map((line) => `    ${also(line)}`)
        .join("\n");
  }
}

/** The lines of a text that we made, each inert. */
export function codeLines(text: string): string[] {
  return text.split("\n").map((line) => inert(line, Infinity));
}

function inline(inlines: readonly Inline[], also: Also): string {
  return inlines
    .map((part) => {
      const text = also(inert(part.text, Infinity));
      return part.is === "link" && part.href !== part.text ? `${text} <${inert(part.href, Infinity)}>` : text;
    })
    .join("");
}
