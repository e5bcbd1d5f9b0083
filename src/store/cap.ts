/** What a cap on new tickets holds back. */
import { sql } from "kysely";
import { digestOf } from "./column.ts";
import type { Tx } from "./tables.ts";

/** Rows of one statement. */
export const AT_ONCE = 200;

/** The gravest of those that are held back; what is over already is told nobody. */
export async function letGo(tx: Tx, sink: string, most: number, at: string): Promise<void> {
  // Written out: SQLite knows the index of those that are held by nothing else.
  const held = () => tx.selectFrom("subjects").where("sink", "=", sink).where("held", "=", sql.lit(1));
  const over = await held()
    .innerJoin("findings", "findings.id", "subjects.finding")
    .where("findings.state", "=", 1)
    .select("subjects.id")
    .execute();
  const next = await held()
    .leftJoin("findings", "findings.id", "subjects.finding")
    .where((eb) => eb.or([eb("findings.state", "is", null), eb("findings.state", "=", 0)]))
    .select("subjects.id")
    .orderBy("subjects.severity")
    .orderBy("subjects.id")
    .limit(most)
    .execute();
  const free = [...over, ...next].map(({ id }) => id);
  for (let i = 0; i < free.length; i += AT_ONCE)
    await tx
      .updateTable("subjects")
      .set({ held: 0 })
      .where("id", "in", free.slice(i, i + AT_ONCE))
      .execute();
  const { count } = await held()
    .select(({ fn }) => fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  await tellRest(tx, sink, Number(count), at);
}

/** One subject counts those that are held back; it is told when their number changes from or to none, and while there are some. */
async function tellRest(tx: Tx, sink: string, count: number, at: string): Promise<void> {
  const key = digestOf(`the rest of ${sink}`);
  const known = await tx
    .selectFrom("subjects")
    .select("id")
    .where("sink", "=", sink)
    .where("key", "=", key)
    .executeTakeFirst();
  if (known === undefined && count === 0) return;
  let id = known?.id;
  if (id === undefined) {
    const row = { sink, kind: "rest" as const, key, severity: 0, held: 0, attempts: 0 };
    ({ id } = await tx.insertInto("subjects").values(row).returning("id").executeTakeFirstOrThrow());
  }
  const last = await tx
    .selectFrom("deliveries")
    .select(["kind", "number"])
    .where("subject", "=", id)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const wasOpen = last !== undefined && last.kind !== "resolved";
  if (count === 0 && !wasOpen) return;
  const kind = count === 0 ? "resolved" : last === undefined ? "opened" : wasOpen ? "described" : "reopened";
  const number = (last?.number ?? 0) + 1;
  await tx.insertInto("deliveries").values({ sink, subject: id, number, kind, at, state: "waiting" }).execute();
}
