import { StoreError } from "../error.ts";
import { lasting } from "../lasting.ts";
import type { Db } from "../tables.ts";
import { unitId, type Place } from "../units.ts";

/**
 * Takes a unit of a running scan over: from now on only this attempt may answer it. Gives its number; null where the
 * unit is answered already. Throws StoreError `gone` where the scan has no such unit.
 */
export function claimUnit(db: Db, scan: number, unit: Place): Promise<number | null> {
  return lasting(db, async (tx) => {
    const id = await unitId(tx, unit);
    const claim = await tx
      .updateTable("claims")
      .set((eb) => ({ attempt: eb("attempt", "+", 1) }))
      .where("scan", "=", scan)
      .where("unit", "=", id)
      .returning("attempt")
      .executeTakeFirst();
    if (claim !== undefined) return claim.attempt;
    const answered = await tx
      .selectFrom("scan_units")
      .select("attempt")
      .where("scan", "=", scan)
      .where("unit", "=", id)
      .executeTakeFirst();
    if (answered !== undefined) return null;
    throw new StoreError("gone", `the scan ${scan} is not to read ${unit.account} ${unit.region}`);
  });
}
