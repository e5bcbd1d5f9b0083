/**
 * A policy's text as text of HTML. What would change how the text around it is read is made visible: controls, bidi
 * overrides and isolates, lone surrogates, tag characters, piles of combining marks. What typesetters use, such as soft
 * hyphens and joiners, stays.
 */
const UNSAFE =
  /[\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|(?!\s)\p{Cc}|\p{M}(?<=\p{M}{4})/gu;

/** With what is unsafe as an escape such as `\u{202e}`; still to be escaped for HTML. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** For an element's text, and for an attribute in quotes. */
export function escape(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => REFERENCES[character]!);
}

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
