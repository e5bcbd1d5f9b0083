/** Headings as sections: their numbers, and the anchors by which links name them. */
import GithubSlugger from "github-slugger";

/** What stands under one heading. */
export interface Section {
  /** The heading as written, markup removed. */
  readonly heading: string;
  /** `17.9` of "17.9 Transmission Security". */
  readonly number?: string;
  /** The heading without its number. */
  readonly name: string;
  /** What links may call it; the first one is what a Markdown viewer makes of it. */
  readonly anchors: readonly string[];
  /** The section that it is part of; null for one at the top. */
  readonly above: Section | null;
  /** 1 to 6; more for a line in bold that serves as a heading. */
  readonly depth: number;
}

/** The headings of a section and those above it, outermost first. */
export function pathOf(section: Section | null): readonly string[] {
  const path: string[] = [];
  for (let at = section; at !== null; at = at.above) path.unshift(at.heading);
  return path;
}

/** `17.9`, `17.`, `A.1`, `§ 4`, `Section 4:`, `Appendix B`. A number or letter alone counts only with its point. */
const NUMBERED =
  /^(?:§+\s*|(?:section|sec\.|article|art\.|chapter|part|clause|appendix|annex)\s+)?((?:\d{1,3}|[A-Z](?=[.)]))(?:\.\d{1,4})*)(?:[.):]+|\s+[-–—:])?\s+(?=\S)/i;
const NAMED = /^(appendix|annex|chapter|part)\s+([A-Z]|[IVXL]+)\b[.):]?\s*(?:[-–—:]\s*)?/i;

/** Parts a heading into its number and its name. */
export function partHeading(heading: string): { readonly number?: string; readonly name: string } {
  const match = NUMBERED.exec(heading) ?? NAMED.exec(heading);
  if (match === null) return { name: heading };
  const name = heading.slice(match[0].length);
  return name === "" ? { name: heading } : { number: match[2] ?? match[1]!, name };
}

/** Makes sections of the headings of one document, in order. */
export class Sections {
  readonly all: Section[] = [];
  current: Section | null = null;
  private readonly slugger = new GithubSlugger();

  /** `explicit`: an anchor that the document itself gives the heading. */
  enter(depth: number, heading: string, explicit?: string): Section {
    let above = this.current;
    while (above !== null && above.depth >= depth) above = above.above;
    const slug = this.slugger.slug(heading);
    const anchors = [...new Set([...(explicit === undefined ? [] : [explicit]), slug, dotted(heading)])];
    const section = { heading, ...partHeading(heading), anchors, above, depth };
    this.all.push(section);
    this.current = section;
    return section;
  }
}

/** As generators make anchors that keep points: `17.9-transmission-security`. */
function dotted(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s._-]/gu, "")
    .trim()
    .replaceAll(/\s+/g, "-");
}
