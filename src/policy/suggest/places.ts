import type { PolicyDocument, Sentence } from "../read/document.ts";
import type { Section } from "../read/sections.ts";
import type { Hit, Terms } from "./terms.ts";
import type { WordReader } from "./words.ts";

/** Where a term stands, seen from a sentence; the nearer, the more it says of the sentence. */
export type Place = "sentence" | "introduction" | "heading" | "above";

/** A sentence, and the terms in it and around it. */
export interface ReadSentence {
  readonly sentence: Sentence;
  /** In words. */
  readonly length: number;
  readonly hits: Readonly<Record<Place, readonly Hit[]>>;
}

/** Finds the terms of the sentences, in time that grows with the text alone: what several share is read once. */
export function* readSentences(
  documents: readonly PolicyDocument[],
  terms: Terms,
  read: WordReader,
): Generator<ReadSentence> {
  const shared = new Map<string, readonly Hit[]>();
  const hitsIn = (text: string): readonly Hit[] => {
    let hits = shared.get(text);
    if (hits === undefined) shared.set(text, (hits = terms.in(text, read(text))));
    return hits;
  };
  const above = new Map<Section | null, readonly Hit[]>([[null, []]]);
  const hitsAbove = (section: Section | null): readonly Hit[] => {
    let hits = above.get(section);
    if (hits === undefined) {
      const next = section!.above;
      above.set(section, (hits = next === null ? [] : [...hitsIn(next.name), ...hitsAbove(next)]));
    }
    return hits;
  };
  for (const { sentences } of documents) {
    let before: Sentence | null = null;
    for (const sentence of sentences) {
      const { clause, section } = sentence;
      const words = read(clause.text);
      const label: readonly Hit[] = before !== null && labels(before, sentence) ? hitsIn(before.clause.text) : [];
      yield {
        sentence,
        length: words.length,
        hits: {
          sentence: terms.in(clause.text, words),
          introduction: [...(clause.introducedBy ?? []).flatMap(hitsIn), ...label],
          heading: section === null ? [] : hitsIn(section.name),
          above: hitsAbove(section),
        },
      };
      before = sentence;
    }
  }
}

/** "**Backups.** Run them nightly": a few words that end like a sentence are the heading of what follows on the line. */
function labels({ clause: label }: Sentence, { clause }: Sentence): boolean {
  const gap = clause.column - label.column - label.text.length;
  return label.line === clause.line && gap > 0 && gap <= WIDEST_GAP && LABEL.test(label.text);
}

/** What stands between the two: marks of emphasis, and a space. */
const WIDEST_GAP = 6;
const LABEL = /^(?:\S+ ){0,4}\S+[.:]$/;
