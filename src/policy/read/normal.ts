import { createHash } from "node:crypto";

/** The version of `normalise`. It goes up when the same text comes out otherwise; locks say which one made them. */
export const NORMALISER = 2;

/**
 * Text in the form in which two sentences are compared: what a typesetter may change (white space, quotation marks,
 * dashes, ligatures, soft hyphens) is made equal, what an author changes (words, their case, punctuation) is kept.
 * Expects text without markup. Applying it twice changes nothing.
 */
export function normalise(text: string): string {
  return text
    .replaceAll(INVISIBLE, "")
    .replaceAll("\u00B4", "'")
    .replaceAll(/[\u2033\u2036]/g, '"')
    .replaceAll(RAISED, (digit) => `^${digit}`)
    .replaceAll(LOWERED, (digit) => `_${digit}`)
    .replaceAll(FRACTION, (fraction) => ` ${fraction}`)
    .normalize("NFKC")
    .replaceAll(PRIMES, "'")
    .replaceAll(/\s+/g, " ")
    .replaceAll(DASHES, "-")
    .replaceAll(SINGLE_QUOTES, "'")
    .replaceAll(/« | »/g, '"')
    .replaceAll(DOUBLE_QUOTES, '"')
    .trim();
}

/** Set apart from what stands before them, as the eye does: 10² is not 102, and 1½ is not 11⁄2. */
const RAISED = /[\u00B2\u00B3\u00B9\u2070\u2074-\u2079]+/g;
const LOWERED = /[\u2080-\u2089]+/g;
const FRACTION = /[\u00BC-\u00BE\u2150-\u215E\u2189]/g;
/** Zero-width characters, soft hyphens, byte order marks, marks of writing direction. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
/** A run of dashes of any length, with the spaces that some set around it: `a - b`, `a -- b`, `a—b` are the same. */
const DASHES = /(?: ?[-\u2010-\u2015\u2212])+ ?/g;
/** Those of three and four strokes have become such by NFKC. */
const PRIMES = /[\u2032\u2035]/g;
const SINGLE_QUOTES = /[\u2018-\u201B\u2039\u203A`]/g;
const DOUBLE_QUOTES = /[\u201C-\u201F\u00AB\u00BB]/g;

/** `sha256:` and the hex hash of a text. */
export function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text, "utf8").digest("hex")}`;
}
