import { toBase64 } from "./base64.ts";
import type { Entry } from "./entry.ts";
import { readEpochBody, type EpochBody, type EpochSpan } from "./epoch.ts";
import { LedgerError } from "./error.ts";
import type { EntryHead } from "./skim.ts";

/** Where an epoch ended, and the newest head of it that was known then. */
interface EpochEnd {
  readonly to: number;
  readonly newest: { readonly size: number; readonly root: Uint8Array } | null;
}

/** Follows the epochs of a ledger, entry by entry. */
export class EpochTrail {
  readonly #ledger: string;
  readonly #begun: { readonly epoch: number; readonly from: number; readonly body: EpochBody }[] = [];

  constructor(ledger: string) {
    this.#ledger = ledger;
  }

  fork(): EpochTrail {
    const copy = new EpochTrail(this.#ledger);
    copy.#begun.push(...this.#begun);
    return copy;
  }

  /** 0 before the first entry. */
  get current(): number {
    return this.#begun.length;
  }

  /** An entry that begins none. Throws LedgerError where it is not of the epoch of its place. */
  follow({ epoch }: EntryHead): void {
    if (this.current === 0) throw new LedgerError("is the first, and does not begin an epoch");
    if (epoch !== this.current) throw new LedgerError(`is of epoch ${epoch} in epoch ${this.current}`);
  }

  spans(size: number): EpochSpan[] {
    return this.#begun.map(({ epoch, from }, i) => ({ epoch, from, to: this.#begun[i + 1]?.from ?? size }));
  }

  /** The end of an epoch before the current one. */
  end(epoch: number): EpochEnd {
    const { from, body } = this.#begun[epoch]!;
    const newest = body.previous?.newest ?? null;
    return { to: from, newest: newest && { size: newest.size, root: Buffer.from(newest.root, "base64") } };
  }

  /** An entry that begins one; `root` is that of the tree of all entries before it. Throws LedgerError. */
  begin(entry: Entry, root: Uint8Array): void {
    const { epoch, index } = entry;
    const body = readEpochBody(entry);
    const { ledger, previous } = body;
    if (epoch !== this.current + 1) throw new LedgerError(`begins epoch ${epoch} after epoch ${this.current}`);
    if (ledger !== this.#ledger) throw new LedgerError(`is of another ledger, "${ledger}"`);
    if ((previous === null) !== (epoch === 1)) throw new LedgerError("does not say what its epoch goes on from");
    const goesOn =
      previous === null ||
      (previous.epoch === epoch - 1 && previous.size === index && previous.root === toBase64(root));
    if (!goesOn)
      throw new LedgerError("begins an epoch that goes on from another tree than that of the entries before it");
    this.#begun.push({ epoch, from: index, body });
  }
}
