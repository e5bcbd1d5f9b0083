import type { BoundClause, LockedClause } from "../../contract/index.ts";
import type { Sentence } from "../read/document.ts";
import { type Sentences, wordsIn } from "./find.ts";
import { acceptedOf, type Lock, type Quoted } from "./lock.ts";

/** A quoted clause, found. */
export interface Resolved {
  readonly quoted: Quoted;
  /** As it stands now; as it was accepted, where nothing takes its place. Without the parameters of a binding. */
  readonly clause: BoundClause;
  /** Null where the clause vanished. */
  readonly sentence: Sentence | null;
  /** Whether exactly this sentence was accepted. */
  readonly accepted: boolean;
  /** It was found by the lock alone: what the configuration says of it holds no more. */
  readonly note?: string;
}

/** A quote that no clause was found for. */
export interface QuoteProblem {
  readonly rule: "policy-not-found" | "section-not-found" | "quote-not-found" | "quote-found-twice";
  /** Which part of the quote is wrong. */
  readonly part: "policy" | "section" | "quote";
  readonly message: string;
  readonly hint: string;
}

/**
 * Finds the clause that is quoted. What was accepted once never stops anything again: it is found where it stands now,
 * or stale.
 */
export function resolve(sentences: Sentences, quoted: Quoted, lock: Lock): Resolved | QuoteProblem {
  const locked = lock.of(quoted);
  const found = search(sentences, quoted);
  if ("sentence" in found) return resolved(quoted, found.sentence, locked, lock);
  if (locked === undefined) return problemOf(sentences, quoted, found);
  const note = noteOf(found, quoted);
  const same =
    nearestPlace(found.candidates, locked, sameAs(locked)) ?? nearestPlace(sentences.all, locked, sameAs(locked));
  if (same !== undefined) return { ...resolved(quoted, same, locked, lock), note };
  const successor = successorOf(
    found.candidates.length > 1 ? found.candidates : sentences.nearest(locked.text, {}, 20),
    locked,
    lock,
  );
  if (successor !== undefined) return { ...resolved(quoted, successor, locked, lock), note };
  return { quoted, clause: vanished(locked), sentence: null, accepted: false };
}

type Found =
  | { readonly sentence: Sentence }
  | { readonly lacks: "policy" | "section" | "quote" | "one"; readonly candidates: readonly Sentence[] };

function search(sentences: Sentences, { quote, policy, section }: Quoted): Found {
  if (policy !== undefined && !sentences.documents.some(({ id }) => id === policy))
    return { lacks: "policy", candidates: [] };
  const candidates = sentences.findBest(quote, { policy, section });
  if (candidates.length === 1) return { sentence: candidates[0]! };
  if (candidates.length > 1) return { lacks: "one", candidates };
  const empty = section !== undefined && sentences.in({ policy, section }).length === 0;
  return { lacks: empty ? "section" : "quote", candidates };
}

function resolved(quoted: Quoted, sentence: Sentence, locked: LockedClause | undefined, lock: Lock): Resolved {
  const { clause } = sentence;
  if (locked === undefined) return { quoted, clause, sentence, accepted: lock.ofHash(clause.hash) !== undefined };
  if (locked.hash === clause.hash) return { quoted, clause, sentence, accepted: true };
  const stale = { kind: "changed", accepted: acceptedOf(locked) } as const;
  return { quoted, clause: { ...clause, stale }, sentence, accepted: false };
}

function sameAs({ hash }: LockedClause): (sentence: Sentence) => boolean {
  return ({ clause }) => clause.hash === hash;
}

/** The first that fits, one that stands where the locked one stood before others. */
function nearestPlace(
  candidates: readonly Sentence[],
  { place }: LockedClause,
  fits: (sentence: Sentence) => boolean,
): Sentence | undefined {
  const all = candidates.filter(fits);
  const here = all.filter(({ clause }) => clause.file === place.file);
  return here.find(({ clause }) => clause.section.at(-1) === place.section.at(-1)) ?? here[0] ?? all[0];
}

/** Half of the words of both must be the same for one sentence to be what became of the other. */
const ALIKE = 0.5;
const SAME_PLACE = 0.1;

/** The sentence that the accepted one became: the one most like it, which is not itself accepted. */
function successorOf(candidates: readonly Sentence[], locked: LockedClause, lock: Lock): Sentence | undefined {
  const scored = candidates
    .filter(({ clause }) => lock.ofHash(clause.hash) === undefined)
    .map((sentence) => {
      const { file, section, text } = sentence.clause;
      const here = file === locked.place.file && section.at(-1) === locked.place.section.at(-1);
      return { sentence, alike: likeness(text, locked.text), place: here ? SAME_PLACE : 0 };
    })
    .filter(({ alike }) => alike >= ALIKE)
    .sort((a, b) => b.alike + b.place - a.alike - a.place);
  return scored[0]?.sentence;
}

/** Dice's coefficient of the words. */
function likeness(a: string, b: string): number {
  const [left, right] = [new Set(wordsIn(a)), new Set(wordsIn(b))];
  return (2 * left.intersection(right).size) / Math.max(1, left.size + right.size);
}

function vanished(locked: LockedClause): BoundClause {
  const { place, introducedBy, text, hash } = locked;
  return {
    ...place,
    link: place.file,
    line: 1,
    column: 1,
    ...(introducedBy === undefined ? {} : { introducedBy }),
    text,
    hash,
    stale: { kind: "vanished", accepted: acceptedOf(locked) },
  };
}

/** Why the quote did not lead to the sentence that the lock led to. */
function noteOf(found: Exclude<Found, { sentence: Sentence }>, { quote, policy, section }: Quoted): string {
  switch (found.lacks) {
    case "policy":
      return `there is no policy ${show(policy ?? "")} any more`;
    case "section":
      return `there is no heading ${show(section ?? "")} any more`;
    case "quote":
      return `the sentence does not hold the quote ${show(quote)} any more`;
    case "one":
      return `${found.candidates.length} sentences hold the quote ${show(quote)} now`;
  }
}

function problemOf(
  sentences: Sentences,
  { quote, policy, section }: Quoted,
  { lacks, candidates }: Exclude<Found, { sentence: Sentence }>,
): QuoteProblem {
  const text = sentences.all.length > 0;
  switch (lacks) {
    case "policy": {
      const known = sentences.documents.map(({ id }) => show(id)).join(", ");
      const hint = known === "" ? NO_POLICY : `The policies are: ${known}.`;
      return { rule: "policy-not-found", part: "policy", message: `there is no policy ${show(policy ?? "")}`, hint };
    }
    case "section": {
      const headings = new Set(sentences.in({ policy }).flatMap(({ clause }) => clause.section));
      const hint = headings.size === 0 ? NO_POLICY : `The headings are: ${listed([...headings].map(show))}.`;
      const message = `no policy has text under a heading ${show(section ?? "")}`;
      return { rule: "section-not-found", part: "section", message, hint };
    }
    case "quote": {
      const near = sentences.nearest(quote, { policy, section });
      const nearest = near.length === 0 ? ONE_SENTENCE : `Nearest: ${near.map(cited).join("; ")}.`;
      const message = `no sentence of the policy holds the quote ${show(quote)}`;
      return { rule: "quote-not-found", part: "quote", message, hint: text ? nearest : NO_POLICY };
    }
    case "one": {
      const message = `${candidates.length} sentences of the policy hold the quote ${show(quote)}`;
      const hint = `Quote more of one, or add its section or policy: ${listed(candidates.map(cited), 3, "; ")}.`;
      return { rule: "quote-found-twice", part: "quote", message, hint };
    }
  }
}

const NO_POLICY = "No policy has text: name your documents under policies.";
const ONE_SENTENCE = "Quote a part of one sentence, as it stands in the policy.";

function listed(items: readonly string[], most = 30, separator = ", "): string {
  return items.slice(0, most).join(separator) + (items.length > most ? `${separator}…` : "");
}

function cited({ clause: { file, line, column, text, section } }: Sentence): string {
  const under = section.at(-1);
  return `${file}:${line}:${column}${under === undefined ? "" : ` under ${show(under)}`}: ${show(text)}`;
}

/** In quotes, on one line, with control characters escaped, not longer than a reader wants it. */
function show(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
