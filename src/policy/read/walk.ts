/** Walks a document's tree once, in order: which sentences it holds, under which heading, number and introduction. */
import type { Heading, Html, List, ListItem, Nodes, Paragraph, Parents, Root, Table } from "mdast";
import { htmlTexts } from "./html.ts";
import { plainText, type PlainText } from "./markdown.ts";
import { Sections, type Section } from "./sections.ts";
import { splitSentences, type Range } from "./sentences.ts";

/** A run of text that sentences are found in: a paragraph, a cell of a table, a run of raw HTML. */
export interface Passage {
  readonly node: Nodes;
  /** Offsets count from the start of the source. */
  readonly plain: PlainText;
  /** Of the sentences in the text. */
  readonly ranges: readonly Range[];
  readonly section: Section | null;
  readonly number: string | undefined;
  /** The sentences that introduce it, outermost first. */
  readonly introducedBy: readonly string[];
}

export interface Walked {
  readonly sections: readonly Section[];
  /** In the order of the document. */
  readonly passages: readonly Passage[];
}

/** Where a passage stands in the lists and tables around it. */
interface Place {
  readonly introducedBy: readonly string[];
  /** The number of the list item; undefined outside of numbered lists. */
  readonly item: string | undefined;
  /** Whether an ordered list here extends the number; not below a bullet, whose own place has none. */
  readonly counts: boolean;
}

const OUTSIDE: Place = { introducedBy: [], item: undefined, counts: true };

export function walk(root: Root, source: string): Walked {
  const sections = new Sections();
  const passages: Passage[] = [];
  let pending: string | undefined;

  const enter = (depth: number, heading: string, explicit: string | undefined) => {
    sections.enter(depth, heading, explicit ?? pending);
    pending = undefined;
  };
  const read = (node: Nodes, plain: PlainText, place: Place): string | undefined => {
    const label = LABEL.exec(plain.text);
    const start = label?.[0].length ?? 0;
    const ranges = splitSentences(plain.text.slice(start)).map(([from, to]): Range => [from + start, to + start]);
    const { current: section } = sections;
    const base = place.item ?? section?.number;
    const number = label === null ? base : (label[1] ?? joined(base, label[2]!));
    if (ranges.length > 0) passages.push({ node, plain, ranges, section, number, introducedBy: place.introducedBy });
    const last = ranges.at(-1);
    return last === undefined ? undefined : oneLine(plain.text.slice(...last));
  };
  const paragraph = (node: Paragraph, place: Place): string | undefined => {
    const plain = plainText(node, source);
    if (plain.text.trim() === "") pending = anchorIn(node.children) ?? pending;
    else if (place === OUTSIDE && isBoldHeading(node, plain.text)) enter(BOLD, oneLine(plain.text), undefined);
    return read(node, plain, place);
  };
  const html = (node: Html, place: Place): string | undefined => {
    const start = node.position?.start.offset ?? 0;
    let last: string | undefined;
    for (const { text, offsets, depth, anchor } of htmlTexts(node.value)) {
      if (text.trim() === "") pending = anchor ?? pending;
      else if (depth !== undefined) enter(depth, oneLine(text), anchor);
      else last = read(node, { text, offsets: offsets.map((offset) => offset + start) }, place);
    }
    return last;
  };
  const table = ({ children: [head, ...rows] }: Table, place: Place) => {
    const titles = head?.children.map((cell) => oneLine(plainText(cell, source).text)) ?? [];
    for (const row of rows) {
      const [first] = row.children;
      const name = first === undefined ? "" : oneLine(plainText(first, source).text);
      for (const [column, cell] of row.children.entries()) {
        const about = [titles[column] ?? "", column === 0 ? "" : name].filter((text) => text !== "");
        read(cell, plainText(cell, source), { ...place, introducedBy: [...place.introducedBy, ...about] });
      }
    }
  };
  const list = ({ children, ordered, start }: List, place: Place) => {
    const base = place.item ?? sections.current?.number;
    for (const [index, item] of (children as ListItem[]).entries()) {
      const numbered = ordered === true && place.counts;
      const number = numbered ? joined(base, String((start ?? 1) + index)) : place.item;
      visit(item, { introducedBy: place.introducedBy, item: number, counts: numbered });
    }
  };
  const visit = (parent: Parents, place: Place) => {
    let last: string | undefined;
    for (const node of parent.children as Nodes[]) {
      const before: string | undefined = last;
      last = undefined;
      switch (node.type) {
        case "heading": {
          const { text, explicit } = anchorOf(node, oneLine(plainText(node, source).text));
          enter(node.depth, text, explicit);
          break;
        }
        case "paragraph":
          last = paragraph(node, place);
          break;
        case "html":
          last = html(node, place);
          break;
        case "table":
          table(node, introduced(place, before));
          break;
        case "list":
          list(node, introduced(place, before));
          break;
        case "listItem":
        case "blockquote":
        case "footnoteDefinition":
          visit(node, place === OUTSIDE ? { ...OUTSIDE } : place);
          break;
        default:
      }
    }
  };
  visit(root, OUTSIDE);
  return { sections: sections.all, passages };
}

/**
 * `7.14.2 All …`: a paragraph that brings its number. `(a) All …`, `a) All …`, `(iv) All …`: one that brings the rest
 * of it. A figure with its unit is no number of a paragraph.
 */
const LABEL =
  /^\s*(?:§\s*)?(?:(\d{1,4}(?:\.\d{1,4})+)[.):]?(?!\s*(?:[kmgt]?hz|[kmgt]i?b|gbit|bits?|%|percent|million|billion|seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b)|(\((?:[a-z]|[ivxl]{2,5}|\d{1,3})\)|[a-z]\)))\s+(?=\S)/i;

function joined(base: string | undefined, part: string): string {
  return base === undefined || part.startsWith("(") ? `${base ?? ""}${part}` : `${base}.${part}`;
}

/** A list or a table after the sentence before it; most end in a colon. */
function introduced(place: Place, before: string | undefined): Place {
  if (before === undefined || !/:$|\b(?:following|as follows|below)\b/i.test(before)) return place;
  return { ...place, introducedBy: [...place.introducedBy, before] };
}

/** Deeper than any heading that is marked as one. */
const BOLD = 7;
const LONGEST_HEADING = 100;

/** A paragraph all in bold, not ended like a sentence: word processors export headings so. */
function isBoldHeading({ children }: Paragraph, text: string): boolean {
  return (
    children.length === 1 && children[0]!.type === "strong" && text.length <= LONGEST_HEADING && !/[.:;!?]$/.test(text)
  );
}

/** An anchor that the heading brings: `## Backup {#backup}` or `## <a name="backup"></a>Backup`. */
function anchorOf(heading: Heading, plain: string): { text: string; explicit: string | undefined } {
  const braces = /^(.*?)\s*\{#([^\s{}]+)\}$/.exec(plain);
  if (braces !== null) return { text: braces[1]!, explicit: braces[2]! };
  return { text: plain, explicit: anchorIn(heading.children) };
}

function anchorIn(children: readonly Nodes[]): string | undefined {
  for (const child of children) {
    if (child.type !== "html") continue;
    const named = /^<a\s[^>]*?\b(?:name|id)\s*=\s*["']?([^"'\s<>]+)/i.exec(child.value);
    if (named !== null) return named[1]!;
  }
  return undefined;
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
