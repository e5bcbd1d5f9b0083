import { openCheckpoint, type Head, type Trust } from "./checkpoint.ts";
import { LedgerError, messageOf } from "./error.ts";
import { emptyRoot, sameBytes } from "./hash.ts";
import type { Fault, NamedCheckpoint } from "./verdict.ts";

/** A checkpoint that is signed by a trusted key. */
export interface NamedHead extends Head {
  readonly name: string;
  /** Kept with the ledger, or, older, by somebody else. */
  readonly kept: "own" | "older";
}

/** Checkpoints, opened and in the order in which a growing tree meets them. */
export class Heads {
  readonly faults: Fault[];
  readonly #heads: readonly NamedHead[];
  #next = 0;

  private constructor(heads: readonly NamedHead[], faults: readonly Fault[]) {
    this.#heads = heads;
    this.faults = [...faults];
  }

  static open(trust: Trust, own: readonly NamedCheckpoint[], older: readonly NamedCheckpoint[]): Heads {
    const faults: Fault[] = [];
    const heads = [
      ...own.map((checkpoint) => open(trust, checkpoint, "own", faults)),
      ...older.map((checkpoint) => open(trust, checkpoint, "older", faults)),
    ].filter((head) => head !== null);
    // Of those of one size the own ones first: the sort is stable.
    return new Heads(
      heads.sort((a, b) => a.size - b.size),
      faults,
    );
  }

  fork(): Heads {
    const copy = new Heads(this.#heads, this.faults);
    copy.#next = this.#next;
    return copy;
  }

  /** The size at which the next one is to be compared. */
  get nextSize(): number {
    return this.#heads[this.#next]?.size ?? Infinity;
  }

  next(): NamedHead {
    return this.#heads[this.#next++]!;
  }

  /** Two that sign different trees for one size of one epoch: whoever has the key rewrote the ledger. */
  forks(): Fault[] {
    const first = new Map<string, NamedHead>();
    return this.#heads.flatMap((head): Fault[] => {
      const at = `${head.epoch} ${head.size}`;
      const other = first.get(at);
      if (other === undefined) first.set(at, head);
      if (other === undefined || sameBytes(other.root, head.root)) return [];
      const what = `signs another tree of size ${head.size} than checkpoint ${other.name} does: one of them was rewritten`;
      return [{ checkpoint: head.name, what }];
    });
  }
}

function open(
  trust: Trust,
  { name, note }: NamedCheckpoint,
  kept: NamedHead["kept"],
  faults: Fault[],
): NamedHead | null {
  try {
    const head = openCheckpoint(note, trust);
    if (head.size > 0) return { ...head, name, kept };
    if (head.epoch > 1 || !sameBytes(head.root, emptyRoot())) throw new LedgerError("signs an empty tree that is none");
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    faults.push({ checkpoint: name, what: messageOf(error) });
  }
  return null;
}
