import type { Db } from "../tables.ts";

/** How many findings are open, and for how many of these a waiver holds at that time. */
export async function openCounts(db: Db, at: string): Promise<{ readonly open: number; readonly waived: number }> {
  const open = db
    .selectFrom("findings")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("state", "=", 0);
  const all = await open.executeTakeFirstOrThrow();
  const waived = await open.where("waived_until", ">", at).executeTakeFirstOrThrow();
  return { open: Number(all.count), waived: Number(waived.count) };
}
