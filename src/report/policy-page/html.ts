/**
 * HTML in which every string is text. What goes into a template is escaped, unless it was itself made here; so nothing
 * that a policy or AWS says becomes an element, an attribute or a handler.
 */
import { inert } from "../inert.ts";

export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = Html | string | number | null | undefined | readonly Part[];

/**
 * A piece of HTML. Attributes in it stand in double quotes. It is not called `html`: what is, formatters rewrite, and
 * close elements that are meant to stay open.
 */
export function markup(constant: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let source = constant[0]!;
  for (const [i, part] of parts.entries()) source += sourceOf(part) + constant[i + 1]!;
  return new Html(source);
}

/** HTML that was made elsewhere, and is safe. */
export function trusted(source: string): Html {
  return new Html(source);
}

/** Text of several lines, as long as it is. */
export function lines(text: string): Html {
  return new Html(
    text
      .split("\n")
      .map((line) => entities(inert(line, Infinity)))
      .join("\n"),
  );
}

function sourceOf(part: Part): string {
  if (part === null || part === undefined) return "";
  if (part instanceof Html) return part.source;
  if (typeof part === "object") return part.map(sourceOf).join("");
  return entities(inert(String(part), LONGEST));
}

/** The longest sentence that anybody reads; what is longer is cut, and says so. */
const LONGEST = 4000;

function entities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => REFERENCES[character]!);
}

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
