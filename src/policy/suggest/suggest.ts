/** Proposes the clauses that demand a control, for a policy that nobody has bound yet. No model: words, counted. */
import type { Clause } from "../../contract/index.ts";
import type { PolicyDocument, Sentence } from "../read/document.ts";
import { normalise } from "../read/normal.ts";
import { figureReader, type Params } from "./figures.ts";
import { readSentences, type ReadSentence } from "./places.ts";
import { distinct, reasonOf } from "./reason.ts";
import { score, type Scored } from "./score.ts";
import { Terms, type Sought, type Term } from "./terms.ts";
import { wordReader } from "./words.ts";

/** A clause that may demand a control. */
export interface Suggestion {
  /** The control's id. */
  readonly control: string;
  readonly clause: Clause;
  /** Above 0, up to 1. */
  readonly score: number;
  readonly reason: string;
  /** Those of the control's vocabulary by which it was found, as they stand in the policy. */
  readonly terms: readonly string[];
  /** What the clause demands in figures, by the parameters of the control's checks. */
  readonly params: Params;
}

/** Below it a clause is not proposed. */
const LEAST = 0.4;
/** What a clause must have of the score of the best one. */
const NEAR = 0.7;
/** What remains where a sentence promises nothing. */
const MENTION = 0.6;

/**
 * The clauses that demand the controls: control after control, the best first. `promiseOf` gives the words by which a
 * sentence promises something, null where it promises nothing. The same documents give the same scores, in any order.
 */
export function suggest(
  documents: readonly PolicyDocument[],
  controls: readonly Sought[],
  promiseOf: (sentence: Sentence) => string | null,
): Suggestion[] {
  const read = wordReader();
  const terms = new Terms(controls, read);
  const speaking: ReadSentence[] = [];
  /** Of sentences that have it in their own words. */
  const counts = new Map<Term, number>();
  let total = 0;
  for (const sentence of readSentences(documents, terms, read)) {
    const { hits } = sentence;
    total += 1;
    for (const term of new Set(hits.sentence.map(({ term }) => term))) counts.set(term, (counts.get(term) ?? 0) + 1);
    if (hits.sentence.length + hits.introduction.length > 0 && demands(sentence.sentence)) speaking.push(sentence);
  }
  const rarity = (term: Term) => 1 - Math.log(counts.get(term) ?? 1) / Math.log(1 + total);

  return controls.flatMap(({ id, vocabulary }, index) => {
    const figuresOf = figureReader(vocabulary.figures);
    const candidates = speaking.flatMap((read): Candidate[] => {
      const scored = score(read, { index, sides: vocabulary.subject.length }, rarity);
      if (scored === null || scored.score < LEAST) return [];
      const promise = promiseOf(read.sentence);
      return [
        { clause: read.sentence.clause, scored, promise, score: scored.score * (promise === null ? MENTION : 1) },
      ];
    });
    const most = candidates.reduce((most, { score }) => Math.max(most, score), 0);
    return candidates
      .filter(({ score }) => score >= Math.max(LEAST, NEAR * most))
      .sort(byScore)
      .map(({ clause, score, scored, promise }) => ({
        control: id,
        clause,
        score,
        reason: reasonOf(scored, promise),
        terms: distinct(Object.values(scored.found).flat()),
        params: figuresOf([...(clause.introducedBy ?? []), clause.text].map(normalise).join(" ")),
      }));
  });
}

/** Who asks, explains a word or gives a purpose demands nothing, whatever the words. */
function demands({ clause: { text, section } }: Sentence): boolean {
  const explains = section.some((heading) => EXPLAINING.test(heading)) || PURPOSE.test(section.at(-1) ?? "");
  return !explains && !text.endsWith("?");
}

const EXPLAINING = /^[\W\d]*(?:key )?(?:definitions?|glossary|acronyms)\b/i;
const PURPOSE = /^[\W\d]*purpose\b/i;

interface Candidate {
  readonly clause: Clause;
  readonly scored: Scored;
  readonly promise: string | null;
  readonly score: number;
}

/** The best first; of equal ones as they stand in the policy. */
function byScore(a: Candidate, b: Candidate): number {
  return (
    b.score - a.score ||
    (a.clause.policy < b.clause.policy ? -1 : a.clause.policy > b.clause.policy ? 1 : 0) ||
    a.clause.line - b.clause.line ||
    a.clause.column - b.clause.column
  );
}
