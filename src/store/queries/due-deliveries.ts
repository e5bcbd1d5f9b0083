import type { Db } from "../tables.ts";

/** A waiting row of the outbox. */
export interface DueDelivery {
  readonly id: number;
  readonly subject: number;
}

/** No delivery waits longer for its next try, in milliseconds: a pause that is longer was made by a clock that was wrong. */
export const LONGEST_PAUSE_MS = 3_600_000;

/** What may be told to a sink now, in the order in which it was committed. `now`: ISO 8601, UTC. */
export async function dueDeliveries(
  db: Db,
  { sink, now, after, limit }: { sink: string; now: string; after: number; limit: number },
): Promise<readonly DueDelivery[]> {
  const unbelieved = new Date(Date.parse(now) + LONGEST_PAUSE_MS).toISOString();
  return await db
    .selectFrom("deliveries")
    .innerJoin("subjects", "subjects.id", "deliveries.subject")
    .select(["deliveries.id", "deliveries.subject"])
    .where("deliveries.sink", "=", sink)
    .where("deliveries.state", "=", "waiting")
    .where("deliveries.id", ">", after)
    .where("subjects.held", "=", 0)
    .where((eb) => eb.or([eb("next", "is", null), eb("next", "<=", now), eb("next", ">", unbelieved)]))
    .orderBy("deliveries.id")
    .limit(limit)
    .execute();
}

/** When the next one may be told that waits for its time; null where none does. */
export async function nextDelivery(db: Db, sink: string): Promise<string | null> {
  const row = await db
    .selectFrom("subjects")
    .innerJoin("deliveries", "deliveries.subject", "subjects.id")
    .select(({ fn }) => fn.min("next").as("next"))
    .where("deliveries.sink", "=", sink)
    .where("deliveries.state", "=", "waiting")
    .where("subjects.held", "=", 0)
    .executeTakeFirst();
  return row?.next ?? null;
}

/** Subjects of which something is open, whether or not anything waits: for who forgets what is not told again. */
export async function openSubjects(
  db: Db,
  { sink, after, limit }: { sink: string; after: number; limit: number },
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("subjects")
    .innerJoin("findings", "findings.id", "subjects.finding")
    .select("subjects.id")
    .where("subjects.sink", "=", sink)
    .where("subjects.held", "=", 0)
    .where("findings.state", "=", 0)
    .where("subjects.id", ">", after)
    .orderBy("subjects.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
