/**
 * Markdown as GitHub reads it. GitHub links mentions, references and addresses in what its Markdown has become, so that
 * no backslash stops it: a zero-width space within them does.
 */
import { inert } from "../../report/index.ts";
import type { Block, Inline } from "./blocks.ts";
import { codeLines } from "./plain.ts";

export function markdown(blocks: readonly Block[]): string {
  return blocks.map(markdownBlock).join("\n\n");
}

export function markdownBlock(block: Block): string {
  switch (block.is) {
    case "heading":
      return `### ${escape(block.text)}`;
    case "paragraph":
      return beginning(inline(block.of));
    case "quote":
      return `> ${beginning(inline(block.of))}`;
    case "list":
      return block.items.map((item) => `- ${beginning(inline(item))}`).join("\n");
    case "code": {
      const lines = codeLines(block.text);
      const fence = "`".repeat(Math.max(3, longestRun(block.text) + 1));
      return [fence, ...lines, fence].join("\n");
    }
  }
}

function inline(inlines: readonly Inline[]): string {
  return inlines.map(inlineText).join("");
}

function inlineText(part: Inline): string {
  switch (part.is) {
    case "text":
      return escape(part.text);
    case "strong":
      // Spaces within would leave the stars as they are.
      return escape(part.text).replace(/\S(?:.*\S)?/s, "**$&**");
    case "code":
      return codeSpan(inert(part.text, Infinity));
    case "link":
      return `[${escape(part.text)}](<${addressOf(part.href)}>)`;
  }
}

const MARKUP = /[\\`*_[\]|~$^]/g;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const APART = "\u200b";
/** Where GitHub would see `@org`, `#1`, `GH-1`, `https://` or `www.` */
const LINKED = /(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=\bgh-)(?=\d)|(?<=:)(?=\/\/)|(?<=\bwww)(?=\.)/gi;

/** Of Markdown, text that is nothing but text, on one line. */
export function escape(text: string): string {
  return apart(inert(text, Infinity))
    .replace(MARKUP, String.raw`\$&`)
    .replace(/[&<>]/g, (character) => ENTITIES[character]!);
}

/** A text in which GitHub links nothing. */
export function apart(text: string): string {
  return text.replace(LINKED, APART);
}

/** What a line may begin with, and be a heading, a list or a rule. */
function beginning(line: string): string {
  return line
    .replace(/^\s+/, "")
    .replace(/^(?:[-+=#]|\d{1,9}(?=[.)]))/, (first) => (/\d/.test(first) ? `${first}\\` : `\\${first}`));
}

function codeSpan(text: string): string {
  if (text.trim() === "") return escape(text);
  const fence = "`".repeat(longestRun(text) + 1);
  // One space at either end is taken away again, where there is one at both.
  const apart = /^[` ]|[` ]$/.test(text) ? " " : "";
  return `${fence}${apart}${text}${apart}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function addressOf(href: string): string {
  return new URL(href).href.replace(/[<>\\]/g, encodeURIComponent);
}
