/** Which section each heading of a tree begins, and which sentences stand in each paragraph, cell and piece of HTML. */
import type { Nodes, Root } from "mdast";
import { htmlTexts } from "../read/html.ts";
import { plainText } from "../read/markdown.ts";
import type { Section } from "../read/sections.ts";
import type { Range } from "../read/sentences.ts";
import { oneLine, walk } from "../read/walk.ts";
import { traverse } from "./traverse.ts";

/** A run of text with the sentences in it. */
export interface Run {
  readonly text: string;
  readonly ranges: readonly Range[];
  /** The index of its first sentence among those of the document. */
  readonly first: number;
}

export interface Places {
  /** The sections that begin at a node, by their index: several only in a piece of HTML. */
  readonly sections: ReadonlyMap<Nodes, readonly number[]>;
  /** The runs of a node, in order: several only in a piece of HTML. */
  readonly runs: ReadonlyMap<Nodes, readonly Run[]>;
}

export function placesIn(root: Root, source: string): Places {
  const walked = walk(root, source);
  const runs = new Map<Nodes, Run[]>();
  let first = 0;
  for (const { node, plain, ranges } of walked.passages) {
    push(runs, node, { text: plain.text, ranges, first });
    first += ranges.length;
  }
  return { sections: sectionsAt(root, source, walked.sections), runs };
}

/** Sections come in the order of what begins them. */
function sectionsAt(root: Root, source: string, sections: readonly Section[]): Places["sections"] {
  const at = new Map<Nodes, number[]>();
  let next = 0;
  const begin = (node: Nodes) => push(at, node, next++);
  const top = new Set<Nodes>(root.children);
  traverse(root.children, {
    enter(node) {
      if (node.type === "heading") begin(node);
      // A bold line that serves as a heading is the next section, and the only one with its text, where it stands.
      else if (node.type === "paragraph" && top.has(node) && node.children[0]?.type === "strong") {
        if (sections[next]?.heading === oneLine(plainText(node, source).text)) begin(node);
      } else if (node.type === "html") {
        for (const { text, depth } of htmlTexts(node.value)) if (depth !== undefined && text.trim() !== "") begin(node);
      }
      return node.type !== "heading" && node.type !== "paragraph" && node.type !== "table";
    },
    leave() {},
  });
  return at;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
