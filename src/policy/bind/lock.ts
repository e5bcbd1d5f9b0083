import { Document, visit } from "yaml";
import type { Accepted, Clause, LockedClause, PolicyLock } from "../../contract/index.ts";
import { identityOf, type Sentence } from "../read/document.ts";
import { normalise, NORMALISER } from "../read/normal.ts";
import { partHeading } from "../read/sections.ts";
import type { Where } from "./find.ts";

/** A quote with where it is looked for, as the configuration says it: what a lock knows a clause by. */
export type Quoted = Where & { readonly quote: string };

/** What was accepted, by quote and by what the sentence says. */
export class Lock {
  /** Without those that are damaged. */
  readonly clauses: readonly LockedClause[];
  /** Which entries of the file, from 0, hold another text than was accepted: they vouch for nothing. */
  readonly damaged: readonly number[];
  private readonly byQuote: ReadonlyMap<string, LockedClause>;
  private readonly byHash: ReadonlyMap<string, readonly LockedClause[]>;

  constructor(lock: PolicyLock | null) {
    // Another normaliser made other hashes of the same texts.
    const renew = lock !== null && lock.normaliser !== NORMALISER;
    const all = lock?.clauses ?? [];
    const entries = renew ? all.map((clause) => ({ ...clause, hash: hashOf(clause) })) : all;
    this.clauses = entries.filter((clause) => hashOf(clause) === clause.hash);
    this.damaged = [...entries.keys()].filter((i) => hashOf(entries[i]!) !== entries[i]!.hash);
    this.byQuote = new Map(this.clauses.map((clause) => [nameOf(clause), clause]));
    this.byHash = Map.groupBy(this.clauses, ({ hash }) => hash);
  }

  /** What was accepted under this very quote. */
  of(quoted: Quoted): LockedClause | undefined {
    return this.byQuote.get(nameOf(quoted));
  }

  /** What was accepted of a sentence under whatever quote: the same words under another heading are another sentence. */
  ofSentence({ clause }: Sentence): LockedClause | undefined {
    return this.byHash.get(clause.hash)?.find(({ place }) => isSamePlace(clause, place));
  }

  /** Whether some sentence with these words was accepted. */
  hasWords(hash: string): boolean {
    return this.byHash.has(hash);
  }
}

/** Whether both stand in one document under the same headings, whatever their numbers. */
export function isSamePlace(a: Pick<Clause, "policy" | "section">, b: Pick<Clause, "policy" | "section">): boolean {
  return a.policy === b.policy && pathName(a.section) === pathName(b.section);
}

function pathName(section: readonly string[]): string {
  return section.map((heading) => normalise(partHeading(heading).name)).join("\n");
}

/** The clause's name in the lock: the same for quotes that differ in their typesetting alone. */
export function nameOf({ quote, policy, section }: Quoted): string {
  return JSON.stringify([normalise(quote), policy ?? null, section === undefined ? null : normalise(section)]);
}

/** The hash of what stands in an entry. */
function hashOf({ text, introducedBy }: Pick<LockedClause, "text" | "introducedBy">): string {
  return identityOf(text, introducedBy);
}

export function acceptedOf({ text, introducedBy, hash, place, by, at }: LockedClause): Accepted {
  const { file, section } = place;
  return { text, ...(introducedBy === undefined ? {} : { introducedBy }), hash, file, section, by, at };
}

/** The entry for a sentence as it stands now. */
export function lockedClause(
  quoted: Quoted,
  { clause }: Sentence,
  { by, at }: Pick<LockedClause, "by" | "at">,
): LockedClause {
  const { policy, title, version, file, section, number, introducedBy, text, hash } = clause;
  return {
    quote: quoted.quote,
    ...(quoted.policy === undefined ? {} : { policy: quoted.policy }),
    ...(quoted.section === undefined ? {} : { section: quoted.section }),
    place: { policy, title, version, file, section, ...(number === undefined ? {} : { number }) },
    ...(introducedBy === undefined ? {} : { introducedBy }),
    text,
    hash,
    by,
    at,
  };
}

/** The entry for a sentence that was accepted before, under its quote of now and in its place of now. */
export function asAccepted(quoted: Quoted, sentence: Sentence, before: LockedClause): LockedClause {
  const now = lockedClause(quoted, sentence, before);
  if (isSamePlace(now.place, before.place)) return { ...now, text: before.text, place: before.place };
  return { ...now, place: { ...now.place, version: before.place.version } };
}

/** The text of `policy.lock`, the clauses in the order of their names, so that changes of different people merge. */
export function lockText(clauses: readonly LockedClause[]): string {
  const sorted = clauses.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const head =
    "# The sentences of the policy that somebody accepted, as they stood then. Written by `clausewatch policy accept`;\n" +
    "# commit it, and do not edit it: a clause whose text is not the one written here is stale.\n";
  const options = { aliasDuplicateObjects: false } as const;
  const document = new Document({ format: 1, normaliser: NORMALISER, clauses: sorted }, options);
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && node.value.search(unseen) >= 0) node.type = "QUOTE_DOUBLE";
    },
  });
  return head + document.toString({ lineWidth: 120 }).replace(unseen, writtenOut);
}

/** What a reader of a difference would not see, or see elsewhere; line ends are YAML's. */
const unseen = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** As YAML has it between double quotes. */
function writtenOut(character: string): string {
  const point = character.codePointAt(0)!.toString(16);
  return point.length > 4 ? `\\U${point.padStart(8, "0")}` : `\\u${point.padStart(4, "0")}`;
}
