import { stemmer } from "stemmer";

/** A word of a text, and where it stands. */
export interface Word {
  /** Common to its inflections: `encrypt` of "encrypted" and of "Encryption". In small letters. */
  readonly stem: string;
  /** The word itself where it is written in capitals, without the s of a plural: `VPC` of "VPCs". */
  readonly capitals: string | null;
  /** Whether a comma or the like sets it apart from the word before. */
  readonly apart: boolean;
  readonly start: number;
  readonly end: number;
}

export type WordReader = (text: string) => readonly Word[];

/** Reads words, and remembers their stems: a policy has many words, and few that differ. */
export function wordReader(): WordReader {
  const stems = new Map<string, string>();
  const stemOf = (word: string): string => {
    let stem = stems.get(word);
    if (stem === undefined) stems.set(word, (stem = word.length > LONGEST ? word : stemmer(word)));
    return stem;
  };
  return (text) => {
    let before = 0;
    return [...text.matchAll(WORD)].map(({ 0: word, index }) => {
      const apart = MARK.test(text.slice(before, index));
      before = index + word.length;
      const capitals = /^\p{Lu}{2,}s?$/u.test(word) ? word.replace(/s$/, "") : null;
      return { stem: stemOf(word.toLowerCase()), capitals, apart, start: index, end: before };
    });
  };
}

const WORD = /[\p{L}\p{N}]+/gu;
const MARK = /[.,;:!?()[\]]/;
/** Nothing longer has a stem. */
const LONGEST = 40;
