import type { TrackedFinding } from "../../track/index.ts";
import type { Db } from "../tables.ts";

/** The open findings that a ticket is about, where all of it was told to it; none where it is no ticket of ours. */
export async function openFindingsOfTicket(db: Db, sink: string, ticket: string): Promise<readonly TrackedFinding[]> {
  const subject = await db
    .selectFrom("subjects")
    .select(["id", "kind", "finding", "check_id", "account"])
    .where("sink", "=", sink)
    .where("ticket", "=", ticket)
    .executeTakeFirst();
  if (subject === undefined || subject.kind === "rest") return [];
  const waiting = await db
    .selectFrom("deliveries")
    .select("id")
    .where("subject", "=", subject.id)
    .where("state", "in", ["waiting", "parked"])
    .limit(1)
    .executeTakeFirst();
  if (waiting !== undefined) return [];
  let query = db.selectFrom("findings").select("body").where("state", "=", 0);
  query =
    subject.finding === null
      ? query.where("check_id", "=", subject.check_id!).where("account", "=", subject.account!)
      : query.where("id", "=", subject.finding);
  return (await query.orderBy("id").execute()).map(({ body }) => JSON.parse(body) as TrackedFinding);
}
