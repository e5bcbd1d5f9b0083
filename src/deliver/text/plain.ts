import { inert } from "../../report/index.ts";
import type { Block, Inline } from "./blocks.ts";

/** Plain text, inert line by line; blocks stand apart by an empty line. */
export function plain(blocks: readonly Block[]): string {
  return blocks.map(plainBlock).join("\n\n");
}

export function plainBlock(block: Block): string {
  switch (block.is) {
    case "heading":
      return `${inert(block.text, Infinity)}\n${"-".repeat(Math.min(72, block.text.length))}`;
    case "paragraph":
      return inline(block.of);
    case "quote":
      return `> ${inline(block.of)}`;
    case "list":
      return block.items.map((item) => `- ${inline(item)}`).join("\n");
    case "code":
      return codeLines(block.text)
        .map((line) => `    ${line}`)
        .join("\n");
  }
}

/** The lines of a text that we made, each inert. */
export function codeLines(text: string): string[] {
  return text.split("\n").map((line) => inert(line, Infinity));
}

function inline(inlines: readonly Inline[]): string {
  return inlines
    .map((part) => {
      const text = inert(part.text, Infinity);
      return part.is === "link" && part.href !== part.text ? `${text} <${inert(part.href, Infinity)}>` : text;
    })
    .join("");
}
