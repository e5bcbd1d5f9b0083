/** The two verifiers of RFC 9162, step by step. Sizes go to 2^53, so halves are taken by arithmetic, not by shifts. */
import { HASH_BYTES, emptyRoot, nodeHash, sameBytes } from "./hash.ts";

/** That a leaf stands at a place in the tree of this size and root. */
export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** Section 2.1.3.2. */
export function verifyInclusion({ leaf, index, size, root, path }: InclusionClaim): boolean {
  if (!isCount(index) || !isCount(size) || ![leaf, root, ...path].every(isHash)) return false;
  if (index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let r = leaf;
  for (const p of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      r = nodeHash(p, r);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else r = nodeHash(r, p);
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && sameBytes(r, root);
}

/** That the tree of the second size and root has the tree of the first as its beginning. */
export interface ConsistencyClaim {
  readonly first: number;
  readonly firstRoot: Uint8Array;
  readonly second: number;
  readonly secondRoot: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * Section 2.1.4.2, which is for 0 < first < second. Beside it: trees of one size are consistent where their roots are the
 * same, and each tree begins with the empty one; the path then has no elements.
 */
export function verifyConsistency({ first, firstRoot, second, secondRoot, path }: ConsistencyClaim): boolean {
  if (!isCount(first) || !isCount(second) || ![firstRoot, secondRoot, ...path].every(isHash)) return false;
  if (first > second) return false;
  if (first === second) return path.length === 0 && sameBytes(firstRoot, secondRoot) && isTree(first, firstRoot);
  if (first === 0) return path.length === 0 && isTree(first, firstRoot);
  if (path.length === 0) return false;
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...path] : path;
  let fn = first - 1;
  let sn = second - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  let fr = start!;
  let sr = start!;
  for (const c of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else sr = nodeHash(sr, c);
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && sameBytes(fr, firstRoot) && sameBytes(sr, secondRoot);
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
const isHash = (bytes: Uint8Array) => bytes.length === HASH_BYTES;
const isOdd = (value: number) => value % 2 === 1;
const half = (value: number) => Math.floor(value / 2);

/** The empty tree has one root alone. */
const isTree = (size: number, root: Uint8Array) => size > 0 || sameBytes(root, emptyRoot());

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}
