/** The Atlassian Document Format, https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
import { inert } from "../../report/index.ts";
import type { Block, Inline } from "./blocks.ts";
import { codeLines } from "./plain.ts";

export interface AdfNode {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
  readonly content?: readonly AdfNode[];
}

export interface AdfDocument {
  readonly type: "doc";
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

export function adf(blocks: readonly Block[]): AdfDocument {
  return { type: "doc", version: 1, content: blocks.map(adfBlock) };
}

export function adfBlock(block: Block): AdfNode {
  switch (block.is) {
    case "heading":
      return { type: "heading", attrs: { level: 3 }, content: texts([{ is: "text", text: block.text }]) };
    case "paragraph":
      return paragraph(block.of);
    case "quote":
      return { type: "blockquote", content: [paragraph(block.of)] };
    case "list":
      return {
        type: "bulletList",
        content: block.items.map((item) => ({ type: "listItem", content: [paragraph(item)] })),
      };
    case "code":
      return { type: "codeBlock", attrs: {}, content: [{ type: "text", text: codeLines(block.text).join("\n") }] };
  }
}

function paragraph(inlines: readonly Inline[]): AdfNode {
  return { type: "paragraph", content: texts(inlines) };
}

/** A text node without text is none. */
function texts(inlines: readonly Inline[]): AdfNode[] {
  return inlines.filter(({ text }) => text !== "").map(textNode);
}

function textNode(part: Inline): AdfNode {
  const text = inert(part.text, Infinity);
  switch (part.is) {
    case "text":
      return { type: "text", text };
    case "strong":
    case "code":
      return { type: "text", text, marks: [{ type: part.is }] };
    case "link":
      return { type: "text", text, marks: [{ type: "link", attrs: { href: new URL(part.href).href } }] };
  }
}

/** The text of a document that came from Jira, in which a reference is looked for. */
export function adfText(node: AdfNode | AdfDocument | null | undefined): string {
  if (node === null || node === undefined) return "";
  const own = "text" in node ? (node.text ?? "") : "";
  return own + (node.content ?? []).map(adfText).join("text" in node ? "" : "\n");
}
