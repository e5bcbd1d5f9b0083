/** HTML as ticket systems and mail readers show it. Some link whatever looks like an address: a zero-width space stops them. */
import { inert } from "../../report/index.ts";
import type { Block, Inline } from "./blocks.ts";
import { apart } from "./markdown.ts";
import { codeLines } from "./plain.ts";

export function html(blocks: readonly Block[]): string {
  return blocks.map(htmlBlock).join("\n");
}

export function htmlBlock(block: Block): string {
  switch (block.is) {
    case "heading":
      return `<h3>${escape(block.text)}</h3>`;
    case "paragraph":
      return `<p>${inline(block.of)}</p>`;
    case "quote":
      // Of a blockquote, readers think that somebody is replied to: RT, among others, folds it away.
      return `<p><em>${inline(block.of)}</em></p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${inline(item)}</li>`).join("")}</ul>`;
    case "code":
      return `<pre>${codeLines(block.text).map(escape).join("\n")}</pre>`;
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
      return `<strong>${escape(part.text)}</strong>`;
    case "code":
      return `<code>${escape(part.text)}</code>`;
    case "link":
      return `<a href="${entities(new URL(part.href).href)}">${escape(part.text)}</a>`;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function entities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Text that is nothing but text, on one line. */
function escape(text: string): string {
  return entities(apart(inert(text, Infinity)));
}
