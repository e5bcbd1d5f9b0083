import { setTimeout } from "node:timers/promises";
import type { Db, Tx } from "./tables.ts";

/** How long a failure that may pass is put up with, in milliseconds. */
const PATIENCE = 30_000;
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 2_000;

/**
 * Runs a transaction, again where the connection broke: whether it was committed is then unknown, so `work` must find
 * what an earlier run of it committed, and give the same answer. Again too where another process holds a database in a
 * file. Other failures are thrown as they are.
 */
export function lasting<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return patient(() => db.transaction().execute(work));
}

/** The same for what is no transaction, but can be done twice: reading, for one. */
export async function patient<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || performance.now() + pause > deadline) throw error;
      await setTimeout(pause);
    }
  }
}

/** SQLite's code for a database that another connection writes to. */
const BUSY = 5;
/** SQLSTATE classes and codes of PostgreSQL, and codes of sockets, that another attempt may not meet. */
const PASSING = /^(08...|57P0[1-5]|40001|40P01|53300|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;
/** What `pg` says where it has no code. */
const BROKEN = /connection terminated|not queryable|client was closed|connection error|timeout exceeded/i;

function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (errcode === BUSY) return true;
  return typeof code === "string" ? PASSING.test(code) : BROKEN.test(error.message);
}

/** Until the transaction ends, no other one that asks for it goes on. Whatever changes findings holds it. */
export async function lock(tx: Tx): Promise<void> {
  await tx
    .updateTable("facts")
    .set((eb) => ({ value: eb.ref("value") }))
    .where("name", "=", "lock")
    .execute();
}
