import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Dialect } from "./database/dialect.ts";
import { StoreError } from "./error.ts";
import { lasting } from "./lasting.ts";
import { migrations } from "./migrations/index.ts";
import { words, type Migration } from "./migrations/migration.ts";
import type { Db } from "./tables.ts";

/** Any number that other programs on the same server are unlikely to take. */
const LOCK = 7_216_301_964;

/**
 * Brings the schema up to this program's, in one transaction that one process at a time can be in. Gives the numbers
 * of the migrations that it took. Throws StoreError where a newer program has written the schema.
 */
export function migrate(
  db: Db,
  dialect: Dialect,
  at: string,
  steps: readonly Migration[] = migrations,
): Promise<number[]> {
  return lasting(db, async (tx) => {
    if (dialect === "postgres") await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    const { text, strict } = words[dialect];
    await sql
      .raw(
        `create table if not exists migrations (number integer primary key, name ${text} not null, applied ${text} not null)${strict}`,
      )
      .execute(tx);
    const known = await tx.selectFrom("migrations").select("number").orderBy("number").execute();
    const last = known.at(-1)?.number ?? 0;
    if (last > steps.length) {
      throw new StoreError(
        "newer",
        `the store has schema ${last}, and this program knows ${steps.length}: a newer clausewatch wrote it. Use that one.`,
      );
    }
    const taken: number[] = [];
    for (const { number, name, statements } of steps.slice(last)) {
      for (const statement of statements(words[dialect])) await sql.raw(statement).execute(tx);
      await tx.insertInto("migrations").values({ number, name, applied: at }).execute();
      taken.push(number);
    }
    if (last === 0) {
      const facts = { store: randomUUID(), created: at, basis: "", lock: "" };
      await tx
        .insertInto("facts")
        .values(Object.entries(facts).map(([name, value]) => ({ name, value })))
        .execute();
    }
    return taken;
  });
}
