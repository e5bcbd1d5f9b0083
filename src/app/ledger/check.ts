import { verifyLedger, type LedgerVerdict, type NamedCheckpoint } from "../../ledger/index.ts";
import { LedgerError, MerkleTree, openCheckpoint, proofOf } from "../../ledger/index.ts";
import { ledgerCheckpoints, ledgerEntries, ledgerState, type Db } from "../../store/index.ts";
import { trustOr } from "./epochs.ts";
import type { CheckpointPlace } from "./place.ts";
import { splitCheckpoints } from "./places.ts";
import { bytesOf, ledgerRow } from "./rows.ts";

export interface VerifyRequest {
  /** Keys that are known in another way than by the store; none: the store's own are taken. */
  readonly keys: readonly string[];
  /** Checkpoints that somebody kept. */
  readonly older: readonly NamedCheckpoint[];
  readonly places: readonly CheckpointPlace[];
}

export interface StoreVerdict extends LedgerVerdict {
  /** The verifier keys by which it was verified; `given`: not those that the store names. */
  readonly keys: readonly string[];
  readonly given: boolean;
  readonly pending: number;
  /** Places outside that could not be asked, and why. */
  readonly unasked: readonly { readonly place: string; readonly what: string }[];
}

/** Verifies the ledger in the store, against its own checkpoints, those that were kept, and those of the places outside. */
export async function verifyStore(db: Db, { keys, older, places }: VerifyRequest): Promise<StoreVerdict> {
  const state = await ledgerState(db);
  if (state.end.epoch === 0 && state.keys.length === 0)
    throw new LedgerError("the store has no ledger yet: `clausewatch ledger init` begins it");
  const trust = trustOr(keys, state.keys);
  const own = (await ledgerCheckpoints(db)).map(({ epoch, size, note }) => ({
    name: epoch === 1 ? `of ${size} entries` : `of ${size} entries in epoch ${epoch}`,
    note,
  }));
  const outside: NamedCheckpoint[] = [];
  const unasked: { place: string; what: string }[] = [];
  for (const place of places) {
    if (place.read === undefined) continue;
    try {
      const notes = await place.read();
      outside.push(...notes.map((note, i) => ({ name: `${i + 1} in ${place.name}`, note })));
    } catch (error) {
      unasked.push({ place: place.name, what: (error as Error).message });
    }
  }
  const claim = { trust, checkpoints: own, older: [...older, ...outside] };
  const verdict = await verifyLedger(claim, rows(db));
  const told = keys.length > 0 ? keys : state.keys;
  return { ...verdict, keys: told, given: keys.length > 0, pending: state.pending, unasked };
}

async function* rows(db: Db) {
  for await (const row of ledgerEntries(db)) yield ledgerRow(row);
}

/** Checkpoints in a file that somebody kept: one, or several, one after the other. What else is there is one that is none. */
export function checkpointsIn(name: string, text: string): NamedCheckpoint[] {
  const notes = splitCheckpoints(text);
  const isAll = notes.join("\n").trimEnd() === text.replaceAll(/\n{3,}/g, "\n\n").trim();
  const named = notes.map((note, i) => ({ name: notes.length > 1 ? `${i + 1} in ${name}` : name, note }));
  return isAll && named.length > 0 ? named : [...named, { name, note: text }];
}

/** The tree of all entries that the last checkpoint signs, with that. Throws LedgerError where it signs another. */
export async function signedTree(db: Db, keys: readonly string[]) {
  const trust = trustOr(keys, (await ledgerState(db)).keys);
  const checkpoints = await ledgerCheckpoints(db);
  const last = checkpoints.at(-1);
  if (last === undefined)
    throw new LedgerError("no checkpoint is signed yet: `clausewatch ledger init` begins the ledger");
  const head = openCheckpoint(last.note, trust);
  const tree = new MerkleTree();
  for await (const row of ledgerEntries(db, 0, head.size)) tree.append(Buffer.from(row.leaf, "hex"));
  if (tree.size !== head.size || Buffer.compare(tree.root(), head.root) !== 0)
    throw new LedgerError(
      "the ledger is not the one that its last checkpoint signs: `clausewatch ledger verify` tells more",
    );
  return { trust, tree, head, checkpoints, note: last.note };
}

/** The proof that an entry is in the ledger, under its last checkpoint. Throws LedgerError where there is none such. */
export async function proveEntry(db: Db, index: number): Promise<string> {
  const { tree, head, note } = await signedTree(db, []);
  if (index >= head.size)
    throw new LedgerError(`there is no signed entry ${index}: the last checkpoint signs ${head.size}, from 0 on`);
  for await (const row of ledgerEntries(db, index, index + 1)) {
    const bytes = bytesOf(row);
    if (bytes === null) throw new LedgerError(`entry ${index} was deleted when its time was over`);
    return proofOf(bytes, tree, note);
  }
  throw new LedgerError(`entry ${index} is missing`);
}
