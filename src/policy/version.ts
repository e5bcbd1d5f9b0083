import { isScalar, parseDocument } from "yaml";
import type { PolicyVersion } from "../contract/index.ts";
import { sha256 } from "./normal.ts";

const DATE =
  "\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{4}|\\p{Lu}\\p{L}+\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|" +
  "\\d{1,2}(?:st|nd|rd|th)?\\.? \\p{Lu}\\p{L}+,? \\d{4}|\\p{Lu}\\p{L}+ \\d{4}";
const LAST_UPDATED = new RegExp(
  `\\b[Ll]ast (?:updated|revised|modified|changed|reviewed)(?: on)?:? (?:the )?(${DATE})(?!\\d)`,
  "u",
);

/** Which version a document is of: what it says itself, first in its front matter, else the hash of its file. */
export function versionOf(frontMatter: string | null, sentences: readonly string[], text: string): PolicyVersion {
  const declared = frontMatter === null ? null : declaredVersion(frontMatter);
  if (declared !== null) return { label: declared, from: "front matter" };
  for (const sentence of sentences) {
    const date = LAST_UPDATED.exec(sentence)?.[1];
    if (date !== undefined) return { label: date, from: "last-updated sentence" };
  }
  return { label: sha256(text).slice(0, "sha256:".length + 12), from: "file hash" };
}

/** As it is written: 1.10 is not 1.1. */
function declaredVersion(frontMatter: string): string | null {
  // Only the tree is read, so aliases are never resolved. What a generator needs beside is none of ours.
  const version = parseDocument(frontMatter, { logLevel: "silent", uniqueKeys: false }).get("version", true);
  if (!isScalar(version) || version.value === null) return null;
  const label = String(version.source ?? version.value).trim();
  return label === "" ? null : label;
}
