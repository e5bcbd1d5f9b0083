import { digestOf } from "./column.ts";
import { StoreError } from "./error.ts";
import type { Db, Tx } from "./tables.ts";

/** The number of a text that many rows refer to; it is stored where it is new. */
export async function intern(tx: Tx, body: string): Promise<{ id: number; digest: string }> {
  const digest = digestOf(body);
  const find = () => tx.selectFrom("documents").select("id").where("digest", "=", digest).executeTakeFirst();
  const known = await find();
  if (known !== undefined) return { id: known.id, digest };
  const made = await tx
    .insertInto("documents")
    .values({ digest, body })
    .onConflict((on) => on.column("digest").doNothing())
    .returning("id")
    .executeTakeFirst();
  const { id } = made ?? (await find())!;
  return { id, digest };
}

export async function documentOf<T>(db: Db, id: number): Promise<T> {
  const row = await db.selectFrom("documents").select("body").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new StoreError("damaged", `the store lacks its document ${id}`);
  return JSON.parse(row.body) as T;
}

export async function documentByDigest<T>(db: Db, digest: string): Promise<T | null> {
  const row = await db.selectFrom("documents").select("body").where("digest", "=", digest).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.body) as T);
}
