import type { Control } from "../../contract/index.ts";
import type { Word, WordReader } from "./words.ts";

/** What suggestions ask of a control. */
export type Sought = Pick<Control, "id" | "vocabulary">;

/** A term of a control's vocabulary, by the stems of its words. */
export interface Term {
  /** Which of the controls it is of. */
  readonly control: number;
  readonly keys: readonly string[];
  /** Of the sides of the subject that it stands for: most terms have one, "TLS" is encryption and transit. */
  readonly sides: readonly number[];
  readonly typical: boolean;
  readonly foreign: boolean;
}

/** A term, found in a text. */
export interface Hit {
  readonly term: Term;
  /** Its words as they stand there. */
  readonly text: string;
}

/** The terms of all controls, by their first word. */
export class Terms {
  private readonly byKey: ReadonlyMap<string, readonly Term[]>;

  constructor(controls: readonly Sought[], read: WordReader) {
    const terms = controls.flatMap(({ vocabulary }, control) => termsOf(vocabulary, control, read));
    this.byKey = Map.groupBy(terms, ({ keys }) => keys[0]!);
  }

  /** The terms in a text. A foreign one has its words to itself: no other term of its control is found in them. */
  in(text: string, words: readonly Word[]): Hit[] {
    const found = words.flatMap(({ stem, capitals }, at) =>
      this.beginningWith(stem, capitals)
        .filter(({ keys }) => keys.every((key, i) => is(words[at + i], key) && (i === 0 || !words[at + i]!.apart)))
        .map((term) => ({ term, at, end: at + term.keys.length })),
    );
    const taken = new Set<number>();
    const places = ({ term, at, end }: (typeof found)[number]) =>
      Array.from({ length: end - at }, (_, i) => term.control * words.length + at + i);
    for (const hit of found) if (hit.term.foreign) for (const place of places(hit)) taken.add(place);
    return found
      .filter((hit) => hit.term.foreign || places(hit).every((place) => !taken.has(place)))
      .map(({ term, at, end }) => ({ term, text: text.slice(words[at]!.start, words[end - 1]!.end) }));
  }

  private beginningWith(stem: string, capitals: string | null): readonly Term[] {
    const inflected = this.byKey.get(stem) ?? [];
    const literal = capitals === null ? undefined : this.byKey.get(capitals);
    return literal === undefined ? inflected : [...inflected, ...literal];
  }
}

function is(word: Word | undefined, key: string): boolean {
  return word !== undefined && (word.stem === key || word.capitals === key);
}

/** A term that is listed twice is one with several parts. */
function termsOf({ subject, typical, foreign }: Control["vocabulary"], control: number, read: WordReader): Term[] {
  const terms = new Map<string, Term & { readonly sides: number[]; typical: boolean; foreign: boolean }>();
  const of = (text: string) => {
    const keys = read(text).map(({ stem, capitals }) => capitals ?? stem);
    const name = keys.join(" ");
    let term = terms.get(name);
    if (term === undefined) terms.set(name, (term = { control, keys, sides: [], typical: false, foreign: false }));
    return term;
  };
  for (const [side, list] of subject.entries()) {
    for (const { sides } of new Set(list.map(of))) sides.push(side);
  }
  for (const text of typical) of(text).typical = true;
  for (const text of foreign) of(text).foreign = true;
  return [...terms.values()].filter(({ keys }) => keys.length > 0);
}
