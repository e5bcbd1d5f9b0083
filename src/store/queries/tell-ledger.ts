import { canonical } from "../../track/index.ts";
import { lasting } from "../lasting.ts";
import type { Db } from "../tables.ts";

/** Gives the ledger something to take up that no scan tells. `at`: ISO 8601, UTC. */
export function tellLedger(
  db: Db,
  told: { readonly kind: "daemon" | "listings deleted"; readonly at: string; readonly body: object },
) {
  return lasting(db, async (tx) => {
    const { kind, at, body } = told;
    await tx
      .insertInto("ledger_pending")
      .values({ kind, at, body: canonical(body) })
      .execute();
  });
}
