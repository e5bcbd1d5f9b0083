import type { Db } from "../tables.ts";

/** Schedule → the last due time that a scan was made for or is being made for, ISO 8601. What was given up does not count. */
export async function scheduledUpTo(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom("scans")
    .select(({ fn }) => ["schedule", fn.max("due").as("due")])
    .where("schedule", "is not", null)
    .where("state", "!=", "abandoned")
    .groupBy("schedule")
    .execute();
  return new Map(rows.map(({ schedule, due }) => [schedule!, due!]));
}
