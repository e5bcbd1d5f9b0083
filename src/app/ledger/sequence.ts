import { LedgerError, openCheckpoint, signCheckpoint, trustOf, formatVerifierKey } from "../../ledger/index.ts";
import type { Head, Signer, Trust } from "../../ledger/index.ts";
import {
  holdLedger,
  lastCheckpoint,
  ledgerState,
  releaseLedger,
  takePending,
  writeCheckpoint,
  type Db,
  type HoldOptions,
  type LedgerHold,
  type LedgerState,
} from "../../store/index.ts";
import type { CheckpointPlace } from "./place.ts";
import { entryOf } from "./rows.ts";
import { appenderOf, growTo, refuseFork, storedTree } from "./tree.ts";

export interface SequenceOptions extends HoldOptions {
  readonly signer: Signer;
  readonly places: readonly CheckpointPlace[];
  readonly now: () => Date;
  /** Told when a step is done, before the next begins. */
  readonly reached?: (step: SequenceStep) => void;
}

/** `taken`: entries have their places, and are not signed. `signed`: so is the head, and nobody outside has it. */
export type SequenceStep = "held" | "taken" | "signed" | "published";

export interface Sequenced {
  /** Entries that were given their places. */
  readonly taken: number;
  readonly head: Head;
  /** The signed checkpoint. */
  readonly note: string;
  /** Places that could not be given it; they are given the next one, which says as much. */
  readonly unpublished: readonly { readonly place: string; readonly what: string }[];
}

/**
 * Takes into the ledger what waits for it, signs the new head, and gives it to the places outside. Call it after
 * `finishScan` (or `applyNow`, `abandonScan`, `compact`), and report the scan as done only when it returned: what it
 * throws (LedgerError, StoreError, whatever the database says) means that the scan is not yet in the ledger. What waited
 * goes on waiting then, and the next call takes it. `unpublished` is a warning for people; the ledger holds the scan.
 */
export async function sequence({ db }: { readonly db: Db }, options: SequenceOptions): Promise<Sequenced> {
  const outside = await newestNotes(options.places);
  return await holding(db, options, async (hold) => {
    options.reached?.("held");
    const before = await ledgerState(db);
    const trust = trustIn(before, options.signer);
    await refuseLost(db, before, trust, outside);
    return await sequenceHeld(db, hold, options, trust);
  });
}

/** The same, for who has the right to write, and asked whether the ledger is whole. */
export async function sequenceHeld(
  db: Db,
  hold: LedgerHold,
  { signer, places, now, reached }: SequenceOptions,
  trust: Trust,
): Promise<Sequenced> {
  let taken = 0;
  for (let some = -1; some !== 0; taken += some) some = await takePending(db, hold, entryOf);
  reached?.("taken");
  const { head, note } = await signHead(db, hold, signer, trust, now);
  reached?.("signed");
  const unpublished = await publish(note, places);
  reached?.("published");
  return { taken, head, note, unpublished };
}

export async function holding<T>(db: Db, options: HoldOptions, work: (hold: LedgerHold) => Promise<T>): Promise<T> {
  const hold = await holdLedger(db, options);
  try {
    return await work(hold);
  } finally {
    // Whoever waits would find out by itself; what went wrong is told instead.
    await releaseLedger(db, hold).catch(() => undefined);
  }
}

/** Throws LedgerError where the ledger has not begun, or is signed by another key. */
function trustIn({ end, keys }: LedgerState, { key }: Signer): Trust {
  if (end.epoch === 0) throw new LedgerError("the store has no ledger yet: `clausewatch ledger init` begins it");
  const ours = formatVerifierKey(key);
  if (keys.at(-1) !== ours) {
    const advice = "use that key, or declare the new one with `clausewatch ledger new-epoch`";
    throw new LedgerError(`the ledger is signed by the key ${keys.at(-1) ?? "of nobody"}, not by ${ours}: ${advice}`);
  }
  return trustOf(keys);
}

/**
 * What the places outside have, the newest included; of one that cannot be asked, nothing. It is asked for before the
 * right to write is taken: who has that and writes nothing for some seconds is taken to be dead.
 */
export async function newestNotes(places: readonly CheckpointPlace[]): Promise<readonly string[]> {
  const ask = async (place: CheckpointPlace) => (await (place.newest ? place.newest() : place.read?.())) ?? [];
  return (await Promise.all(places.map((place) => ask(place).catch(() => [])))).flat();
}

/** The newest head among these; null where there is none. What is no checkpoint of ours says nothing. */
export function newestHead(notes: readonly string[], trust: Trust): Head | null {
  let newest: Head | null = null;
  for (const note of notes) {
    const head = opened(note, trust);
    if (head !== null && (newest === null || isNewer(head, newest))) newest = head;
  }
  return newest;
}

const isNewer = (a: Head, b: Head) => a.epoch > b.epoch || (a.epoch === b.epoch && a.size > b.size);

function opened(note: string, trust: Trust): Head | null {
  try {
    return openCheckpoint(note, trust);
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error;
  }
}

/** Before anything is written: entries that were lost are not replaced by others under the same numbers. */
async function refuseLost(db: Db, { end, tree }: LedgerState, trust: Trust, notes: readonly string[]): Promise<void> {
  const last = await lastCheckpoint(db);
  const ends = { epoch: end.epoch, size: end.position };
  if (last !== null) {
    const head = openCheckpoint(last.note, trust);
    // The common case needs no look at the entries: the tree that was kept is the one that was signed.
    const isKept = head.epoch === end.epoch && head.size === tree.size && head.size <= end.position;
    if (!isKept || Buffer.compare(appenderOf(tree).root(), head.root) !== 0) await refuseFork(db, head, ends);
    const outside = newestHead(notes, trust);
    if (outside !== null && !sameHead(outside, head)) await refuseFork(db, outside, ends);
  }
}

const sameHead = (a: Head, b: Head) => a.epoch === b.epoch && a.size === b.size && Buffer.compare(a.root, b.root) === 0;

/**
 * Signs the tree of all entries, unless it is signed. The new tree grows from the one that was signed last, so that the
 * two cannot but be consistent; and it is in the store before anybody else has it.
 */
async function signHead(
  db: Db,
  hold: LedgerHold,
  signer: Signer,
  trust: Trust,
  now: () => Date,
): Promise<{ head: Head; note: string }> {
  const { end, tree: kept } = await ledgerState(db);
  const last = await lastCheckpoint(db);
  const signed = last === null ? null : openCheckpoint(last.note, trust);
  if (signed !== null && signed.epoch === end.epoch && signed.size === end.position)
    return { head: signed, note: last!.note };
  let tree = appenderOf(kept);
  if (signed !== null && (tree.size !== signed.size || Buffer.compare(tree.root(), signed.root) !== 0)) {
    // It was restored, or lost: the entries tell.
    tree = appenderOf({ size: 0, peaks: [] });
    await growTo(db, tree, Math.min(signed.size, end.position));
    if (signed.epoch === end.epoch && Buffer.compare(tree.root(), signed.root) !== 0)
      throw new LedgerError(`the ledger is not the one of which ${signed.size} entries were signed`);
  }
  await growTo(db, tree, end.position);
  const head: Head = { epoch: end.epoch, size: tree.size, root: tree.root() };
  const note = signCheckpoint(head, signer);
  await writeCheckpoint(
    db,
    hold,
    { epoch: head.epoch, size: head.size, at: now().toISOString(), note },
    storedTree(tree),
  );
  return { head, note };
}

async function publish(note: string, places: readonly CheckpointPlace[]): Promise<Sequenced["unpublished"]> {
  const failed: { place: string; what: string }[] = [];
  for (const place of places) {
    try {
      await place.put(note);
    } catch (error) {
      failed.push({ place: place.name, what: wordsOf(error) });
    }
  }
  return failed;
}

/** `fetch` keeps what happened in the cause. */
function wordsOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
