import type { Db } from "./tables.ts";

/** Finding → where people look at the ticket that another sink has of it: its own rather than that of a group, the oldest. */
export async function ticketsOf(
  db: Db,
  sink: string,
  findings: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (findings.length === 0) return new Map();
  const ofOthers = () => db.selectFrom("subjects").where("subjects.sink", "<>", sink).where("url", "is not", null);
  const own = await ofOthers()
    .select(["subjects.finding", "url"])
    .where("subjects.finding", "in", findings)
    .orderBy("subjects.id", "desc")
    .execute();
  const ofGroups = await ofOthers()
    .innerJoin("deliveries", "deliveries.subject", "subjects.id")
    .innerJoin("changes", "changes.id", "deliveries.change")
    .select(["changes.finding", "url", "subjects.id"])
    .distinct()
    .where("subjects.kind", "=", "group")
    .where("changes.finding", "in", findings)
    .orderBy("subjects.id", "desc")
    .execute();
  // The later one of two counts.
  return new Map(
    [...ofGroups, ...own].flatMap(({ finding, url }) => (finding === null || !url ? [] : [[finding, url]])),
  );
}
