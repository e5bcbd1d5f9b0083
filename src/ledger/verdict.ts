import type { EpochSpan } from "./epoch.ts";

/** What the ledger's keeper holds of one entry. */
export interface LedgerRow {
  /** Null where retention deleted it; the hash is then needed. */
  readonly entry: Uint8Array | null;
  /** As it was kept beside the entry; with it, a changed entry is found exactly. */
  readonly leafHash?: Uint8Array;
}

/** A signed checkpoint, under the name by which it is told: where it came from. */
export interface NamedCheckpoint {
  readonly name: string;
  readonly note: string | Uint8Array;
}

/** Something that is wrong. Of entries, the first one is told alone, for what follows it hangs on it. */
export interface Fault {
  /** The first entry that is bad, or may be. */
  readonly entry?: number;
  /** Where it is one of several entries, and nothing says which: the last of them. */
  readonly through?: number;
  /** The checkpoint that shows it, or that is itself bad. */
  readonly checkpoint?: string;
  /** Completes the sentence that begins with the entry, or else with the checkpoint. */
  readonly what: string;
}

/** A checkpoint of an earlier epoch that had more entries than were restored from it. */
export interface GivenUp {
  readonly checkpoint: string;
  readonly epoch: number;
  /** Entries that it signed and that are not in this ledger. */
  readonly from: number;
  readonly to: number;
  /** Whether the entry that began the next epoch says that so much was given up. */
  readonly declared: boolean;
}

export interface LedgerVerdict {
  readonly ok: boolean;
  /** Those of entries first. */
  readonly faults: readonly Fault[];
  /** Entries read; where one is bad, those before it. */
  readonly size: number;
  /** The root of their tree. */
  readonly root: Uint8Array;
  /** Entries from the first that the newest of the ledger's own checkpoints signs; what follows is not yet signed. */
  readonly signed: number;
  /** Checkpoints that were compared with the tree and fit. */
  readonly compared: number;
  readonly epochs: readonly EpochSpan[];
  /** Entries whose bytes were deleted, each told by a deletion. */
  readonly deleted: number;
  /** Not faults: what was declared lost, as far as checkpoints show. */
  readonly givenUp: readonly GivenUp[];
}
