import type { Mark } from "../../contract/index.ts";
import type { Nodes } from "mdast";
import { textOfTag, Unsaid } from "../read/markdown.ts";
import { escape } from "./escape.ts";
import { Line, type Around } from "./line.ts";
import type { Run } from "./places.ts";
import { traverse } from "./traverse.ts";

/** What a document's lines are made with. */
export interface Inlines {
  /** What the document's sentences are marked with, in order. */
  readonly marks: readonly (Mark | null)[];
  /** The value for `href`; null where a link leads to nothing safe. */
  readonly follow: (url: string) => string | null;
  /** The address of a definition. */
  readonly define: (identifier: string) => string | undefined;
  /** The reference to a footnote, as HTML. */
  readonly footnote: (identifier: string) => string;
}

/** Emphasis deeper than this is not shown: each sentence opens it anew. */
const DEEPEST = 12;

/**
 * The HTML of a block's line, its sentences marked. Its text is that of `plainText`, by which sentences are found.
 * `until`: what follows there is not shown.
 */
export function inlineHtml(block: Nodes, run: Run | undefined, inlines: Inlines, until = Infinity): string {
  const line = new Line();
  const sentences = new Sentences(run, inlines.marks);
  const around: Around[] = [];
  /** How many of `around` were there before each node that is open. */
  const before: number[] = [];
  let at = 0;
  /** What is struck out is shown, and is no part of any sentence. */
  const unsaid = new Unsaid();
  let struck = 0;

  const text = (value: string, within: readonly Around[], html: (piece: string) => string = escape) => {
    if (unsaid.here || struck > 0) {
      const strike = unsaid.here ? [...within, STRUCK] : within;
      if (at < until && !unsaid.hidden) line.put(strike, html(value));
      return;
    }
    const end = Math.min(at + value.length, until);
    for (let from = at; from < end;) {
      const { to, mark } = sentences.at(from);
      const cut = Math.min(to, end);
      line.put(mark === null ? within : [mark, ...within], html(value.slice(from - at, cut - at)));
      from = cut;
    }
    at += value.length;
  };

  const enter = (node: Nodes): boolean => {
    switch (node.type) {
      case "text":
        text(node.value, around);
        return false;
      case "inlineCode":
        text(node.value, [...around, { open: "<code>", close: "</code>" }]);
        return false;
      case "image":
      case "imageReference":
        text(node.alt ?? "", [...around, { open: '<span class="picture">', close: "</span>" }]);
        return false;
      case "break":
        text(" ", around, () => "<br>\n");
        return false;
      case "html":
        // The words around have been struck out whole, with what opens in them.
        if (struck === 0) unsaid.tag(node.value);
        if (!unsaid.here) {
          const word = textOfTag(node.value);
          if (word !== "") text(word, around, (piece) => (piece === " " ? "<br>\n" : escape(piece)));
        }
        return false;
      case "footnoteReference": {
        const { mark } = sentences.at(Math.max(at - 1, 0));
        const outside = around.filter((each) => !links.has(each));
        line.put(mark === null ? outside : [mark, ...outside], inlines.footnote(node.identifier));
        return false;
      }
      default: {
        before.push(around.length);
        if (node.type === "delete") struck += 1;
        const opened = around.length < DEEPEST ? aroundOf(node) : null;
        if (opened !== null) around.push(opened);
        return true;
      }
    }
  };
  const links = new Set<Around>();
  const aroundOf = (node: Nodes): Around | null => {
    const tag = TAGS[node.type];
    if (tag !== undefined) return { open: `<${tag}>`, close: `</${tag}>` };
    const url =
      node.type === "link" ? node.url : node.type === "linkReference" ? inlines.define(node.identifier) : undefined;
    const href = url === undefined ? null : inlines.follow(url);
    if (href === null) return null;
    const link = {
      open: `<a href="${escape(href)}"${href.startsWith("#") ? "" : ' rel="noreferrer"'}>`,
      close: "</a>",
    };
    links.add(link);
    return link;
  };

  traverse("children" in block ? (block.children as Nodes[]) : [], {
    enter,
    leave: (node) => {
      around.splice(before.pop()!);
      if (node.type === "delete") struck -= 1;
    },
  });
  return line.end();
}

const STRUCK: Around = { open: "<del>", close: "</del>" };
const TAGS: Readonly<Record<string, string>> = { emphasis: "em", strong: "strong", delete: "del" };

/** The sentences of a run, asked for in order. */
class Sentences {
  private readonly run: Run | undefined;
  private readonly marks: Inlines["marks"];
  private next = 0;
  private around: Around | null | undefined;

  constructor(run: Run | undefined, marks: Inlines["marks"]) {
    this.run = run;
    this.marks = marks;
  }

  /** What is around the text at this place, and where that ends. */
  at(place: number): { readonly to: number; readonly mark: Around | null } {
    for (;;) {
      const range = this.run?.ranges[this.next];
      if (range === undefined) return { to: Infinity, mark: null };
      if (place < range[0]) return { to: range[0], mark: null };
      if (place < range[1]) return { to: range[1], mark: this.current() };
      this.next += 1;
      this.around = undefined;
    }
  }

  private current(): Around | null {
    if (this.around === undefined) {
      const mark = this.marks[this.run!.first + this.next] ?? null;
      this.around = mark === null ? null : { open: mark.open, close: mark.close + mark.sign };
    }
    return this.around;
  }
}
