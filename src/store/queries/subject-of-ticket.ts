import type { TrackedFinding } from "../../track/index.ts";
import { groupOf } from "../group.ts";
import type { Outbox } from "../outbox.ts";
import type { Db } from "../tables.ts";

/** The open findings that a ticket is about, where all of it was told to it; none where it is no ticket of ours. */
export async function openFindingsOfTicket(
  db: Db,
  { sink, ticket, route }: { readonly sink: string; readonly ticket: string; readonly route: Outbox["route"] },
): Promise<readonly TrackedFinding[]> {
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
  const { id, finding, check_id, account } = subject;
  if (finding === null)
    return (await groupOf(db, { id, sink, check: check_id!, account: account! }, route, Infinity)).findings;
  const rows = await db
    .selectFrom("findings")
    .select("body")
    .where("state", "=", 0)
    .where("id", "=", finding)
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as TrackedFinding);
}
