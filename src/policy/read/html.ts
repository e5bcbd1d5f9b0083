/**
 * The words in raw HTML. Markdown hands blocks of HTML through unread; policies that were exported from a word processor
 * keep whole sections in them. Only what tells text apart is looked at: tags, comments, and elements without text.
 */
import { decodeNamedCharacterReference } from "decode-named-character-reference";
import { decodeNumericCharacterReference } from "micromark-util-decode-numeric-character-reference";
import type { PlainText } from "./markdown.ts";

/** One run of text, ended by whatever sets it apart on the page. */
export interface HtmlText extends PlainText {
  /** 1 to 6 for the text of a heading. */
  readonly depth?: number;
  /** The `id` or `name` that a link can lead to. */
  readonly anchor?: string;
  /** It is an item of a list, or a cell of a table. */
  readonly item?: true;
}

/** Elements that stay within a line of text; any other one ends the run. */
const INLINE = words(
  "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark q samp small span strong sub sup " +
    "time tt u var wbr",
);
/** What stands in these is not shown as text. */
const WITHOUT_TEXT = words(
  "script style template noscript iframe object svg math head title textarea select del s strike",
);
const ITEMS = words("li td th dd dt");
const LISTS = words("ul ol dl table");

/** The runs of text in a piece of HTML, in order; offsets count from its start. */
export function htmlTexts(html: string): HtmlText[] {
  const runs: HtmlText[] = [];
  let text = "";
  let offsets: number[] = [];
  let depth: number | undefined;
  let anchor: string | undefined;
  let item = false;
  const end = () => {
    if (text.trim() !== "" || anchor !== undefined) {
      runs.push({
        text,
        offsets,
        ...(item ? { item: true } : {}),
        ...(depth === undefined ? {} : { depth }),
        ...(anchor === undefined ? {} : { anchor }),
      });
    }
    [text, offsets, anchor] = ["", [], undefined];
  };
  for (let at = 0; at < html.length;) {
    const tag = html[at] === "<" ? readTag(html, at) : null;
    if (tag === null) {
      const [decoded, length] = html[at] === "&" ? readReference(html, at) : [html[at]!, 1];
      for (const unit of decoded.split("")) {
        text += unit;
        offsets.push(at);
      }
      at += length;
      continue;
    }
    at = tag.end;
    if (tag.name === "") continue;
    if (WITHOUT_TEXT.has(tag.name) && !tag.closes) at = afterElement(html, tag.name, at);
    else if (tag.name === "br" || ((tag.name === "sup" || tag.name === "sub") && !tag.closes)) {
      text += tag.name === "br" ? " " : tag.name === "sup" ? "^" : "_";
      offsets.push(at - 1);
    } else if (!INLINE.has(tag.name)) {
      end();
      const level = /^h([1-6])$/.exec(tag.name)?.[1];
      depth = level === undefined || tag.closes ? undefined : Number(level);
      if (ITEMS.has(tag.name)) item = !tag.closes;
      else if (tag.closes && LISTS.has(tag.name)) item = false;
    }
    if (!tag.closes) anchor = tag.anchor ?? anchor;
  }
  end();
  return runs;
}

interface Tag {
  /** In small letters; empty for a comment or a declaration. */
  readonly name: string;
  readonly closes: boolean;
  readonly anchor: string | undefined;
  readonly end: number;
}

/** The tag, comment or declaration that begins here; null where `<` is text. */
function readTag(html: string, at: number): Tag | null {
  const nothing = (mark: string) => {
    const found = html.indexOf(mark, at + 2);
    return { name: "", closes: false, anchor: undefined, end: found === -1 ? html.length : found + mark.length };
  };
  if (html.startsWith("<!--", at)) return nothing("-->");
  if (html[at + 1] === "!" || html[at + 1] === "?") return nothing(">");
  NAME.lastIndex = at;
  const [start, slash, name] = NAME.exec(html) ?? [];
  if (start === undefined || name === undefined) return null;
  let end = at + start.length;
  let quote: string | undefined;
  for (; end < html.length && (quote !== undefined || html[end] !== ">"); end++) {
    if (quote !== undefined) quote = html[end] === quote ? undefined : quote;
    else if (html[end] === '"' || html[end] === "'") quote = html[end];
  }
  const attributes = html.slice(at + start.length, Math.min(end, at + MOST_ATTRIBUTES));
  const anchor = /(?:^|\s)(?:id|name)\s*=\s*["']?([^"'\s<>]+)/i.exec(attributes)?.[1];
  return { name: name.toLowerCase(), closes: slash === "/", anchor, end: Math.min(end + 1, html.length) };
}

const NAME = /<(\/?)([a-zA-Z][\w:-]{0,40})(?=[\s/>]|$)/y;
const MOST_ATTRIBUTES = 2000;

/** Behind the end of the element; its text is none. */
function afterElement(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}(?![\\w-])[^>]*>`, "gi");
  close.lastIndex = from;
  return close.exec(html) === null ? html.length : close.lastIndex;
}

/** A character reference and its length in the source; the `&` itself, where none begins here. */
function readReference(html: string, at: number): [string, number] {
  REFERENCE.lastIndex = at;
  const [whole, decimal, hex, name] = REFERENCE.exec(html) ?? [];
  if (whole === undefined) return ["&", 1];
  if (decimal !== undefined) return [decodeNumericCharacterReference(decimal, 10), whole.length];
  if (hex !== undefined) return [decodeNumericCharacterReference(hex, 16), whole.length];
  const decoded = decodeNamedCharacterReference(name!);
  return decoded === false ? ["&", 1] : [decoded, whole.length];
}

const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,32}));/iy;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
