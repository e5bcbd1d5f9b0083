import { stringify } from "yaml";
import type { Accepted, LockedClause, PolicyLock } from "../../contract/index.ts";
import { identityOf, type Sentence } from "../read/document.ts";
import { normalise, NORMALISER } from "../read/normal.ts";
import type { Where } from "./find.ts";

/** A quote with where it is looked for, as the configuration says it: what a lock knows a clause by. */
export type Quoted = Where & { readonly quote: string };

/** What was accepted, by quote and by what the sentence says. */
export class Lock {
  readonly clauses: readonly LockedClause[];
  private readonly byQuote: ReadonlyMap<string, LockedClause>;
  private readonly byHash: ReadonlyMap<string, LockedClause>;

  constructor(lock: PolicyLock | null) {
    // Another normaliser made other hashes of the same texts.
    const renew = lock !== null && lock.normaliser !== NORMALISER;
    const clauses = lock?.clauses ?? [];
    this.clauses = renew ? clauses.map((clause) => ({ ...clause, hash: hashOf(clause) })) : clauses;
    this.byQuote = new Map(this.clauses.map((clause) => [nameOf(clause), clause]));
    this.byHash = new Map(this.clauses.map((clause) => [clause.hash, clause]));
  }

  /** What was accepted under this very quote. */
  of(quoted: Quoted): LockedClause | undefined {
    return this.byQuote.get(nameOf(quoted));
  }

  /** Whether a sentence was accepted, under whatever quote. */
  ofHash(hash: string): LockedClause | undefined {
    return this.byHash.get(hash);
  }
}

/** The clause's name in the lock: the same for quotes that differ in their typesetting alone. */
export function nameOf({ quote, policy, section }: Quoted): string {
  return JSON.stringify([normalise(quote), policy ?? null, section === undefined ? null : normalise(section)]);
}

/** The hash of what stands in an entry. */
export function hashOf({ text, introducedBy }: Pick<LockedClause, "text" | "introducedBy">): string {
  return identityOf(text, introducedBy);
}

export function acceptedOf({ text, introducedBy, hash, by, at }: LockedClause): Accepted {
  return { text, ...(introducedBy === undefined ? {} : { introducedBy }), hash, by, at };
}

/** The entry for a sentence that is accepted now. */
export function lockedClause(quoted: Quoted, { clause }: Sentence, by: string, at: string): LockedClause {
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

/** The text of `policy.lock`, the clauses in the order of their names, so that changes of different people merge. */
export function lockText(clauses: readonly LockedClause[]): string {
  const sorted = clauses.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const head =
    "# The sentences of the policy that somebody accepted, as they stood then. Written by `clausewatch policy accept`;\n" +
    "# commit it, and do not edit it: a clause whose text is not the one written here is stale.\n";
  return (
    head +
    stringify({ format: 1, normaliser: NORMALISER, clauses: sorted }, { lineWidth: 120, aliasDuplicateObjects: false })
  );
}
