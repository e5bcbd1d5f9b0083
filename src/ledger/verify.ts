import { Appender } from "./appender.ts";
import type { Trust } from "./checkpoint.ts";
import { firstOutside, readDeletionBody, type Span } from "./deletion.ts";
import { decodeEntry } from "./entry.ts";
import { EpochTrail } from "./epoch-trail.ts";
import { LedgerError, messageOf } from "./error.ts";
import { HASH_BYTES, leafHash, sameBytes } from "./hash.ts";
import { Heads, type NamedHead } from "./heads.ts";
import { skimEntry } from "./skim.ts";
import type { Fault, GivenUp, LedgerRow, LedgerVerdict, NamedCheckpoint } from "./verdict.ts";

/** What is verified against what. */
export interface LedgerClaim {
  readonly trust: Trust;
  /** The ledger's own; the newest at least. More of them narrow down where a fault is. */
  readonly checkpoints: readonly NamedCheckpoint[];
  /** Kept elsewhere: what shows a ledger that was rewritten by somebody who has the key. */
  readonly older?: readonly NamedCheckpoint[];
}

/**
 * Verifies a ledger, row by row: the form of each entry, its place and epoch, the tree, the signatures, and that each
 * checkpoint signs the tree that the entries up to its size give. It ends at the first bad entry. Entries beyond the
 * newest checkpoint are no fault: a crash may come between an entry and its signature. Memory does not grow with the
 * ledger, but for the spans of what was deleted.
 */
export async function verifyLedger(
  claim: LedgerClaim,
  rows: Iterable<LedgerRow> | AsyncIterable<LedgerRow>,
): Promise<LedgerVerdict> {
  const verification = new LedgerVerification(claim);
  // Without a promise a row, where there need be none.
  if (Symbol.iterator in rows) {
    for (const row of rows) if (!verification.add(row)) break;
  } else {
    for await (const row of rows) if (!verification.add(row)) break;
  }
  return verification.finish();
}

/** The same, for who holds the rows: `add` each until it says false, then `finish`. */
export class LedgerVerification {
  readonly #trust: Trust;
  #heads: Heads;
  #trail: EpochTrail;
  #tree = new Appender();
  /** The tree by the kept hashes, from the first row on whose hash is not the one of its bytes. */
  #suspect: { readonly index: number; readonly kept: Appender } | null = null;
  #bad: Fault[] = [];
  #givenUp: GivenUp[] = [];
  #missing: { from: number; to: number }[] = [];
  #deleted: Span[] = [];
  #compared = 0;
  /** Sizes up to which the tree is known to be what was signed. */
  #agreed = { own: 0, older: 0 };

  constructor({ trust, checkpoints, older = [] }: LedgerClaim) {
    this.#trust = trust;
    this.#heads = Heads.open(trust, checkpoints, older);
    this.#trail = new EpochTrail(trust.ledger);
  }

  /** Takes the next row. False where the first bad entry is found. */
  add({ entry, leafHash: kept }: LedgerRow): boolean {
    if (this.#bad.length > 0) return false;
    try {
      if (kept !== undefined && kept.length !== HASH_BYTES)
        throw new LedgerError("has a kept hash that has not 32 bytes");
      const leaf = entry === null ? this.#absent(kept) : this.#present(entry);
      if (kept !== undefined && this.#suspect === null && !sameBytes(leaf, kept)) {
        this.#suspect = { index: this.#tree.size, kept: Appender.from(this.#tree.state()) };
      }
      this.#suspect?.kept.append(kept ?? leaf);
      this.#tree.append(leaf);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      this.#bad.push(this.#unsettled() ?? { entry: this.#tree.size, what: messageOf(error) });
      return false;
    }
    while (this.#heads.nextSize === this.#tree.size) this.#compare(this.#heads.next());
    return this.#bad.length === 0;
  }

  /** A second verification that goes on from here, so that what comes next can be tried in several ways. */
  fork(): LedgerVerification {
    const copy = new LedgerVerification({ trust: this.#trust, checkpoints: [] });
    copy.#heads = this.#heads.fork();
    copy.#trail = this.#trail.fork();
    copy.#tree = Appender.from(this.#tree.state());
    const kept = this.#suspect && Appender.from(this.#suspect.kept.state());
    copy.#suspect = this.#suspect && { index: this.#suspect.index, kept: kept! };
    copy.#bad = [...this.#bad];
    copy.#givenUp = [...this.#givenUp];
    copy.#missing = this.#missing.map((span) => ({ ...span }));
    copy.#deleted = [...this.#deleted];
    copy.#compared = this.#compared;
    copy.#agreed = { ...this.#agreed };
    return copy;
  }

  /** No row follows. */
  finish(): LedgerVerdict {
    const { size } = this.#tree;
    const unsettled = this.#unsettled();
    if (this.#bad.length === 0 && unsettled !== null) this.#bad.push(unsettled);
    if (this.#bad.length === 0) this.#end();
    const faults = [...this.#bad, ...this.#heads.faults, ...this.#heads.forks()];
    if (faults.length === 0 && size > 0 && this.#agreed.own === 0) {
      faults.push({ entry: 0, through: size - 1, what: "is signed by no checkpoint of the ledger" });
    }
    return {
      ok: faults.length === 0,
      faults,
      size,
      root: this.#tree.root(),
      signed: this.#agreed.own,
      compared: this.#compared,
      epochs: this.#trail.spans(size),
      deleted: this.#missing.reduce((sum, { from, to }) => sum + to - from, 0),
      givenUp: this.#givenUp,
    };
  }

  #present(bytes: Uint8Array): Uint8Array {
    const head = skimEntry(bytes);
    const place = this.#tree.size;
    if (head.index !== place) throw new LedgerError(`is not there: in its place stands entry ${head.index}`);
    if (head.kind === "epoch") this.#trail.begin(decodeEntry(bytes), this.#tree.root());
    else this.#trail.follow(head);
    if (head.kind === "deletion") this.#deleted.push(...readDeletionBody(decodeEntry(bytes)).entries);
    return leafHash(bytes);
  }

  #absent(kept: Uint8Array | undefined): Uint8Array {
    if (kept === undefined) throw new LedgerError("is missing: neither its bytes nor their hash is there");
    if (this.#trail.current === 0) throw new LedgerError("begins the ledger, and was deleted");
    const place = this.#tree.size;
    const last = this.#missing.at(-1);
    if (last?.to === place) last.to++;
    else this.#missing.push({ from: place, to: place + 1 });
    return kept;
  }

  #compare(head: NamedHead): void {
    const { name, epoch, size, root, kept } = head;
    if (epoch < this.#trail.current) return this.#giveUp(head);
    if (epoch > this.#trail.current) {
      const what = `is not of epoch ${epoch}, for which checkpoint ${name} signs ${size} entries`;
      return void this.#bad.push({ entry: size - 1, checkpoint: name, what });
    }
    const fits = sameBytes(this.#tree.root(), root);
    if (fits && this.#suspect === null) {
      this.#compared++;
      this.#agreed[kept] = size;
      return;
    }
    if (this.#suspect !== null) return void this.#bad.push(this.#settle(this.#suspect, fits, head));
    const from = kept === "own" ? Math.max(this.#agreed.own, this.#agreed.older) : this.#agreed.older;
    const what =
      from === size - 1
        ? `is not what checkpoint ${name} signs`
        : `or a later one is not what checkpoint ${name} signs`;
    this.#bad.push({ entry: from, ...(from < size - 1 ? { through: size - 1 } : {}), checkpoint: name, what });
  }

  /** Which one is changed, the entry or the hash that was kept of it. */
  #settle({ index, kept }: { index: number; kept: Appender }, fits: boolean, { name, root }: NamedHead): Fault {
    if (fits)
      return { entry: index, checkpoint: name, what: `is what checkpoint ${name} signs, but its kept hash is not` };
    const what = sameBytes(kept.root(), root)
      ? `was changed: the hash that was kept of it is what checkpoint ${name} signs`
      : `or a later one was changed: it has not the hash that was kept of it, and checkpoint ${name} signs neither`;
    return { entry: index, checkpoint: name, what };
  }

  #unsettled(): Fault | null {
    if (this.#suspect === null) return null;
    return { entry: this.#suspect.index, what: "has not the hash that was kept of it" };
  }

  #giveUp({ name, epoch, size, root }: NamedHead): void {
    const { to, newest } = this.#trail.end(epoch);
    if (newest?.size === size && !sameBytes(newest.root, root)) {
      const what = `signs another tree than entry ${to} says when it gives up entries ${to} to ${size - 1} of epoch ${epoch}`;
      this.#heads.faults.push({ checkpoint: name, what });
    }
    const declared = newest !== null && newest.size >= size;
    this.#givenUp.push({ checkpoint: name, epoch, from: to, to: size, declared });
  }

  /** What can be said only when all rows were read. */
  #end(): void {
    const { size } = this.#tree;
    for (; this.#heads.nextSize < Infinity;) {
      const head = this.#heads.next();
      if (head.epoch < this.#trail.current) this.#giveUp(head);
      else {
        const what = `is missing: checkpoint ${head.name} signs ${head.size} entries of epoch ${head.epoch}, and ${size} are there`;
        this.#bad.push({ entry: size, through: head.size - 1, checkpoint: head.name, what });
      }
    }
    const untold = firstOutside(this.#missing, this.#deleted);
    if (untold !== null) this.#bad.unshift({ entry: untold, what: "has lost its bytes, and no deletion tells of it" });
  }
}
