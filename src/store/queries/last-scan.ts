import type { Db } from "../tables.ts";

/** The last scan that was tracked; null where there is none. */
export async function lastScan(db: Db): Promise<{ readonly scan: number; readonly finished: string } | null> {
  const row = await db
    .selectFrom("scans")
    .select(["id", "finished"])
    .where("state", "=", "done")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { scan: row.id, finished: row.finished! };
}
