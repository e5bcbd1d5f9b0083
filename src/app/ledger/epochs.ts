import { Appender, LedgerError, formatVerifierKey, trustOf } from "../../ledger/index.ts";
import type { EpochBody, Head, JsonObject, Trust } from "../../ledger/index.ts";
import { appendEntry, ledgerKeysFact, ledgerState, type Db, type LedgerEnd } from "../../store/index.ts";
import { rowOf } from "./rows.ts";
import { holding, newestHead, newestNotes, sequenceHeld, type Sequenced, type SequenceOptions } from "./sequence.ts";
import { growTo } from "./tree.ts";

/** Begins the ledger: its first epoch, and all that waits for it. Throws LedgerError where it has begun. */
export async function beginLedger({ db }: { readonly db: Db }, options: SequenceOptions): Promise<Sequenced> {
  const { signer, now } = options;
  return await holding(db, options, async (hold) => {
    const { end, keys } = await ledgerState(db);
    if (end.epoch > 0) throw new LedgerError(`the store has a ledger already, signed by ${keys.at(-1) ?? "nobody"}`);
    const ours = formatVerifierKey(signer.key);
    const body: EpochBody = { ledger: signer.key.name, reason: "the ledger begins", previous: null };
    await appendEntry(db, hold, (at) => (at.epoch === 1 ? null : epochRow(1, at, body, now)), {
      [ledgerKeysFact]: JSON.stringify([ours]),
    });
    return await sequenceHeld(db, hold, options, trustOf([ours]));
  });
}

export interface NewEpoch {
  readonly reason: string;
  /** Heads of the epoch that ends, of which somebody knows, beside those that the places outside have. */
  readonly known: readonly Head[];
}

/**
 * Declares that the ledger goes on from what is in the store, whatever was signed of the epoch before: because a backup
 * was restored, or the key is another. What that gives up stands in the entry that begins the epoch.
 */
export async function newEpoch(
  { db }: { readonly db: Db },
  { reason, known }: NewEpoch,
  options: SequenceOptions,
): Promise<Sequenced & { readonly givenUp: Head | null }> {
  const { signer, now, places } = options;
  const notes = await newestNotes(places);
  return await holding(db, options, async (hold) => {
    const { end, keys } = await ledgerState(db);
    if (end.epoch === 0) throw new LedgerError("the store has no ledger yet: `clausewatch ledger init` begins it");
    const ours = formatVerifierKey(signer.key);
    const all = [...keys.filter((key) => key !== ours), ours];
    const trust = trustOf(all);
    const givenUp = newestOf([...known, newestHead(notes, trust)], end);
    const tree = new Appender();
    await growTo(db, tree, end.position);
    const body: EpochBody = {
      ledger: signer.key.name,
      reason,
      previous: {
        epoch: end.epoch,
        size: end.position,
        root: base64(tree.root()),
        newest: givenUp === null ? null : { size: givenUp.size, root: base64(givenUp.root) },
      },
    };
    await appendEntry(db, hold, (at) => (at.epoch > end.epoch ? null : epochRow(end.epoch + 1, at, body, now)), {
      [ledgerKeysFact]: JSON.stringify(all),
    });
    return { ...(await sequenceHeld(db, hold, options, trust)), givenUp };
  });
}

/** Of those of the epoch that ends, the one with the most entries, if it has more than are there. */
function newestOf(heads: readonly (Head | null)[], { epoch, position }: LedgerEnd): Head | null {
  const later = heads.find((head) => head !== null && head.epoch > epoch);
  if (later) throw new LedgerError(`a checkpoint of epoch ${later.epoch} is known: the store is older than that`);
  let newest: Head | null = null;
  for (const head of heads) if (head?.epoch === epoch && head.size > (newest?.size ?? position)) newest = head;
  return newest;
}

function epochRow(epoch: number, { position }: LedgerEnd, body: EpochBody, now: () => Date) {
  return rowOf({
    index: position,
    epoch,
    kind: "epoch",
    time: now().toISOString(),
    body: body as unknown as JsonObject,
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Whose checkpoints are believed: the keys that were given, or else those that the store has. */
export function trustOr(given: readonly string[], stored: readonly string[]): Trust {
  return trustOf(given.length > 0 ? given : stored);
}
