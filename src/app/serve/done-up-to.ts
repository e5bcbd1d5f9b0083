import { BACK_MS } from "../../schedule/index.ts";
import { scheduledUpTo, type Db } from "../../store/index.ts";

/**
 * Schedule → the last due time that some process scanned or scans, in milliseconds since 1970. One that lies far in the
 * future, for the clock was wrong then, does not count: nothing would be scanned until that time came.
 */
export async function doneUpTo(db: Db, now: Date): Promise<ReadonlyMap<string, number>> {
  const latest = new Date(now.getTime() + BACK_MS).toISOString();
  return new Map([...(await scheduledUpTo(db, latest))].map(([schedule, due]) => [schedule, Date.parse(due)]));
}
