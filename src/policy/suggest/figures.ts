import type { Figure, FigureValue, Vocabulary } from "../../contract/index.ts";

export type Params = Readonly<Record<string, FigureValue>>;

/** Reads the figures that a text demands: parameter → value. */
export type FigureReader = (text: string) => Params;

export function figureReader(figures: Vocabulary["figures"]): FigureReader {
  const readers = Object.entries(figures).map(([name, figure]) => [name, candidatesOf(figure)] as const);
  return (text) =>
    Object.fromEntries(
      readers.flatMap(([name, candidates]) => {
        const [value = null, ...others] = new Set(candidates(text));
        // Of two nobody can tell which is demanded: the reader sets it.
        return value === null || others.length > 0 ? [] : [[name, value] as const];
      }),
    );
}

/** What a figure may be by a text; null for one that the text does not want. */
function candidatesOf(figure: Figure): (text: string) => (FigureValue | null)[] {
  if (typeof figure === "string") {
    const pattern = new RegExp(figure, "diu");
    return (text) =>
      matches(pattern, text).map(({ value, wanted }) => (wanted ? Number(value.replaceAll(",", "")) : null));
  }
  const meanings = Object.entries(figure).map(([source, value]) => [new RegExp(source, "diu"), value] as const);
  return (text) =>
    meanings.flatMap(([pattern, value]) => matches(pattern, text).map(({ wanted }) => (wanted ? value : null)));
}

/** No sentence names more figures. */
const MOST = 10;

interface Match {
  /** Of the group; of the whole, where there is none. */
  readonly value: string;
  readonly wanted: boolean;
}

/** Every match of a pattern that may begin at the text's start: what was found is covered, and it is asked again. */
function matches(pattern: RegExp, text: string): Match[] {
  const found: Match[] = [];
  for (let rest = text; found.length < MOST;) {
    const match = pattern.exec(rest);
    if (match === null) break;
    const [from, to] = match.indices![1] ?? match.indices![0]!;
    if (from === to) break;
    found.push({
      value: rest.slice(from, to),
      wanted: !UNWANTED_BEFORE.test(at(text.slice(0, from))) && !UNWANTED_AFTER.test(text.slice(to)),
    });
    rest = rest.slice(0, from) + "_".repeat(to - from) + rest.slice(to);
  }
  return found;
}

/** "Not less than" wants what it names. */
function at(before: string): string {
  return before.replaceAll(
    /\b(?:not|no|never|nor)(?: \w+){0,4} (?:less|fewer|shorter|lower|weaker|smaller|older|below|under)\b/gi,
    "",
  );
}

const UNWANTED_BEFORE =
  /\b(?:not|never|no longer|neither|nor|without|except|unless|rather than|instead of|other than|(?:less|fewer|shorter|weaker|older|lower) than|below|before)\b[^,;.:()]{0,40}$/i;
const UNWANTED_AFTER =
  /^[^,;.:()]{0,25}\b(?:is|are|was|were|be|may|must|shall|should|can|do|does|has|have)?(?: \w+)?(?: not\b|n't\b| never\b| no longer\b| (?:forbidden|prohibited|disabled|refused|rejected|deprecated|insufficient)\b)/i;
