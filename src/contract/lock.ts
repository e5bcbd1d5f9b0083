import type { Clause } from "./clause.ts";

/** What `policy.lock` holds: the sentences that somebody accepted, as they stood then. */
export interface PolicyLock {
  /** The version of the rules by which texts are made comparable. */
  readonly normaliser: number;
  readonly clauses: readonly LockedClause[];
}

/** A quoted sentence as it was accepted. `quote`, `policy` and `section` are those of the configuration. */
export interface LockedClause extends Pick<Clause, "introducedBy" | "text" | "hash"> {
  readonly quote: string;
  readonly policy?: string;
  readonly section?: string;
  /** Where it stood: for people, and to find what became of it. */
  readonly place: Pick<Clause, "policy" | "title" | "version" | "file" | "section" | "number">;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}
