/** Markdown with what GitHub adds to it, and YAML or TOML front matter, as a tree with positions. */
import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { frontmatter } from "micromark-extension-frontmatter";
import { gfm } from "micromark-extension-gfm";

const FRONT_MATTER: ("yaml" | "toml")[] = ["yaml", "toml"];

/** Throws RangeError where the text nests deeper than the stack. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, {
    extensions: [gfm(), frontmatter(FRONT_MATTER)],
    // The transforms make mail addresses into links, which then have no position; they are text either way.
    mdastExtensions: [
      ...gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })),
      frontmatterFromMarkdown(FRONT_MATTER),
    ],
  });
}

/** Text without markup, and where in the source each of its UTF-16 units stands. */
export interface PlainText {
  readonly text: string;
  readonly offsets: readonly number[];
  /** References to footnotes, each behind so many units of the text. */
  readonly notes?: readonly { readonly at: number; readonly identifier: string }[];
}

/** What is struck out, or is no text at all, between two tags of raw HTML in a line. */
export class Unsaid {
  private open: string[] = [];

  /** Whether nothing that stands here is said. */
  get here(): boolean {
    return this.open.length > 0;
  }

  /** Whether what stands here is not even shown. */
  get hidden(): boolean {
    return this.open.includes("script") || this.open.includes("style");
  }

  /** Told of each piece of raw HTML in a line, in order. */
  tag(html: string): void {
    const [, closes, name = ""] = /^<(\/?)(del|s|strike|script|style)\b/i.exec(html) ?? [];
    if (name === "") return;
    if (closes === "") this.open.push(name.toLowerCase());
    else if (this.open.at(-1) === name.toLowerCase()) this.open.pop();
  }
}

/** What raw HTML in a line stands for: `10<sup>2</sup>` is not 102. */
export function textOfTag(html: string): string {
  if (/^<br\b/i.test(html)) return " ";
  if (/^<sup\b/i.test(html)) return "^";
  return /^<sub\b/i.test(html) ? "_" : "";
}

/**
 * The words of a paragraph or heading of `source`. Pictures count as their description; what is struck out is not said.
 */
export function plainText(block: Nodes, source: string): PlainText {
  let text = "";
  const offsets: number[] = [];
  const notes: { at: number; identifier: string }[] = [];
  const unsaid = new Unsaid();
  const add = (node: Nodes, value: string) => {
    const start = node.position?.start.offset ?? 0;
    text += value;
    for (const offset of offsetsIn(source.slice(start, node.position?.end.offset), value)) offsets.push(start + offset);
  };
  const visit = (node: Nodes) => {
    if (node.type === "html") unsaid.tag(node.value);
    if (node.type === "delete") return;
    if ("children" in node) for (const child of node.children) visit(child);
    else if (unsaid.here) return;
    else if (node.type === "html") add(node, textOfTag(node.value));
    else if (node.type === "text" || node.type === "inlineCode") add(node, node.value);
    else if (node.type === "break") add(node, " ");
    else if (node.type === "image" || node.type === "imageReference") add(node, node.alt ?? "");
    else if (node.type === "footnoteReference") notes.push({ at: text.length, identifier: node.identifier });
  };
  visit(block);
  return notes.length === 0 ? { text, offsets } : { text, offsets, notes };
}

/** The words of a piece of Markdown; its blocks are set apart by spaces. */
export function wordsOf(markdown: string): string {
  const words: string[] = [];
  const visit = (node: Nodes) => {
    if (node.type === "paragraph" || node.type === "heading") words.push(plainText(node, markdown).text);
    else if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(parseMarkdown(markdown));
  return words.join(" ");
}

const REFERENCE = /&(?:#\d{1,7}|#x[\da-f]{1,6}|\w{1,32});/iy;

/**
 * Where in `source` each unit of the value stands that was made from it. The source is longer by escapes, character
 * references, the marks around code, and the indentation of further lines.
 */
function* offsetsIn(source: string, value: string): Generator<number> {
  let at = 0;
  for (let i = 0; i < value.length; i += 1) {
    REFERENCE.lastIndex = at;
    const reference = value.length === source.length ? undefined : REFERENCE.exec(source)?.[0];
    if (reference !== undefined && !value.startsWith(reference, i)) {
      yield at;
      at += reference.length;
      continue;
    }
    const skipped = source[at] === value[i] ? 0 : source.slice(at, at + 500).indexOf(value[i]!);
    at += Math.max(skipped, 0);
    yield at;
    if (skipped !== -1) at += 1;
  }
}
