import { randomUUID } from "node:crypto";
import { StoreError } from "./error.ts";
import { lasting } from "./lasting.ts";
import type { Db, Tx } from "./tables.ts";

/**
 * A right that one process has at a time, as a fact of the store: who holds it writes another value now and then, and who
 * sees the same one for long enough may take it. Clocks of other machines play no part.
 */
export interface Hold {
  readonly fact: string;
  /** What the store calls the holder. */
  readonly holder: string;
}

/** Empty where nobody has it. */
export async function holdValue(db: Db, fact: string): Promise<string> {
  return lasting(db, async (tx) => {
    await tx
      .insertInto("facts")
      .values({ name: fact, value: "" })
      .onConflict((on) => on.column("name").doNothing())
      .execute();
    const { value } = await tx.selectFrom("facts").select("value").where("name", "=", fact).executeTakeFirstOrThrow();
    return value;
  });
}

/** Takes it where the value is still the one that was seen; true, too, where it is ours already. */
export async function takeHold(db: Db, { fact, holder }: Hold, seen: string): Promise<boolean> {
  return lasting(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("facts")
      .set({ value: `${holder} ${randomUUID()}` })
      .where("name", "=", fact)
      .where((eb) => eb.or([eb("value", "=", seen), eb("value", "like", `${holder} %`)]))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

/** Gives it back; nothing happens where it is lost already. */
export async function releaseHold(db: Db, { fact, holder }: Hold): Promise<void> {
  await lasting(db, (tx) =>
    tx.updateTable("facts").set({ value: "" }).where("name", "=", fact).where("value", "like", `${holder} %`).execute(),
  );
}

/** In a transaction of the holder, first: it goes on only for who has the right, and nobody takes it meanwhile. */
export async function fencedBy(tx: Tx, { fact, holder }: Hold, lost: string): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable("facts")
    // Another value each time: who waits sees that the holder lives.
    .set({ value: `${holder} ${randomUUID()}` })
    .where("name", "=", fact)
    .where("value", "like", `${holder} %`)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new StoreError("fenced", lost);
}
