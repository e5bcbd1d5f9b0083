import { LedgerError } from "./error.ts";
import { HASH_BYTES, emptyRoot, nodeHash } from "./hash.ts";

/** The roots of the perfect subtrees that a tree of this size is made of, the largest and leftmost first. */
export interface CompactRange {
  readonly size: number;
  /** As many as the size has bits set. */
  readonly peaks: readonly Uint8Array[];
}

/**
 * A tree that grows at its end and keeps its right edge alone: at most 53 hashes, whatever its size. Appending n leaves
 * makes fewer than n node hashes; a root makes as many as there are peaks, less one.
 */
export class Appender {
  #size = 0;
  readonly #peaks: Uint8Array[] = [];

  /** Goes on from a state that was saved. Throws LedgerError where it cannot be one. */
  static from({ size, peaks }: CompactRange): Appender {
    if (!Number.isSafeInteger(size) || size < 0 || peaks.length !== bitsSet(size)) {
      throw new LedgerError(`a tree of size ${size} does not have ${peaks.length} peaks`);
    }
    if (peaks.some(({ length }) => length !== HASH_BYTES)) throw new LedgerError("a peak has not 32 bytes");
    const appender = new Appender();
    appender.#size = size;
    appender.#peaks.push(...peaks);
    return appender;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends a leaf by its hash. */
  append(leaf: Uint8Array): void {
    let node = leaf;
    // Each bit set at the low end of the size is a peak that the new leaf completes.
    for (let n = this.#size; n % 2 === 1; n = (n - 1) / 2) node = nodeHash(this.#peaks.pop()!, node);
    this.#peaks.push(node);
    this.#size++;
  }

  /** The Merkle tree hash of all leaves so far (RFC 9162, section 2.1.1). */
  root(): Uint8Array {
    let root = this.#peaks.at(-1);
    if (root === undefined) return emptyRoot();
    for (let i = this.#peaks.length - 2; i >= 0; i--) root = nodeHash(this.#peaks[i]!, root);
    return root;
  }

  /** What is to be saved, to go on later. */
  state(): CompactRange {
    return { size: this.#size, peaks: [...this.#peaks] };
  }
}

function bitsSet(size: number): number {
  let bits = 0;
  for (let n = size; n > 0; n = Math.floor(n / 2)) bits += n % 2;
  return bits;
}
