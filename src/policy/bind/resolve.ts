import type { BoundClause, LockedClause, Stale } from "../../contract/index.ts";
import type { Sentence } from "../read/document.ts";
import { pathOf } from "../read/sections.ts";
import type { Sentences } from "./find.ts";
import { ALIKE, likeness } from "./likeness.ts";
import { acceptedOf, isSamePlace, type Lock, type Quoted } from "./lock.ts";
import { noteOf, problemOf, type NotFound, type QuoteProblem } from "./quote-problem.ts";

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

/**
 * Finds the clause that is quoted. What was accepted once never stops anything again: it is found where it stands now,
 * or stale. Never does another sentence with the same words silently take the place of one that changed.
 */
export function resolve(sentences: Sentences, quoted: Quoted, lock: Lock): Resolved | QuoteProblem {
  const locked = lock.of(quoted);
  const found = search(sentences, quoted);
  if (locked === undefined) {
    if ("lacks" in found) return problemOf(sentences, quoted, found);
    const { sentence } = found;
    return { quoted, clause: sentence.clause, sentence, accepted: lock.ofSentence(sentence) !== undefined };
  }
  const { sentence, stale } = follow(sentences, quoted, locked, lock, found);
  if (sentence === null) return { quoted, clause: vanished(locked), sentence, accepted: false };
  const clause: BoundClause =
    stale === null ? sentence.clause : { ...sentence.clause, stale: { kind: stale, accepted: acceptedOf(locked) } };
  const note = "lacks" in found ? { note: noteOf(found, quoted) } : {};
  return { quoted, clause, sentence, accepted: stale === null, ...note };
}

type Found = { readonly sentence: Sentence } | NotFound;

function search(sentences: Sentences, { quote, policy, section }: Quoted): Found {
  if (!sentences.has({ policy })) return { lacks: "policy", candidates: [] };
  const candidates = sentences.findBest(quote, { policy, section });
  if (candidates.length === 1) return { sentence: candidates[0]! };
  if (candidates.length > 1) return { lacks: "one", candidates };
  const empty = section !== undefined && sentences.in({ policy, section }).length === 0;
  return { lacks: empty ? "section" : "quote", candidates };
}

interface Followed {
  /** Null where nothing takes the accepted one's place. */
  readonly sentence: Sentence | null;
  /** Null where it is the accepted one. */
  readonly stale: Stale["kind"] | null;
}

/** The sentence that the accepted one is now. */
function follow(sentences: Sentences, quoted: Quoted, locked: LockedClause, lock: Lock, found: Found): Followed {
  const { policy, section } = quoted;
  const asked = { policy, section };
  const candidates = "lacks" in found ? found.candidates : [found.sentence];
  const same = nearestPlace(candidates.length > 0 ? candidates : sentences.in(asked), locked);
  if (same !== undefined) {
    if (isHere(same, locked) || isPlaceGone(sentences, locked)) return { sentence: same, stale: null };
    const replaced = successorOf(standingWhere(sentences, locked), locked, lock, REPLACED);
    if (replaced !== undefined) return { sentence: replaced, stale: "changed" };
    return { sentence: same, stale: section === undefined ? "moved" : null };
  }
  // What alone holds the quote is what it became, however little it is like it.
  if (candidates.length === 1) return { sentence: candidates[0]!, stale: "changed" };
  const became =
    successorOf(candidates, locked, lock, ALIKE) ??
    successorOf(sentences.nearest(locked.text, asked, 20), locked, lock, ALIKE);
  if (became !== undefined) return { sentence: became, stale: "changed" };
  const elsewhere = nearestPlace(sentences.all, locked);
  // A heading that is gone was given another name; one that is there has lost its sentence.
  if (elsewhere !== undefined) return { sentence: elsewhere, stale: sentences.has(asked) ? "moved" : null };
  const farther = successorOf(sentences.nearest(locked.text, {}, 20), locked, lock, ALIKE);
  return farther === undefined ? { sentence: null, stale: "vanished" } : { sentence: farther, stale: "changed" };
}

/** The sentence with the accepted words, one that stands where they stood before others. */
function nearestPlace(candidates: readonly Sentence[], locked: LockedClause): Sentence | undefined {
  const all = candidates.filter(({ clause }) => clause.hash === locked.hash);
  return (
    all.find((sentence) => isHere(sentence, locked)) ??
    all.find(({ clause }) => clause.policy === locked.place.policy) ??
    all[0]
  );
}

/** Whether it stands under the heading under which it was accepted, or in a part of that. */
function isHere({ clause }: Sentence, { place }: LockedClause): boolean {
  return isSamePlace({ policy: clause.policy, section: clause.section.slice(0, place.section.length) }, place);
}

/** Whether the heading under which it was accepted has another name now; without a heading, whether nothing stands there. */
function isPlaceGone({ documents, all }: Sentences, { place }: LockedClause): boolean {
  if (place.section.length === 0) return !all.some(({ clause }) => isSamePlace(clause, place));
  const document = documents.find(({ id }) => id === place.policy);
  return !document?.sections.some((section) => isSamePlace({ policy: document.id, section: pathOf(section) }, place));
}

function standingWhere(sentences: Sentences, locked: LockedClause): readonly Sentence[] {
  return sentences.nearest(locked.text, { policy: locked.place.policy }, 20).filter((each) => isHere(each, locked));
}

/** More of them, where the accepted words stand elsewhere. */
const REPLACED = 0.7;
const SAME_PLACE = 0.1;

/** The sentence that the accepted one became: the one most like it, which is not itself accepted. */
function successorOf(
  candidates: readonly Sentence[],
  locked: LockedClause,
  lock: Lock,
  least: number,
): Sentence | undefined {
  const scored = candidates
    .filter(({ clause }) => !lock.hasWords(clause.hash))
    .map((sentence) => {
      const alike = likeness(sentence.clause.text, locked.text);
      return { sentence, alike, score: alike + (isHere(sentence, locked) ? SAME_PLACE : 0) };
    })
    .filter(({ alike }) => alike >= least)
    .sort((a, b) => b.score - a.score);
  return scored[0]?.sentence;
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
