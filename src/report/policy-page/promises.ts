import type { Clause, CoverageReport, CoveredClause } from "../../contract/index.ts";
import { flagsOf, standingOf, type Flag, type Standing } from "./standing.ts";

/** A covered clause as the page shows it. */
export interface Promised {
  readonly covered: CoveredClause;
  /** Of its details; the same on every page, as long as the sentence is. */
  readonly id: string;
  readonly standing: Standing;
  readonly flags: readonly Flag[];
}

/** The covered clauses, found by the sentences of the documents. */
export class Promises {
  readonly all: readonly Promised[];
  /** What is in no document any more. */
  readonly gone: readonly Promised[];
  private readonly bySentence = new Map<string, Promised>();
  private readonly placed = new Set<Promised>();

  constructor({ clauses, gone }: CoverageReport) {
    const times = new Map<string, number>();
    const promised = (covered: CoveredClause): Promised => {
      const { hash } = covered.clause;
      const before = times.get(hash) ?? 0;
      times.set(hash, before + 1);
      const id = `c-${/[\da-f]{12}/.exec(hash)?.[0] ?? "0"}${before === 0 ? "" : `-${before + 1}`}`;
      return { covered, id, standing: standingOf(covered), flags: flagsOf(covered) };
    };
    this.all = clauses.map(promised);
    this.gone = gone.map(promised);
    for (const one of this.all) this.bySentence.set(sentenceOf(one.covered.clause), one);
  }

  of(sentence: Clause): Promised | undefined {
    return this.bySentence.get(sentenceOf(sentence));
  }

  in(sentences: readonly Clause[]): readonly Promised[] {
    return sentences.flatMap((sentence) => this.of(sentence) ?? []);
  }

  /** As `of`, once: what was placed is not placed again. */
  place(sentence: Clause): Promised | undefined {
    const promised = this.of(sentence);
    if (promised === undefined || this.placed.has(promised)) return undefined;
    this.placed.add(promised);
    return promised;
  }
}

function sentenceOf({ policy, line, column, hash }: Clause): string {
  return `${policy}:${line}:${column}:${hash}`;
}
