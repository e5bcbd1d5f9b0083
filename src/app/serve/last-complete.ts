import { lastScheduled, scanDetails, type Db } from "../../store/index.ts";

/** So many scans of a schedule are looked at: one whose last ones are all incomplete has long been told of. */
const LOOKED_AT = 5;

/** Schedule → when its last scan ended in which no cell was unknown, in milliseconds since 1970. */
export async function lastComplete(db: Db): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>();
  for (const [schedule, times] of await lastScheduled(db, LOOKED_AT))
    for (const finished of times) {
      if (!(await isComplete(db, finished))) continue;
      known.set(schedule, Date.parse(finished));
      break;
    }
  return known;
}

async function isComplete(db: Db, finished: string): Promise<boolean> {
  const to = new Date(Date.parse(finished) + 1).toISOString();
  for await (const { coverage } of scanDetails(db, { from: finished, to }))
    if ([...coverage.values()].some(({ cells }) => (cells["unknown"] ?? 0) > 0)) return false;
  return true;
}
