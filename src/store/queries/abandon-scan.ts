import { StoreError } from "../error.ts";
import { lasting, lock } from "../lasting.ts";
import type { Db } from "../tables.ts";

/** Gives a running scan up: nothing that it saw is tracked. Given up twice is no error; one that is done stays done. */
export function abandonScan(db: Db, scan: number, at: string, why: string): Promise<void> {
  return lasting(db, async (tx) => {
    await lock(tx);
    const row = await tx.selectFrom("scans").select(["name", "state"]).where("id", "=", scan).executeTakeFirst();
    if (row === undefined) throw new StoreError("gone", `the store has no scan ${scan}`);
    if (row.state === "abandoned") return;
    if (row.state === "done") throw new StoreError("refused", `the scan ${row.name} is finished`);
    await tx.updateTable("scans").set({ state: "abandoned", finished: at }).where("id", "=", scan).execute();
    for (const table of ["claims", "staged", "gathered"] as const)
      await tx.deleteFrom(table).where("scan", "=", scan).execute();
    const body = JSON.stringify({ scan, name: row.name, why });
    await tx.insertInto("ledger_pending").values({ kind: "scan abandoned", at, body }).execute();
  });
}
