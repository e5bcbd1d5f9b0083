import type { Db } from "../tables.ts";

/**
 * Schedule → the last due time up to `latest` that a scan was made for or is being made for, ISO 8601, UTC. What was given
 * up does not count.
 */
export async function scheduledUpTo(db: Db, latest: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom("scans")
    .select(({ fn }) => ["schedule", fn.max("due").as("due")])
    .where("schedule", "is not", null)
    .where("due", "<=", latest)
    .where("state", "!=", "abandoned")
    .groupBy("schedule")
    .execute();
  return new Map(rows.map(({ schedule, due }) => [schedule!, due!]));
}

/** Of each schedule, when its last scans were finished, ISO 8601, the last first. */
export async function lastScheduled(db: Db, each: number): Promise<ReadonlyMap<string, readonly string[]>> {
  const last = new Map<string, string[]>();
  const schedules = await db
    .selectFrom("scans")
    .select("schedule")
    .distinct()
    .where("schedule", "is not", null)
    .execute();
  for (const { schedule } of schedules) {
    const rows = await db
      .selectFrom("scans")
      .select("finished")
      .where("schedule", "=", schedule)
      .where("state", "=", "done")
      .orderBy("id", "desc")
      .limit(each)
      .execute();
    last.set(
      schedule!,
      rows.map(({ finished }) => finished!),
    );
  }
  return last;
}
