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
  /** Footnote → its text. */
  readonly notes: ReadonlyMap<string, string>;
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
  /** Whether a paragraph may bring its number. In items and cells, what looks like one may be what they say. */
  readonly labels: boolean;
  /** Not within a list, a quote or a note. */
  readonly top: boolean;
}

const OUTSIDE: Place = { introducedBy: [], item: undefined, counts: true, labels: true, top: true };

function unlabelled(place: Place): Place {
  return { ...place, labels: false };
}

export function walk(root: Root, source: string): Walked {
  const sections = new Sections();
  const passages: Passage[] = [];
  const notes = new Map<string, string>();
  let pending: string | undefined;

  const enter = (depth: number, heading: string, explicit: string | undefined) => {
    sections.enter(depth, heading, explicit ?? pending);
    pending = undefined;
  };
  const read = (node: Nodes, plain: PlainText, place: Place): string | undefined => {
    const { current: section } = sections;
    const base = place.item ?? section?.number;
    const label = place.labels ? labelOf(plain.text, section) : null;
    const start = label?.[0].length ?? 0;
    const ranges = splitSentences(plain.text.slice(start)).map(([from, to]): Range => [from + start, to + start]);
    const number = label === null ? base : (label[1] ?? joined(base, label[2]!));
    if (ranges.length > 0) passages.push({ node, plain, ranges, section, number, introducedBy: place.introducedBy });
    const last = ranges.at(-1);
    return last === undefined ? undefined : oneLine(plain.text.slice(...last));
  };
  const paragraph = (node: Paragraph, place: Place): string | undefined => {
    const plain = plainText(node, source);
    if (plain.text.trim() === "") pending = anchorIn(node.children) ?? pending;
    else if (place.top && isBoldHeading(node, plain.text)) enter(BOLD, oneLine(plain.text), undefined);
    return read(node, plain, place);
  };
  const html = (node: Html, place: Place, before: string | undefined): string | undefined => {
    const start = node.position?.start.offset ?? 0;
    let lead = before;
    for (const { text, offsets, depth, anchor, item } of htmlTexts(node.value)) {
      const plain = { text, offsets: offsets.map((offset) => offset + start) };
      if (text.trim() === "") pending = anchor ?? pending;
      else if (depth !== undefined) {
        enter(depth, oneLine(text), anchor);
        lead = undefined;
      } else if (item === true) read(node, plain, introduced(unlabelled(place), lead));
      else lead = read(node, plain, place);
    }
    // A comment says nothing, and comes between nothing.
    return lead;
  };
  const table = ({ children: [head, ...rows] }: Table, place: Place) => {
    const titles = head?.children.map((cell) => oneLine(plainText(cell, source).text)) ?? [];
    if (rows.length === 0) for (const cell of head?.children ?? []) read(cell, plainText(cell, source), place);
    for (const row of rows) {
      const [first] = row.children;
      const name = first === undefined ? "" : oneLine(plainText(first, source).text);
      for (const [column, cell] of row.children.entries()) {
        const about = [titles[column] ?? "", column === 0 || COUNTED.test(name) ? "" : name].filter(
          (text) => text !== "",
        );
        read(cell, plainText(cell, source), { ...place, introducedBy: [...place.introducedBy, ...about] });
      }
    }
  };
  const list = ({ children, ordered, start }: List, place: Place) => {
    const base = place.item ?? sections.current?.number;
    for (const [index, item] of (children as ListItem[]).entries()) {
      const numbered = ordered === true && place.counts;
      const number = numbered ? joined(base, String((start ?? 1) + index)) : place.item;
      inside(item, { ...place, item: number, counts: numbered, labels: false });
    }
  };
  /** What stands in a quote, an item or a note does not say what comes behind it. */
  const inside = (parent: Parents, place: Place) => {
    const { current } = sections;
    visit(parent, { ...place, top: false });
    sections.current = current;
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
          last = paragraph(node, leading(place, before));
          break;
        case "html":
          last = html(node, place, before);
          break;
        case "table":
          table(node, introduced(unlabelled(place), before));
          break;
        case "list":
          list(node, introduced(place, before));
          break;
        case "listItem":
          inside(node, place);
          break;
        case "blockquote":
          inside(node, leading(place, before));
          break;
        case "footnoteDefinition":
          inside(node, place);
          notes.set(node.identifier, wordsIn(node, source));
          break;
        default:
      }
    }
  };
  visit(root, OUTSIDE);
  return { sections: sections.all, passages, notes };
}

/** `7.14.2 All …`: a paragraph that brings its number. `(a) All …`, `(iv) All …`: one that brings the rest of it. */
const LABEL = /^\s*(?:§\s*)?(?:(\d{1,3}(?:\.\d{1,3})+)[.):]?|(\((?:[a-z]|[ivxl]{2,5})\)))\s+(?=["'“‘(]?\p{Lu})/u;

/** The number of a paragraph; null where the figure may be what it says, for it fits no numbered section. */
function labelOf(text: string, section: Section | null): RegExpExecArray | null {
  const label = LABEL.exec(text);
  const number = label?.[1];
  const around = section?.number;
  if (number === undefined || around === undefined) return label;
  return number === around || number.startsWith(`${around}.`) ? label : null;
}

function joined(base: string | undefined, part: string): string {
  return base === undefined || part.startsWith("(") ? `${base ?? ""}${part}` : `${base}.${part}`;
}

/** A list or a table after the sentence right before it. */
function introduced(place: Place, before: string | undefined): Place {
  return before === undefined ? place : { ...place, introducedBy: [...place.introducedBy, before] };
}

/** Text after a sentence that leads to it by its colon. */
function leading(place: Place, before: string | undefined): Place {
  return before?.endsWith(":") ? introduced(place, before) : place;
}

/** What counts a row and says nothing of it: renumbering a table changes nothing. */
const COUNTED = /^[#(]?(?:[A-Z]{0,5}[-.]?\d+(?:\.\d+)*|[a-z])[.)]?$/;

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

/** The words of all that stands in a node. */
function wordsIn(node: Parents, source: string): string {
  const words: string[] = [];
  const gather = (inner: Nodes) => {
    if (inner.type === "paragraph") words.push(oneLine(plainText(inner, source).text));
    else if ("children" in inner) for (const child of inner.children) gather(child);
  };
  gather(node);
  return words.join(" ");
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
