import type { PolicyDocument, Sentence } from "../read/document.ts";
import { wordsOf } from "../read/markdown.ts";
import { normalise } from "../read/normal.ts";

/** Where a quote is looked for; everywhere, if absent. */
export interface Where {
  /** A document's id. */
  readonly policy?: string | undefined;
  /** The text of a heading, at any depth above the sentence. */
  readonly section?: string | undefined;
}

/**
 * The sentences that hold the quote, in order. Typesetting and markup do not matter, words and case do.
 * A quote lies within one sentence.
 */
export function findQuote(documents: readonly PolicyDocument[], quote: string, where: Where = {}): Sentence[] {
  const wanted = formsOf(quote);
  return sentencesIn(documents, where).filter(({ normal }) => wanted.some((form) => normal.includes(form)));
}

export function sentencesIn(documents: readonly PolicyDocument[], { policy, section }: Where): Sentence[] {
  const heading = section === undefined ? undefined : normalise(section);
  return documents
    .filter(({ id }) => policy === undefined || id === policy)
    .flatMap(({ sentences }) => sentences)
    .filter(({ clause }) => heading === undefined || clause.section.some((text) => normalise(text) === heading));
}

/** The sentences that share most words with the quote, best first. */
export function nearest(sentences: readonly Sentence[], quote: string, count = 3): Sentence[] {
  const wanted = [...wordSet(quote)];
  const scored = sentences.map((sentence) => {
    const words = wordSet(sentence.normal);
    const shared = wanted.filter((word) => words.has(word)).length;
    // Half the words of the quote must be there; of two sentences with as many, the shorter one is nearer.
    return { sentence, score: shared * 2 < wanted.length ? 0 : shared + 1 / (1 + words.size) };
  });
  return scored
    .filter(({ score }) => score >= 1)
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ sentence }) => sentence);
}

/** The quote as it stands, and, where it was copied from the Markdown, without its markup. */
function formsOf(quote: string): string[] {
  const forms = [normalise(quote), normalise(wordsOf(quote.trim()))];
  return [...new Set(forms)].filter((form) => form !== "");
}

function wordSet(text: string): Set<string> {
  return new Set(
    normalise(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu),
  );
}
