/**
 * Slack's own markup, https://docs.slack.dev/messaging/formatting-message-text, in blocks of the Block Kit. What stands in
 * angle brackets is a link or a mention; `verbatim` keeps Slack from finding others; a zero-width space keeps its
 * clients from it, and from taking a mark at the edge of a word for bold, italics, a line through it or code.
 */
import { inert } from "../../report/index.ts";
import type { Block, Inline } from "./blocks.ts";
import { cut } from "./cut.ts";
import { apart } from "./markdown.ts";
import { codeLines } from "./plain.ts";

export interface SlackBlock {
  readonly type: "section";
  readonly text: { readonly type: "mrkdwn"; readonly verbatim: true; readonly text: string };
}

/** Of a message, and of a block in characters: https://docs.slack.dev/reference/block-kit/blocks. */
const MOST_BLOCKS = 50;
const LONGEST = 3000;
/** Of one piece of a line. */
const LONGEST_PIECE = 300;

/** As many as a message takes; the last one says where some are left out. */
export function slackBlocks(blocks: readonly Block[]): readonly SlackBlock[] {
  const all = blocks.flatMap((block) => packed(linesOf(block)));
  if (all.length <= MOST_BLOCKS) return all.map(section);
  const more = all.slice(MOST_BLOCKS - 1).reduce((sum, text) => sum + text.split("\n").length, 0);
  return [...all.slice(0, MOST_BLOCKS - 1), `and ${more} more lines`].map(section);
}

/** Text that is nothing but text, on one line. */
export function escapeSlack(text: string): string {
  return apart(cut(inert(text, Infinity), LONGEST_PIECE))
    .replace(MARKS, `${APART}$&${APART}`)
    .replace(/[&<>]/g, (character) => ENTITIES[character]!);
}

const APART = "\u200b";
/** Not those within a word, such as of a name with underscores: they mark nothing. */
const MARKS = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function section(text: string): SlackBlock {
  return { type: "section", text: { type: "mrkdwn", verbatim: true, text } };
}

function linesOf(block: Block): readonly string[] {
  switch (block.is) {
    case "heading":
      return [`*${escapeSlack(block.text)}*`];
    case "paragraph":
      return [inline(block.of)];
    case "quote":
      return [`> ${inline(block.of)}`];
    case "list":
      return block.items.map((item) => `• ${inline(item)}`);
    case "code":
      return codeLines(block.text).map(escapeSlack);
  }
}

function inline(inlines: readonly Inline[]): string {
  return inlines
    .map((part) => {
      const text = escapeSlack(part.text);
      if (part.is === "strong" && text.trim() !== "") return `*${text}*`;
      return part.is === "link" ? `<${new URL(part.href).href.replace(/[<>|]/g, encodeURIComponent)}|${text}>` : text;
    })
    .join("");
}

/** Lines in as few texts as they fit into. */
function packed(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= LONGEST) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(whole(line));
  }
  return texts;
}

/** A line of many pieces that is too long even so. No entity is left in half. */
function whole(line: string): string {
  return line.length <= LONGEST ? line : cut(line, LONGEST).replace(/&[a-z]{0,3} \[cut/, " [cut");
}
