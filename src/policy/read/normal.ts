import { createHash } from "node:crypto";

/** The version of `normalise`. It goes up when the same text comes out otherwise; locks say which one made them. */
export const NORMALISER = 1;

/**
 * Text in the form in which two sentences are compared: what a typesetter may change (white space, quotation marks,
 * dashes, ligatures, soft hyphens) is made equal, what an author changes (words, their case, punctuation) is kept.
 * Expects text without markup. Applying it twice changes nothing.
 */
export function normalise(text: string): string {
  return text
    .replaceAll(INVISIBLE, "")
    .normalize("NFKC")
    .replaceAll(/\s+/g, " ")
    .replaceAll(DASHES, "-")
    .replaceAll(SINGLE_QUOTES, "'")
    .replaceAll(DOUBLE_QUOTES, '"')
    .trim();
}

/** Zero-width characters, soft hyphens, byte order marks, marks of writing direction. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
/** A run of dashes of any length, with the spaces that some set around it: `a - b`, `a -- b`, `a—b` are the same. */
const DASHES = /(?: ?[-\u2010-\u2015\u2212])+ ?/g;
const SINGLE_QUOTES = /[\u2018-\u201B\u2032\u2035\u2039\u203A`\u00B4]/g;
const DOUBLE_QUOTES = /[\u201C-\u201F\u2033\u2036\u00AB\u00BB]/g;

/** `sha256:` and the hex hash of a text. */
export function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text, "utf8").digest("hex")}`;
}
