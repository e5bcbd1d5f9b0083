/** Text of elements, joined from its parts as the SDK joins it. */
import { malformed } from "./malformed.ts";

/** A part of a text between markup: line breaks are as XML wants them, entities are what they stand for. */
export function part(raw: string, at: number): string {
  const text = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  return text.includes("&") ? decoded(text, at) : text;
}

/**
 * The whole text. Blank text with a line break is indentation and reads as empty: of an element without attributes
 * the whole, else each part. Null if an element with attributes has nothing else: the SDK refuses that.
 */
export function joined(parts: readonly string[], attributes: boolean): string | null {
  if (!attributes) {
    const text = parts.join("");
    return isIndentation(text) ? "" : text;
  }
  const kept = parts.filter((text) => !isIndentation(text));
  return kept.length === 0 ? null : kept.join("");
}

function isIndentation(text: string): boolean {
  return text.includes("\n") && text.trim() === "";
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const LAST_CODE_POINT = 0x10ffff;

/** The SDK drops an entity that it does not know, keeps a lone `&`, and cuts code points to 16 bits; here they are errors, or right. */
function decoded(text: string, at: number): string {
  return text.replace(
    /&(?:(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));)?/g,
    (_, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name]!;
      const code = hex === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hex, 16);
      if (!(code <= LAST_CODE_POINT)) throw malformed("an entity is not known", at);
      return String.fromCodePoint(code);
    },
  );
}
