/** Short names for the pieces of a text. */
import type { Block, Inline } from "./blocks.ts";

type Words = Inline | string;

export function heading(text: string): Block {
  return { is: "heading", text };
}

export function paragraph(...of: readonly Words[]): Block {
  return { is: "paragraph", of: of.map(inline) };
}

export function quote(...of: readonly Words[]): Block {
  return { is: "quote", of: of.map(inline) };
}

export function list(items: readonly (readonly Words[])[]): Block {
  return { is: "list", items: items.map((item) => item.map(inline)) };
}

export function strong(text: string): Inline {
  return { is: "strong", text };
}

export function code(text: string): Inline {
  return { is: "code", text };
}

function inline(words: Words): Inline {
  return typeof words === "string" ? { is: "text", text: words } : words;
}
