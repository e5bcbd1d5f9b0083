import type { PolicyDocument, Sentence } from "../read/document.ts";
import { wordsOf } from "../read/markdown.ts";
import { normalise } from "../read/normal.ts";
import { partHeading, type Section } from "../read/sections.ts";

/** Where a quote is looked for; everywhere, if absent. */
export interface Where {
  /** A document's id. */
  readonly policy?: string | undefined;
  /** A heading at any depth above the sentence: its text, with or without its number, its number, or its `#anchor`. */
  readonly section?: string | undefined;
}

/** The sentences of all documents, and which words stand where: what quotes are looked up in. */
export class Sentences {
  readonly documents: readonly PolicyDocument[];
  /** In the order of the documents. */
  readonly all: readonly Sentence[];
  private index: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(documents: readonly PolicyDocument[]) {
    this.documents = documents;
    this.all = documents.flatMap(({ sentences }) => sentences);
  }

  /**
   * The sentences that hold the quote, in order. Typesetting and markup do not matter, words and case do.
   * A quote lies within one sentence.
   */
  find(quote: string, where: Where = {}): Sentence[] {
    const forms = formsOf(quote);
    const holds = (form: string) => this.candidates(form).filter((at) => this.all[at]!.normal.includes(form));
    const found = new Set(forms.flatMap(holds));
    return [...found]
      .sort((a, b) => a - b)
      .map((at) => this.all[at]!)
      .filter(this.placed(where));
  }

  /** As `find`; where the quote is the whole of some sentences, these alone. */
  findBest(quote: string, where: Where = {}): Sentence[] {
    const found = this.find(quote, where);
    const forms = found.length > 1 ? formsOf(quote) : [];
    const whole = found.filter(({ normal }) => forms.includes(normal));
    return whole.length > 0 ? whole : found;
  }

  in(where: Where): readonly Sentence[] {
    return where.policy === undefined && where.section === undefined ? this.all : this.all.filter(this.placed(where));
  }

  /** Whether there is such a document, with such a heading. */
  has({ policy, section }: Where): boolean {
    return section === undefined
      ? policy === undefined || this.documents.some(({ id }) => id === policy)
      : this.sections(policy, section).size > 0;
  }

  /** The sentences that share most words with the text, best first: half the words of the text at least. */
  nearest(text: string, where: Where = {}, count = 3): Sentence[] {
    const wanted = wordSet(text);
    const shared = new Map<number, number>();
    for (const word of wanted) for (const at of this.words().get(word) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
    const fits = this.placed(where);
    return (
      [...shared]
        .filter(([, n]) => n * 2 >= wanted.size)
        .map(([at, n]) => ({ at, sentence: this.all[at]!, n }))
        .filter(({ sentence }) => fits(sentence))
        // Of two sentences that share as many, the shorter one is nearer.
        .map(({ at, sentence, n }) => ({ at, sentence, score: n + 1 / (1 + wordSet(sentence.normal).size) }))
        .sort((a, b) => b.score - a.score || a.at - b.at)
        .slice(0, count)
        .map(({ sentence }) => sentence)
    );
  }

  /** The sentences that may hold a text: those with the rarest of its words, of which the first and last may be cut. */
  private candidates(form: string): readonly number[] {
    const whole = wordsIn(form).slice(1, -1);
    if (whole.length === 0) return [...this.all.keys()];
    const places = whole.map((word) => this.words().get(word) ?? []);
    return places.reduce((least, next) => (next.length < least.length ? next : least));
  }

  private placed({ policy, section }: Where): (sentence: Sentence) => boolean {
    const inDocument = ({ clause }: Sentence) => policy === undefined || clause.policy === policy;
    if (section === undefined) return inDocument;
    const meant = this.sections(policy, section);
    const known = new Map<Section, boolean>();
    const isIn = (at: Section | null): boolean => {
      if (at === null) return false;
      let answer = known.get(at);
      if (answer === undefined) known.set(at, (answer = meant.has(at) || isIn(at.above)));
      return answer;
    };
    return (sentence) => inDocument(sentence) && isIn(sentence.section);
  }

  /** Those that are called so in full; where there is none, those that may be meant. */
  private sections(policy: string | undefined, wanted: string): ReadonlySet<Section> {
    const all = this.documents.filter(({ id }) => policy === undefined || id === policy).flatMap((one) => one.sections);
    const called = all.filter((section) => isCalled(section, wanted));
    return new Set(called.length > 0 ? called : all.filter((section) => mayBeCalled(section, wanted)));
  }

  private words(): ReadonlyMap<string, readonly number[]> {
    if (this.index !== undefined) return this.index;
    const index = new Map<string, number[]>();
    for (const [at, { normal }] of this.all.entries()) {
      for (const word of wordSet(normal)) {
        const places = index.get(word);
        if (places === undefined) index.set(word, [at]);
        else places.push(at);
      }
    }
    this.index = index;
    return index;
  }
}

/** Whether a heading is called so in full: by its text, its number, or the anchor that it has alone. */
function isCalled({ heading, number, anchors }: Section, wanted: string): boolean {
  if (wanted.startsWith("#")) return anchors[0] === wanted.slice(1);
  return normalise(heading) === normalise(wanted) || (number !== undefined && number === wanted.replace(/^§+\s*/, ""));
}

/** Whether a heading may be meant: by its text without its number, or by another anchor. */
function mayBeCalled({ name, anchors }: Section, wanted: string): boolean {
  if (wanted.startsWith("#")) return anchors.includes(wanted.slice(1));
  return normalise(name) === normalise(partHeading(wanted).name);
}

/** The quote as it stands, and, where it was copied from the Markdown, without its markup. */
function formsOf(quote: string): string[] {
  const forms = [normalise(quote), normalise(wordsOf(quote.trim()))];
  return [...new Set(forms)].filter((form) => form !== "");
}

/** The words of normalised text, in small letters. */
export function wordsIn(normal: string): string[] {
  return normal.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function wordSet(text: string): Set<string> {
  return new Set(wordsIn(normalise(text)));
}
