/** What links within the policy lead to: the ids of headings on the page, over all its documents. */
import { posix } from "node:path";
import type { PolicyDocument } from "../read/document.ts";
import type { Section } from "../read/sections.ts";

export interface Anchors {
  readonly idOf: (section: Section) => string;
  /** Where a link in the document leads, on the page or outside: a value for `href`; null where to nothing safe. */
  readonly follow: (from: PolicyDocument, url: string) => string | null;
}

export function anchorsOf(documents: readonly PolicyDocument[]): Anchors {
  const ids = new Map<Section, string>();
  const names = new Names();
  /** A document's file, with and without its extension → its anchors → ids. The first of a name has it. */
  const files = new Map<string, ReadonlyMap<string, string>>();
  for (const { id: policy, file, sections } of documents) {
    const anchors = new Map<string, string>();
    for (const section of sections) {
      const id = names.unlike(`${plain(policy)}/${plain(section.anchors[0]!)}`);
      ids.set(section, id);
      for (const anchor of section.anchors) if (!anchors.has(anchor)) anchors.set(anchor, id);
    }
    const [first] = sections;
    if (first !== undefined) anchors.set("", ids.get(first)!);
    const path = posix.normalize(file);
    for (const name of [path, path.replace(/\.[^./]+$/, "")]) if (!files.has(name)) files.set(name, anchors);
  }

  const within = (from: PolicyDocument, url: string): string | null => {
    const [, path, anchor] = /^([^?#]*)(?:#(.*))?$/s.exec(url) ?? [];
    if (path === undefined) return null;
    const folder = posix.dirname(from.file);
    const file = path === "" ? from.file : path.startsWith("/") ? path.slice(1) : posix.join(folder, decoded(path));
    const anchors = files.get(posix.normalize(file));
    const wanted = decoded(anchor ?? "");
    const id = anchors?.get(wanted) ?? anchors?.get(wanted.toLowerCase());
    return id === undefined ? null : `#${encodeURIComponent(id)}`;
  };
  return { idOf: (section) => ids.get(section)!, follow: (from, url) => outside(url) ?? within(from, url) };
}

/** A link that leaves the page, spelled in ASCII; null where it leads to anything but the web or a mailbox. */
function outside(url: string): string | null {
  if (!/^(?:https?:\/\/|mailto:)/i.test(url) || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return ["http:", "https:", "mailto:"].includes(protocol) ? href : null;
}

/** Letters, digits and what may stand between them: an id that is the same in any encoding of a link. */
function plain(anchor: string): string {
  return anchor.replaceAll(/[^\p{L}\p{N}._~/-]+/gu, "-");
}

/** Makes each name unlike those before it. */
class Names {
  private readonly used = new Map<string, number>();

  unlike(name: string): string {
    const before = this.used.get(name) ?? 0;
    this.used.set(name, before + 1);
    return before === 0 ? name : this.unlike(`${name}~${before + 1}`);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
