import GithubSlugger from "github-slugger";
import type { Heading, Nodes, Parents, Paragraph, Root } from "mdast";
import type { Clause, PolicyVersion } from "../contract/index.ts";
import { PolicyError } from "./error.ts";
import { refuseEndless } from "./limits.ts";
import { parseMarkdown, plainText } from "./markdown.ts";
import { normalise, sha256 } from "./normal.ts";
import { splitSentences } from "./sentences.ts";
import { versionOf } from "./version.ts";

/** A policy document, read. */
export interface PolicyDocument {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly version: PolicyVersion;
  readonly sentences: readonly Sentence[];
}

/** A sentence of a paragraph or of a list item: what can be cited. */
export interface Sentence {
  readonly clause: Clause;
  /** Its text in the form in which quotes are looked for. */
  readonly normal: string;
  /** The sentence that ends in a colon before the list that it stands in. */
  readonly introducedBy?: string;
}

export interface PolicySource {
  /** Its path below the policy folder, without the extension. */
  readonly id: string;
  /** As findings and links name it. */
  readonly file: string;
  readonly text: string;
}

/** Reads a policy's Markdown. Throws PolicyError where it is too large or nests too deeply to be read. */
export function readPolicy({ id, file, text }: PolicySource): PolicyDocument {
  refuseEndless(file, text);
  const source = text.replace(/^\uFEFF/, "");
  try {
    const root = parseMarkdown(source);
    const { title, places } = gather(root, source);
    const frontMatter = root.children[0]?.type === "yaml" ? root.children[0].value : null;
    const texts = places.map((place) => place.text);
    const document = { policy: id, title: title ?? id, version: versionOf(frontMatter, texts, text), file };
    return {
      id,
      file,
      title: document.title,
      version: document.version,
      sentences: sentencesOf(document, places, source),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = "Nest its lists, quotes and emphasis less deeply.";
    throw new PolicyError(file, { line: 1, column: 1 }, "the policy nests too deeply to be read", hint);
  }
}

/** A sentence and where it stands. */
interface Place {
  readonly text: string;
  readonly offset: number;
  readonly section: readonly string[];
  readonly anchor: string | null;
  readonly introducedBy: string | undefined;
}

/** The sentences of a document in order, each under its headings. */
function gather(root: Root, source: string): { title: string | undefined; places: Place[] } {
  const slugger = new GithubSlugger();
  const places: Place[] = [];
  let title: string | undefined;
  let headings: { depth: number; text: string }[] = [];
  let anchor: string | null = null;

  const enter = (heading: Heading) => {
    const plain = oneLine(plainText(heading, source).text);
    const { text, explicit } = anchorOf(heading, plain);
    title ??= text;
    headings = [...headings.filter(({ depth }) => depth < heading.depth), { depth: heading.depth, text }];
    anchor = explicit ?? slugger.slug(text);
  };
  const read = (paragraph: Paragraph, introducedBy: string | undefined): string | undefined => {
    const { text, offsets } = plainText(paragraph, source);
    const section = headings.map((heading) => heading.text);
    const found = splitSentences(text).map(([start, end]): Place => ({
      text: oneLine(text.slice(start, end)),
      offset: offsets[start] ?? 0,
      section,
      anchor,
      introducedBy,
    }));
    for (const place of found) places.push(place);
    return found.at(-1)?.text;
  };
  const visit = (parent: Parents, introducedBy?: string) => {
    let last: string | undefined;
    for (const node of parent.children as Nodes[]) {
      if (node.type === "heading") enter(node);
      else if (node.type === "paragraph") last = read(node, introducedBy);
      else if (node.type === "list") visit(node, last?.endsWith(":") ? last : introducedBy);
      else if (node.type === "listItem" || node.type === "blockquote" || node.type === "footnoteDefinition")
        visit(node, introducedBy);
      if (node.type !== "paragraph") last = undefined;
    }
  };
  visit(root);
  return { title, places };
}

/** An anchor that the heading brings: `## Backup {#backup}` or `## <a name="backup"></a>Backup`. */
function anchorOf(heading: Heading, plain: string): { text: string; explicit: string | null } {
  const braces = /^(.*?)\s*\{#([^\s{}]+)\}$/.exec(plain);
  if (braces !== null) return { text: braces[1]!, explicit: braces[2]! };
  for (const child of heading.children) {
    if (child.type !== "html") continue;
    const named = /^<a\s[^>]*?\b(?:name|id)\s*=\s*["']([^"'\s<>]+)["']/i.exec(child.value);
    if (named !== null) return { text: plain, explicit: named[1]! };
  }
  return { text: plain, explicit: null };
}

function sentencesOf(
  document: Pick<Clause, "policy" | "title" | "version" | "file">,
  places: readonly Place[],
  source: string,
): Sentence[] {
  const path = document.file.toWellFormed().split("/").map(encodeURIComponent).join("/");
  const position = positions(source);
  return places.map(({ text, offset, section, anchor, introducedBy }) => {
    const normal = normalise(text);
    const link = anchor === null ? path : `${path}#${anchor}`;
    const clause: Clause = { ...document, section, link, ...position(offset), text, hash: sha256(normal) };
    return introducedBy === undefined ? { clause, normal } : { clause, normal, introducedBy };
  });
}

/** Line and column of offsets that never go back. */
function positions(source: string): (offset: number) => { line: number; column: number } {
  const breaks = /\r\n|\r|\n/g;
  let line = 1;
  let start = 0;
  let next = breaks.exec(source);
  return (offset) => {
    while (next !== null && next.index < offset) {
      line += 1;
      start = next.index + next[0].length;
      next = breaks.exec(source);
    }
    return { line, column: offset - start + 1 };
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
