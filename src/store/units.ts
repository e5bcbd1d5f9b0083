import type { Unit } from "../contract/index.ts";
import { StoreError } from "./error.ts";
import type { Db, Tx } from "./tables.ts";

export type Place = Pick<Unit, "account" | "region">;

/** What is judged across all units is answered as a unit of its own. */
export const ESTATE: Unit = { account: "*", region: "*", partition: "*" };

export function nameOf({ account, region }: Place): string {
  return `${account} ${region}`;
}

/** The numbers of units, by their names; those that are new get one. */
export async function unitIds(tx: Tx, units: readonly Unit[]): Promise<Map<string, number>> {
  const known = await allUnits(tx);
  const fresh = units.filter((unit) => !known.has(nameOf(unit)));
  for (let i = 0; i < fresh.length; i += 500) {
    const values = fresh.slice(i, i + 500).map(({ account, region, partition }) => ({ account, region, partition }));
    await tx
      .insertInto("units")
      .values(values)
      .onConflict((on) => on.columns(["account", "region"]).doNothing())
      .execute();
  }
  return fresh.length === 0 ? known : allUnits(tx);
}

async function allUnits(db: Db): Promise<Map<string, number>> {
  const rows = await db.selectFrom("units").select(["id", "account", "region"]).execute();
  return new Map(rows.map((row) => [nameOf(row), row.id]));
}

export async function unitId(db: Db, { account, region }: Place): Promise<number> {
  const row = await db
    .selectFrom("units")
    .select("id")
    .where("account", "=", account)
    .where("region", "=", region)
    .executeTakeFirst();
  if (row === undefined) throw new StoreError("gone", `the store knows no unit ${account} ${region}`);
  return row.id;
}
