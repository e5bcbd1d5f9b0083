/**
 * `npm run forge:proofs [-- --proofs N --seed S]`: forges proofs from true ones, and asks the verifiers. A third
 * each: inclusion, consistency, and whole proof files. Size and root of the newest tree are what the verifier has from a
 * signed checkpoint; all else is the forger's. Accepted may be only what is true: the leaf that stands at the index, the
 * root that the tree had, the entry itself. Prints figures, seed and duration; a forged proof that is accepted is told,
 * and makes the exit status 1.
 */
import { parseArgs } from "node:util";
import {
  checkProof,
  proofOf,
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
} from "../src/ledger/index.ts";
import { randomBy, sampleLedger, trust } from "../test/ledger/sample.ts";

const { values } = parseArgs({
  options: { proofs: { type: "string", default: "1000000" }, seed: { type: "string" } },
});
const count = Number(values.proofs);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const random = randomBy(seed);
const below = (count: number) => Math.floor(random() * count);
const oneOf = <T>(items: readonly T[]): T => items[below(items.length)]!;
const started = performance.now();
const say = (text: string) => process.stdout.write(`${text}\n`);

const ledger = sampleLedger(1000);
const { tree, entries, checkpoints } = ledger;
const notes = checkpoints.map(({ note }) => note as string);
const roots = Array.from({ length: tree.size + 1 }, (_, size) => tree.root(size));
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const told = { accepted: 0, true: 0, refused: 0 };

/** What the verifier said of one; `isTrue` says whether what it shows is so. */
function judge(accepted: boolean, isTrue: () => boolean, what: () => unknown): void {
  if (!accepted) told.refused++;
  else if (isTrue()) told.true++;
  else {
    told.accepted++;
    say(`ACCEPTED  ${JSON.stringify(what())}`);
  }
}

function flip(bytes: Uint8Array): Buffer {
  const changed = Buffer.from(bytes);
  changed[below(changed.length)]! ^= 1 << below(8);
  return changed;
}

/** Some hash that the forger knows: of a leaf, of a tree, of a path, or none of these. */
function someHash(): Uint8Array {
  const kind = below(4);
  if (kind === 0) return tree.leaf(below(tree.size));
  if (kind === 1) return oneOf(roots);
  if (kind === 2) return oneOf(tree.inclusionPath(below(900), 900 + below(100)));
  return flip(oneOf(roots));
}

function forgePath(path: readonly Uint8Array[]): readonly Uint8Array[] {
  const at = below(path.length + 1);
  if (path.length === 0) return [someHash()];
  const i = below(path.length);
  switch (below(8)) {
    case 0:
      return path.with(i, flip(path[i]!));
    case 1:
      return path.toSpliced(i, 1);
    case 2:
      return path.toSpliced(at, 0, someHash());
    case 3:
      return path.toSpliced(at, 0, path[i]!);
    case 4:
      return path.with(i, someHash());
    case 5:
      return path.with(i, path[path.length - 1 - i]!);
    case 6:
      return path.slice(0, i);
    default:
      return path.toReversed();
  }
}

function inclusion(): void {
  const size = 1 + below(tree.size);
  const index = below(size);
  const claim: InclusionClaim = {
    leaf: tree.leaf(index),
    index,
    size,
    root: roots[size]!,
    path: tree.inclusionPath(index, size),
  };
  const forged = oneOf<() => InclusionClaim>([
    () => ({ ...claim, path: forgePath(claim.path) }),
    () => ({ ...claim, leaf: someHash() }),
    () => ({ ...claim, leaf: someHash(), path: forgePath(claim.path) }),
    // A node of the tree in place of a leaf, with the rest of the path: what the leading byte of the hashes is for.
    () => ({ ...claim, leaf: claim.path[0] ?? someHash(), path: claim.path.slice(1) }),
    () => ({ ...claim, index: below(size + 3) }),
    () => ({ ...claim, index: below(size), path: tree.inclusionPath(below(size), size) }),
    () => ({ ...claim, index: oneOf([-1, size, index + 0.5, 2 ** 53, index + 2 ** 32]) }),
    () => ({
      ...claim,
      path: tree.inclusionPath(index, Math.min(tree.size, Math.max(index + 1, size + below(9) - 4))),
    }),
  ])();
  const isTrue = () => forged.index < size && same(forged.leaf, tree.leaf(forged.index));
  judge(verifyInclusion(forged), isTrue, () => ({ inclusion: { index, size, forged } }));
}

function consistency(): void {
  const second = 2 + below(tree.size - 1);
  const first = 1 + below(second - 1);
  const claim: ConsistencyClaim = {
    first,
    firstRoot: roots[first]!,
    second,
    secondRoot: roots[second]!,
    path: tree.consistencyPath(first, second),
  };
  const other = below(second + 2);
  const forged = oneOf<() => ConsistencyClaim>([
    () => ({ ...claim, path: forgePath(claim.path) }),
    () => ({ ...claim, firstRoot: someHash() }),
    () => ({ ...claim, firstRoot: someHash(), path: forgePath(claim.path) }),
    () => ({ ...claim, first: other }),
    () => ({ ...claim, first: other, path: forgePath(claim.path) }),
    () => ({ ...claim, first: oneOf([-1, first + 0.5, 2 ** 53, first + 2 ** 32]) }),
    // The second tree given out as the first, and the other way round.
    () => ({ ...claim, firstRoot: claim.secondRoot, path: [] }),
    () => ({ ...claim, first: second, second: first, firstRoot: claim.secondRoot, secondRoot: claim.firstRoot }),
  ])();
  const isTrue = () =>
    forged.first <= forged.second &&
    same(forged.firstRoot, roots[forged.first]!) &&
    same(forged.secondRoot, roots[forged.second]!);
  judge(verifyConsistency(forged), isTrue, () => ({ consistency: { first, second, forged } }));
}

/** Proofs to forge from, under each checkpoint that has the entry. */
const proofs = Array.from({ length: 400 }, () => {
  const index = below(tree.size);
  const note = oneOf(notes.slice(Math.floor(index / 100)));
  return proofOf(entries[index]!, tree, note);
});

function file(): void {
  const proof = oneOf(proofs);
  const lines = proof.split("\n");
  const other = oneOf(proofs).split("\n");
  const i = below(lines.length);
  const forged = oneOf<() => string | Uint8Array>([
    () => flip(Buffer.from(proof)),
    () => lines.toSpliced(i, 1).join("\n"),
    () => lines.toSpliced(i, 0, lines[i]!).join("\n"),
    () => lines.with(i, oneOf(other)).join("\n"),
    () => lines.with(i, other[Math.min(i, other.length - 1)]!).join("\n"),
    () => lines.with(1, `extra ${oneOf(entries).toString("base64")}`).join("\n"),
    () => lines.with(1, `extra ${flip(Buffer.from(lines[1]!.slice(6), "base64")).toString("base64")}`).join("\n"),
    () => lines.with(2, `index ${below(tree.size)}`).join("\n"),
    () => proof.slice(0, proof.indexOf("\n\n") + 2) + oneOf(notes),
    () => other.slice(0, 3).join("\n") + proof.slice(proof.indexOf("\n", proof.indexOf("\nindex ") + 1)),
    () => lines.with(i, `${oneOf([" ", "0", "\t", "\r", "\u00a0"])}${lines[i]!}`).join("\n"),
    () => lines.with(i, `${lines[i]!}${oneOf([" ", "=", "\r", "\u0000"])}`).join("\n"),
    () => proof + oneOf(["\n", "x\n", lines.at(-2)!, `${lines.at(-2)!}\n`]),
    () => proof.replace(oneOf(["A", "a", "1", "/", "+"]), oneOf(["_", "-", "é", "b", "2"])),
  ])();
  const checked = checkProof(forged, trust);
  const isTrue = () =>
    checked.ok &&
    checked.head.epoch === 1 &&
    same(checked.head.root, roots[checked.head.size]!) &&
    Buffer.from(JSON.stringify(checked.entry)).equals(entries[checked.entry.index]!);
  judge(checked.ok, isTrue, () => forged);
}

const forgers = [inclusion, consistency, file];
for (let i = 0; i < count; i++) {
  forgers[i % forgers.length]!();
  if (i % 100_000 === 99_999) process.stderr.write(`${i + 1} proofs\n`);
}
say(`${count} proofs forged of a ledger of ${tree.size} entries: ${told.refused} refused`);
say(`${told.true} accepted that came out as what is true; ${told.accepted} accepted that are not`);
say(`seed ${seed}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = told.accepted === 0 ? 0 : 1;
