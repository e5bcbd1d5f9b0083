/** Which version of itself a document says it is. */
import type { Root } from "mdast";
import { isMap, isScalar, parseDocument } from "yaml";
import type { PolicyVersion } from "../../contract/index.ts";
import { sha256 } from "./normal.ts";
import { oneLine, type Passage } from "./walk.ts";

/** The commit of a Git checkout in which a document stands as it was read. */
export interface Checkout {
  readonly commit: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface VersionRequest {
  readonly root: Root;
  readonly passages: readonly Passage[];
  /** The whole text, as it was read. */
  readonly text: string;
  readonly checkout: Checkout | undefined;
}

/**
 * The first that is there of: the front matter, a sentence that says when the document was last updated, a section about
 * its versions, the commit of its Git checkout, the hash of its file.
 */
export function versionOf({ root, passages, text, checkout }: VersionRequest): PolicyVersion {
  const declared = frontMatterVersion(root);
  if (declared !== undefined) return { label: declared, from: "front matter" };
  const updated = lastUpdated(passages);
  if (updated !== undefined) return { label: updated, from: "last-updated sentence" };
  const stated = versionSection(passages);
  if (stated !== undefined) return { label: stated, from: "version section" };
  if (checkout !== undefined) {
    return { label: `${checkout.commit.slice(0, 12)} (${checkout.date.slice(0, 10)})`, from: "Git commit" };
  }
  return { label: sha256(text).slice(0, "sha256:".length + 12), from: "file hash" };
}

/** In small letters, without what sets their words apart. */
const KEYS = ["version", "revision", "lastupdated", "updated", "effectivedate", "date"];

/** As it is written: 1.10 is not 1.1. */
function frontMatterVersion({ children: [first] }: Root): string | undefined {
  if (first?.type === "yaml") {
    // Only the tree is read, so aliases are never resolved. What a generator needs beside is none of ours.
    const { contents } = parseDocument(first.value, { logLevel: "silent", uniqueKeys: false });
    const items = isMap(contents) ? contents.items : [];
    return firstLabel((key) => {
      const value = items.find((item) => isScalar(item.key) && keyName(String(item.key.value)) === key)?.value;
      return isScalar(value) && value.value !== null ? String(value.source ?? value.value) : undefined;
    });
  }
  if ((first?.type as string | undefined) === "toml") {
    // What stands in a table is of something else.
    const [top = ""] = (first as unknown as { value: string }).value.split(/^\s*\[/m);
    return firstLabel((key) => {
      const lines = top.matchAll(/^\s*([\w-]+)\s*=\s*["']?([^"'\n#]+)/gm);
      return [...lines].find(([, name]) => keyName(name!) === key)?.[2];
    });
  }
  return undefined;
}

function keyName(key: string): string {
  return key.toLowerCase().replaceAll(/[\s_-]/g, "");
}

const LONGEST = 100;

function firstLabel(valueOf: (key: string) => string | undefined): string | undefined {
  return KEYS.map((key) => oneLine(valueOf(key) ?? "").slice(0, LONGEST)).find((label) => label !== "");
}

const DATE =
  "\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{4}|\\p{Lu}\\p{L}+\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|" +
  "\\d{1,2}(?:st|nd|rd|th)?\\.? \\p{Lu}\\p{L}+,? \\d{4}|\\p{Lu}\\p{L}+ \\d{4}";
const LAST_UPDATED = new RegExp(
  `\\b[Ll]ast (?:updated?|revised|revision|modified|changed?|reviewed|review)(?: (?:on|date))?:? (?:the )?(${DATE})(?!\\d)`,
  "u",
);

function lastUpdated(passages: readonly Passage[]): string | undefined {
  for (const { plain } of passages) {
    const text = oneLine(plain.text);
    const found = LAST_UPDATED.exec(text);
    if (found === null) continue;
    const subject = /[^.!?]*$/.exec(text.slice(0, found.index))![0];
    if (/^[\W_]*(?:date\s*)?$/i.test(subject) || OF_THE_DOCUMENT.test(subject)) return found[1];
  }
  return undefined;
}

/** What was last updated may be a password. */
const OF_THE_DOCUMENT =
  /\b(?:polic(?:y|ies)|documents?|pages?|procedures?|handbook|standard|manual|this|revision|version)\b/i;

const ABOUT_VERSIONS =
  /^(?:(?:document|policy)\s+)?(?:version|revision|change)s?(?:\s+(?:control|history|information|info|log|table))?$|^document (?:control|information|history)$/i;
const NUMBER = "v?\\d{1,4}(?:\\.\\d{1,4}){0,3}(?:-?[a-z]\\w{0,10})?";
const STATED = new RegExp(
  `^(?:(?:this|the) (?:document|policy)(?: is|:)? )?(?:current )?(?:version|revision|rev\\.)(?: (?:number|no\\.?))?(?: is)?:? (${NUMBER})(?![\\w.]*\\d)(?=\\s*(?:$|[.,;:()|–—-]))`,
  "i",
);
const ALONE = new RegExp(`^${NUMBER}$`, "i");
/** Where a document names its version before it begins. */
const PREAMBLE = 6;

/** "Version 2.3", at the top or in a section about versions; the newest row of a table there. */
function versionSection(passages: readonly Passage[]): string | undefined {
  const numbers: string[] = [];
  for (const [index, { plain, section, introducedBy }] of passages.entries()) {
    const text = oneLine(plain.text);
    const about = section !== null && ABOUT_VERSIONS.test(section.name.trim());
    if (!about && index >= PREAMBLE) continue;
    const stated = STATED.exec(text)?.[1];
    if (stated !== undefined) return stated;
    const inColumn = about && introducedBy.some((title) => /^(?:version|revision|rev\.?)$/i.test(title));
    if (about && ALONE.test(text) && (inColumn || introducedBy.length === 0)) numbers.push(text);
  }
  return numbers.reduce<string | undefined>(
    (newest, next) => (newest === undefined || isNewer(next, newest) ? next : newest),
    undefined,
  );
}

function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((label) => label.match(/\d+/g)!.map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
