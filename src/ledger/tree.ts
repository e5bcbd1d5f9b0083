import { LedgerError } from "./error.ts";
import { HASH_BYTES, emptyRoot, nodeHash } from "./hash.ts";

/**
 * A Merkle tree over entries that gives proofs, of its present size and of each that it had. It keeps the hashes of all
 * perfect subtrees, about 64 bytes an entry; a proof then costs a few hashes at its right edge.
 */
export class MerkleTree {
  #size = 0;
  /** Level → the hashes of the perfect subtrees of 2^level leaves, one after the other. */
  readonly #levels: Buffer[] = [];

  static of(leaves: Iterable<Uint8Array>): MerkleTree {
    const tree = new MerkleTree();
    for (const leaf of leaves) tree.append(leaf);
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends a leaf by its hash. */
  append(leaf: Uint8Array): void {
    if (leaf.length !== HASH_BYTES) throw new LedgerError("a leaf's hash has not 32 bytes");
    let node = leaf;
    let place = this.#size;
    let level = 0;
    this.#put(level, place, node);
    for (; place % 2 === 1; place = (place - 1) / 2) {
      node = nodeHash(this.#at(level, place - 1), node);
      this.#put(++level, (place - 1) / 2, node);
    }
    this.#size++;
  }

  leaf(index: number): Uint8Array {
    if (!(index >= 0 && index < this.#size)) throw new LedgerError(`there is no leaf ${index}`);
    return this.#at(0, index);
  }

  /** MTH(D[size]) of RFC 9162, section 2.1.1. */
  root(size: number = this.#size): Uint8Array {
    this.#hold(size);
    return size === 0 ? emptyRoot() : this.#hashOf(0, size);
  }

  /** PATH(index, D[size]) of RFC 9162, section 2.1.3.1: the leaf's sibling first. */
  inclusionPath(index: number, size: number = this.#size): Uint8Array[] {
    this.#hold(size);
    if (!(index >= 0 && index < size)) throw new LedgerError(`entry ${index} is not in a tree of size ${size}`);
    const path: Uint8Array[] = [];
    for (let [from, to] = [0, size]; to - from > 1;) {
      const middle = from + split(to - from);
      path.push(index < middle ? this.#hashOf(middle, to) : this.#hashOf(from, middle));
      if (index < middle) to = middle;
      else from = middle;
    }
    return path.toReversed();
  }

  /**
   * PROOF(first, D[second]) of RFC 9162, section 2.1.4.1; without elements where both sizes are one, or the first is 0:
   * then there is nothing to prove.
   */
  consistencyPath(first: number, second: number = this.#size): Uint8Array[] {
    this.#hold(second);
    if (!(first >= 0 && first <= second)) throw new LedgerError(`a tree of size ${second} never had size ${first}`);
    const path: Uint8Array[] = [];
    if (first === 0) return path;
    let [from, to] = [0, second];
    while (first !== to) {
      const middle = from + split(to - from);
      path.push(first <= middle ? this.#hashOf(middle, to) : this.#hashOf(from, middle));
      if (first <= middle) to = middle;
      else from = middle;
    }
    // The subtree that both share; the verifier knows it already where it is all of the first tree.
    if (from > 0) path.push(this.#hashOf(from, to));
    return path.toReversed();
  }

  #hold(size: number): void {
    if (!(size >= 0 && size <= this.#size))
      throw new LedgerError(`a tree of size ${this.#size} never had size ${size}`);
  }

  /** The hash of the leaves from one place to another; the first is where a subtree begins. */
  #hashOf(from: number, to: number): Uint8Array {
    let level = 0;
    let leaves = 1;
    for (; leaves < to - from; leaves *= 2) level++;
    if (leaves === to - from) return this.#at(level, from / leaves);
    const middle = from + leaves / 2;
    return nodeHash(this.#hashOf(from, middle), this.#hashOf(middle, to));
  }

  #at(level: number, place: number): Uint8Array {
    return this.#levels[level]!.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
  }

  #put(level: number, place: number, node: Uint8Array): void {
    const end = (place + 1) * HASH_BYTES;
    const kept = (this.#levels[level] ??= Buffer.alloc(HASH_BYTES));
    if (kept.length < end) {
      this.#levels[level] = Buffer.alloc(2 * end);
      kept.copy(this.#levels[level]);
    }
    this.#levels[level]!.set(node, place * HASH_BYTES);
  }
}

/** The largest power of two below a number from 2 on. */
function split(leaves: number): number {
  let half = 1;
  while (half * 2 < leaves) half *= 2;
  return half;
}
