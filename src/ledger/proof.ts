/**
 * Proofs that an entry is in the ledger, which need nothing beside themselves and the verifier key: C2SP tlog-proof,
 *
 *     c2sp.org/tlog-proof@v1
 *     extra BASE64 OF THE ENTRY'S BYTES
 *     index 7
 *     BASE64 OF A HASH OF THE PATH, the leaf's sibling first; as many lines as there are
 *
 *     THE SIGNED CHECKPOINT
 */
import { fromBase64, toBase64 } from "./base64.ts";
import { openCheckpoint, parseCheckpoint, type Head, type Trust } from "./checkpoint.ts";
import { decodeEntry, type Entry } from "./entry.ts";
import { LedgerError, messageOf } from "./error.ts";
import { leafHash, sameBytes } from "./hash.ts";
import { decodeCount, decodeText } from "./text.ts";
import type { MerkleTree } from "./tree.ts";
import { verifyInclusion } from "./verify-proof.ts";

const FORMAT = "c2sp.org/tlog-proof@v1";

export type CheckedProof =
  | { readonly ok: true; readonly entry: Entry; readonly head: Head }
  | { readonly ok: false; readonly what: string };

/**
 * The proof of an entry, by its bytes, under a signed checkpoint. `tree` is the ledger's, as large as the checkpoint's or
 * larger. Throws LedgerError where the checkpoint is not of this tree, or the entry is not in it.
 */
export function proofOf(entry: Uint8Array, tree: MerkleTree, checkpoint: string): string {
  const { index } = decodeEntry(entry);
  const { size, root } = parseCheckpoint(checkpoint.slice(0, checkpoint.lastIndexOf("\n\n") + 1));
  if (!sameBytes(tree.root(size), root)) throw new LedgerError("the checkpoint is not of this tree");
  const path = tree.inclusionPath(index, size);
  if (!sameBytes(tree.leaf(index), leafHash(entry))) throw new LedgerError(`entry ${index} of the tree is another`);
  const lines = [FORMAT, `extra ${toBase64(entry)}`, `index ${index}`, ...path.map(toBase64)];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Checks a proof offline. What it shows: this entry stands at its index in the tree whose head a trusted key signed. */
export function checkProof(proof: string | Uint8Array, trust: Trust): CheckedProof {
  try {
    return { ok: true, ...check(typeof proof === "string" ? proof : decodeText(proof), trust) };
  } catch (error) {
    if (error instanceof LedgerError) return { ok: false, what: messageOf(error) };
    throw error;
  }
}

function check(proof: string, trust: Trust): { entry: Entry; head: Head } {
  const blank = proof.indexOf("\n\n");
  const [format, extra, place, ...path] = proof.slice(0, Math.max(blank, 0)).split("\n");
  if (format !== FORMAT) throw new LedgerError(`does not begin with ${FORMAT}`);
  const bytes = fromBase64(after("extra ", extra), "the entry");
  const entry = decodeEntry(bytes);
  const index = decodeCount(after("index ", place), "the index");
  if (entry.index !== index) throw new LedgerError(`proves the place ${index} for an entry that says ${entry.index}`);
  const hashes = path.map((line) => fromBase64(line, "a hash of the path"));
  const head = openCheckpoint(proof.slice(blank + 2), trust);
  if (entry.epoch > head.epoch) throw new LedgerError("has an entry of a later epoch than its checkpoint");
  if (!verifyInclusion({ leaf: leafHash(bytes), index, size: head.size, root: head.root, path: hashes })) {
    throw new LedgerError(`does not lead from entry ${index} to the root that the checkpoint signs`);
  }
  return { entry, head };
}

function after(label: string, line: string | undefined): string {
  if (!line?.startsWith(label)) throw new LedgerError(`has no line "${label}…" in its place`);
  return line.slice(label.length);
}
