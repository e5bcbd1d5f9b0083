import { openCheckpoint } from "../../ledger/index.ts";
import { lastCheckpoint, ledgerState, writeTest, type Db } from "../../store/index.ts";
import { trustOr } from "../ledger/epochs.ts";
import { appenderOf } from "../ledger/tree.ts";
import type { ScheduleState } from "./setup.ts";
import { messageOf } from "./told.ts";

/** So late may a scan begin. */
const GRACE_SECONDS = 900;

export interface ReadyRequest {
  readonly db: Db;
  readonly schedules: readonly ScheduleState[];
  /** The schedule whose scan is under way. */
  readonly scanning: string | null;
}

/** Whether all is well, part by part; null: it is. */
export async function readiness(request: ReadyRequest): Promise<Readonly<Record<string, string | null>>> {
  const { db, schedules, scanning } = request;
  const store = await storeReadiness(db);
  const ledger = store === null ? await wrong(async () => await checkHead(db)) : "the store";
  const late = schedules.filter(({ name, lateSeconds }) => name !== scanning && lateSeconds > GRACE_SECONDS);
  const schedule = late.map(({ name, lateSeconds }) => `${name} is ${Math.round(lateSeconds / 60)} minutes late`);
  return { store, ledger, schedule: schedule.length === 0 ? null : schedule.join(", ") };
}

/** Whether something can be written to the store; null: it can. */
export async function storeReadiness(db: Db): Promise<string | null> {
  return await wrong(async () => await writeTest(db));
}

/** The head that was signed last is the one of the tree that the store keeps; `ledger verify` reads all entries. */
async function checkHead(db: Db): Promise<void> {
  const { end, keys, tree } = await ledgerState(db);
  if (end.epoch === 0) return;
  const last = await lastCheckpoint(db);
  if (last === null) throw new Error("no checkpoint is signed");
  const head = openCheckpoint(last.note, trustOr([], keys));
  if (head.size > end.position) throw new Error(`${head.size} entries were signed, and ${end.position} are there`);
  if (tree.size === head.size && Buffer.compare(appenderOf(tree).root(), head.root) !== 0)
    throw new Error("the tree is not the one that was signed");
}

async function wrong(ask: () => Promise<void>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
