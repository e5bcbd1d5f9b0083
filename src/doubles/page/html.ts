/** HTML in which every string is text, unless it was made here. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = Html | string | number | null | readonly Part[];

/** A piece of HTML; attributes in it stand in double quotes. */
export function markup(constant: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(parts.reduce<string>((source, part, i) => source + sourceOf(part) + constant[i + 1]!, constant[0]!));
}

function sourceOf(part: Part): string {
  if (part === null) return "";
  if (part instanceof Html) return part.source;
  if (typeof part === "object") return part.map(sourceOf).join("");
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
