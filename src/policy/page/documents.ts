import type { Mark, OutlineEntry, PageDocument } from "../../contract/index.ts";
import type { Nodes, Root } from "mdast";
import { guarded, withoutMark, type PolicyDocument, type PolicySource } from "../read/document.ts";
import { parseMarkdown } from "../read/markdown.ts";
import type { Section } from "../read/sections.ts";
import { anchorsOf, type Anchors } from "./anchors.ts";
import { blocksHtml, type Blocks } from "./blocks.ts";
import { Footnotes } from "./footnotes.ts";
import { placesIn } from "./places.ts";
import { traverse } from "./traverse.ts";

/** A document with what it was read from. */
export interface ReadDocument {
  readonly source: PolicySource;
  readonly document: PolicyDocument;
}

/** The documents of a policy as parts of one page: links among them lead to each other. */
export function pageDocuments(read: readonly ReadDocument[]): PageDocument[] {
  const anchors = anchorsOf(read.map(({ document }) => document));
  return read.map(({ source, document }, index) => {
    const { id: policy, title, file, version, sentences } = document;
    const clauses = sentences.map(({ clause }) => clause);
    return {
      policy,
      title,
      file,
      version,
      clauses,
      outline: outlineOf(document, anchors),
      body: (mark) => {
        const marks = clauses.map(mark);
        return guarded(file, () => bodyOf(source, document, anchors, marks, `note-${index + 1}`));
      },
    };
  });
}

function outlineOf({ sections, sentences }: PolicyDocument, { idOf }: Anchors): OutlineEntry[] {
  const clauses = Map.groupBy(sentences, ({ section }) => section);
  const levels = levelsOf(sections);
  return sections.map((section, i) => ({
    id: idOf(section),
    heading: section.heading,
    level: levels[i]!,
    clauses: (clauses.get(section) ?? []).map(({ clause }) => clause),
  }));
}

/** How deep each section is, without gaps: one that stands in none is at 1, whatever its heading is marked with. */
function levelsOf(sections: readonly Section[]): number[] {
  const levels = new Map<Section, number>();
  for (const section of sections) levels.set(section, section.above === null ? 1 : levels.get(section.above)! + 1);
  return [...levels.values()];
}

function bodyOf(
  { text }: PolicySource,
  document: PolicyDocument,
  anchors: Anchors,
  marks: readonly (Mark | null)[],
  prefix: string,
): string {
  const source = withoutMark(text);
  const root = parseMarkdown(source);
  const footnotes = new Footnotes(root, prefix);
  const definitions = definitionsIn(root);
  const levels = levelsOf(document.sections);
  const blocks: Blocks = {
    source,
    places: placesIn(root, source),
    marks,
    heading: (section) => ({ id: anchors.idOf(document.sections[section]!), level: levels[section]! }),
    follow: (url) => anchors.follow(document, url),
    define: (identifier) => definitions.get(identifier),
    footnote: footnotes.reference,
  };
  const html = (nodes: readonly Nodes[]) => blocksHtml(nodes, blocks);
  return html(root.children) + footnotes.html(html);
}

/** What link references lead to. The first definition of a name holds. */
function definitionsIn(root: Root): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  traverse(root.children, {
    enter(node) {
      if (node.type === "definition" && !urls.has(node.identifier)) urls.set(node.identifier, node.url);
      return true;
    },
    leave() {},
  });
  return urls;
}
