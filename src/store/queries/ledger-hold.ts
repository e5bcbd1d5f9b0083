import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { StoreError } from "../error.ts";
import { fencedBy, holdValue, releaseHold, takeHold } from "../holding.ts";
import type { Db, Tx } from "../tables.ts";

/** The right to write the ledger: one process at a time has it. */
export interface LedgerHold {
  /** What the store calls the holder. */
  readonly holder: string;
}

export interface HoldOptions {
  /** A holder that wrote nothing for so long is taken to be dead, in milliseconds. Clocks of other machines play no part. */
  readonly deadAfterMs?: number;
  /** How long a living one is waited for. */
  readonly patienceMs?: number;
}

const FACT = "sequencer";
const PAUSE = 25;

/**
 * Takes the right to write the ledger, once whoever has it gave it back or died. One that was only slow finds itself
 * fenced: what it writes afterwards is refused. Throws StoreError `busy` where patience ends.
 */
export async function holdLedger(
  db: Db,
  { deadAfterMs = 5_000, patienceMs = 120_000 }: HoldOptions = {},
): Promise<LedgerHold> {
  const holder = randomUUID();
  const deadline = performance.now() + patienceMs;
  let seen = await holdValue(db, FACT);
  let since = performance.now();
  for (;;) {
    const isFree = seen === "" || performance.now() - since >= deadAfterMs;
    if (isFree && (await takeHold(db, { fact: FACT, holder }, seen))) return { holder };
    if (performance.now() > deadline) {
      throw new StoreError("busy", "another process is writing the ledger, and does not end");
    }
    if (!isFree) await setTimeout(Math.min(PAUSE, deadAfterMs));
    const now = await holdValue(db, FACT);
    if (now !== seen) since = performance.now();
    seen = now;
  }
}

/** Gives the right back; nothing happens where it is lost already. */
export async function releaseLedger(db: Db, { holder }: LedgerHold): Promise<void> {
  await releaseHold(db, { fact: FACT, holder });
}

/** In a transaction that writes the ledger, first: it goes on only for who has the right, and nobody takes it meanwhile. */
export async function fenced(tx: Tx, { holder }: LedgerHold): Promise<void> {
  await fencedBy(tx, { fact: FACT, holder }, "another process took over the ledger: this one writes nothing more");
}
