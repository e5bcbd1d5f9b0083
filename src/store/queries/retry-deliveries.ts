import { lasting } from "../lasting.ts";
import type { Db } from "../tables.ts";

/**
 * Has what was refused told again, and what waits for its time at once: of one sink, or of these rows alone. Gives how many
 * rows were parked.
 */
export function retryDeliveries(
  db: Db,
  { sink, ids }: { readonly sink?: string; readonly ids?: readonly number[] },
): Promise<number> {
  return lasting(db, async (tx) => {
    let chosen = tx.selectFrom("deliveries").select("subject").where("state", "in", ["parked", "waiting"]);
    let parked = tx.updateTable("deliveries").set({ state: "waiting", answered: null, why: null });
    parked = parked.where("state", "=", "parked");
    if (sink !== undefined) {
      chosen = chosen.where("sink", "=", sink);
      parked = parked.where("sink", "=", sink);
    }
    if (ids !== undefined) {
      chosen = chosen.where("id", "in", ids);
      parked = parked.where("id", "in", ids);
    }
    await tx.updateTable("subjects").set({ next: null, attempts: 0 }).where("id", "in", chosen).execute();
    const { numUpdatedRows } = await parked.executeTakeFirst();
    return Number(numUpdatedRows);
  });
}
