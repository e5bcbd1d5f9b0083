import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  Appender,
  LedgerError,
  MerkleTree,
  emptyRoot,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from "../../src/ledger/index.ts";

/** The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, word by word, and nothing of ours. */
class Naive {
  readonly #entries: readonly Uint8Array[];
  readonly #known = new Map<string, Buffer>();

  constructor(entries: readonly Uint8Array[]) {
    this.#entries = entries;
  }

  mth(from: number, to: number): Buffer {
    const key = `${from} ${to}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const n = to - from;
    const hash = createHash("sha256");
    if (n === 1) hash.update(Buffer.of(0)).update(this.#entries[from]!);
    if (n > 1) {
      const k = this.#split(n);
      hash
        .update(Buffer.of(1))
        .update(this.mth(from, from + k))
        .update(this.mth(from + k, to));
    }
    const root = hash.digest();
    this.#known.set(key, root);
    return root;
  }

  path(m: number, from: number, to: number): Buffer[] {
    if (to - from === 1) return [];
    const k = this.#split(to - from);
    if (m < k) return [...this.path(m, from, from + k), this.mth(from + k, to)];
    return [...this.path(m - k, from + k, to), this.mth(from, from + k)];
  }

  subproof(m: number, from: number, to: number, whole: boolean): Buffer[] {
    const n = to - from;
    if (m === n) return whole ? [] : [this.mth(from, to)];
    const k = this.#split(n);
    if (m <= k) return [...this.subproof(m, from, from + k, whole), this.mth(from + k, to)];
    return [...this.subproof(m - k, from + k, to, false), this.mth(from, from + k)];
  }

  #split(n: number): number {
    return Math.max(...[1, 2, 4, 8, 16, 32, 64, 128].filter((k) => k < n));
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const hexes = (list: readonly Uint8Array[]) => list.map(hex);
const treeOf = (entries: readonly Uint8Array[]) => MerkleTree.of(entries.map(leafHash));

describe("known answers", () => {
  // The leaves and roots by which implementations of RFC 6962 are commonly tried.
  const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const entries = leaves.map((text) => Buffer.from(text, "hex"));
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];

  test.each(roots.map((root, size) => ({ size, root })))("the root of $size leaves", ({ size, root }) => {
    expect(hex(treeOf(entries).root(size))).toBe(root);
    expect(hex(new Naive(entries).mth(0, size))).toBe(root);
    const appender = new Appender();
    for (const entry of entries.slice(0, size)) appender.append(leafHash(entry));
    expect(hex(appender.root())).toBe(root);
  });

  // The tree of seven leaves d0 to d6 that RFC 9162, section 2.1.5, draws: its nodes by their letters, hashed here.
  test("the proofs of the tree of seven leaves", () => {
    const d = [0, 1, 2, 3, 4, 5, 6].map((i) => Buffer.from(`d${i}`));
    const leaf = (i: number) => createHash("sha256").update("\0").update(d[i]!).digest();
    const node = (l: Buffer, r: Buffer) => createHash("sha256").update("\x01").update(l).update(r).digest();
    const [a, b, c, dd, e, f, j] = [leaf(0), leaf(1), leaf(2), leaf(3), leaf(4), leaf(5), leaf(6)] as Buffer[];
    const [g, h, i] = [node(a!, b!), node(c!, dd!), node(e!, f!)];
    const [k, l] = [node(g, h), node(i, j!)];
    const tree = treeOf(d);
    expect(hex(tree.root())).toBe(hex(node(k, l)));
    expect(hexes(tree.inclusionPath(0, 7))).toEqual(hexes([b!, h, l]));
    expect(hexes(tree.inclusionPath(3, 7))).toEqual(hexes([c!, g, l]));
    expect(hexes(tree.inclusionPath(4, 7))).toEqual(hexes([f!, j!, k]));
    expect(hexes(tree.inclusionPath(6, 7))).toEqual(hexes([i, k]));
    expect(hexes(tree.consistencyPath(3, 7))).toEqual(hexes([c!, dd!, g, l]));
    expect(hexes(tree.consistencyPath(4, 7))).toEqual(hexes([l]));
    expect(hexes(tree.consistencyPath(6, 7))).toEqual(hexes([i, j!, k]));
  });
});

describe("all trees up to 130 leaves", () => {
  const most = 130;
  const entries = Array.from({ length: most }, (_, i) => Buffer.from(`entry ${i}`));
  const naive = new Naive(entries);
  const tree = treeOf(entries);
  const same = (ours: readonly Uint8Array[], theirs: readonly Uint8Array[]) =>
    ours.length === theirs.length && ours.every((hash, i) => Buffer.compare(hash, theirs[i]!) === 0);
  /** The same path with one thing wrong, for each thing. */
  const spoilt = (path: readonly Uint8Array[]) => [
    [...path, emptyRoot()],
    ...(path.length === 0 ? [] : [path.slice(1), path.slice(0, -1)]),
    ...(path.length < 2 ? [] : [path.toReversed()]),
    ...path.map((hash, i) =>
      path.with(
        i,
        hash.map((byte, at) => (at === i % 32 ? byte ^ 1 : byte)),
      ),
    ),
  ];

  test("inclusion: as defined, verified, and nothing else is", () => {
    const wrong: string[] = [];
    for (let size = 1; size <= most; size++) {
      const root = naive.mth(0, size);
      for (let index = 0; index < size; index++) {
        const path = tree.inclusionPath(index, size);
        if (!same(path, naive.path(index, 0, size))) wrong.push(`path ${index} ${size}`);
        const leaf = tree.leaf(index);
        const claim = { leaf, index, size, root, path };
        if (!verifyInclusion(claim)) wrong.push(`refused ${index} ${size}`);
        const others = [index - 1, index + 1, size].map((other) => ({ ...claim, index: other }));
        if (index % 8 === 0) others.push(...spoilt(path).map((path) => ({ ...claim, path: path as Uint8Array[] })));
        if ((index + size) % 4 === 0 && others.some(verifyInclusion)) wrong.push(`accepted ${index} ${size}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("consistency: as defined, verified, and nothing else is", () => {
    const wrong: string[] = [];
    for (let second = 0; second <= most; second++) {
      const secondRoot = naive.mth(0, second);
      for (let first = 0; first <= second; first++) {
        const path = tree.consistencyPath(first, second);
        if (first > 0 && !same(path, naive.subproof(first, 0, second, true))) wrong.push(`path ${first} ${second}`);
        const claim = { first, firstRoot: naive.mth(0, first), second, secondRoot, path };
        if (!verifyConsistency(claim)) wrong.push(`refused ${first} ${second}`);
        const others = first === second ? [] : [first - 1, first + 1].map((other) => ({ ...claim, first: other }));
        others.push({ ...claim, firstRoot: Buffer.alloc(32) }, { ...claim, first: second, second: first - 1 });
        if (first % 8 === 3) others.push(...spoilt(path).map((path) => ({ ...claim, path: path as Uint8Array[] })));
        if ((first + second) % 4 === 0 && others.some(verifyConsistency)) wrong.push(`accepted ${first} ${second}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("an appender that is saved and goes on has every root", () => {
    let appender = new Appender();
    for (let size = 0; size < most; size++) {
      expect(hex(appender.root())).toBe(hex(naive.mth(0, size)));
      appender = Appender.from(structuredClone(appender.state()));
      appender.append(leafHash(entries[size]!));
    }
  });
});

describe("sizes near 2^53", () => {
  // A tree whose leaves are all alike has one node a level, so that its proofs can be written without it.
  const nodes = [leafHash(Buffer.from("same"))];
  for (let level = 1; level <= 52; level++) nodes.push(Buffer.from(treeOfTwo(nodes[level - 1]!)));
  function treeOfTwo(node: Uint8Array): Uint8Array {
    return MerkleTree.of([node, node]).root();
  }

  test("are verified", () => {
    const size = 2 ** 52;
    const claim = { leaf: nodes[0]!, size, root: nodes[52]!, path: nodes.slice(0, 52) };
    for (const index of [0, 1, 2 ** 31, 2 ** 32 + 5, size - 1]) expect(verifyInclusion({ ...claim, index })).toBe(true);
    expect(verifyInclusion({ ...claim, index: size })).toBe(false);
    expect(verifyInclusion({ ...claim, index: 0, size: size + 1 })).toBe(false);
    const consistency = {
      first: 2 ** 51,
      firstRoot: nodes[51]!,
      second: size,
      secondRoot: nodes[52]!,
      path: [nodes[51]!],
    };
    expect(verifyConsistency(consistency)).toBe(true);
    expect(verifyConsistency({ ...consistency, first: 2 ** 51 - 1 })).toBe(false);
  });

  test.each([2 ** 53, 1.5, -1, Number.NaN, Infinity])("%d is refused", (bad) => {
    const leaf = nodes[0]!;
    expect(verifyInclusion({ leaf, index: 0, size: bad, root: leaf, path: [] })).toBe(false);
    expect(verifyInclusion({ leaf, index: bad, size: 1, root: leaf, path: [] })).toBe(false);
    const roots = { firstRoot: leaf, secondRoot: leaf, path: [] };
    expect(verifyConsistency({ ...roots, first: bad, second: bad })).toBe(false);
  });
});

test("what is no tree is refused", () => {
  const tree = treeOf([Buffer.from("a")]);
  expect(() => Appender.from({ size: 3, peaks: [emptyRoot()] })).toThrow("a tree of size 3 does not have 1 peaks");
  expect(() => Appender.from({ size: 1, peaks: [Buffer.alloc(31)] })).toThrow("a peak has not 32 bytes");
  expect(() => tree.append(Buffer.alloc(31))).toThrow(LedgerError);
  expect(() => tree.leaf(1)).toThrow("there is no leaf 1");
  expect(() => tree.root(2)).toThrow("never had size 2");
  expect(() => tree.inclusionPath(1, 1)).toThrow("entry 1 is not in a tree of size 1");
  expect(() => tree.consistencyPath(2, 1)).toThrow("a tree of size 1 never had size 2");
});
