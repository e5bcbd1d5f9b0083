import { closeByHand, type ClosedByHand } from "../../track/index.ts";
import { StoreError } from "../error.ts";
import { storedOf } from "../finding-row.ts";
import { lasting, lock } from "../lasting.ts";
import { OutboxWriter, type Outbox } from "../outbox.ts";
import type { Db } from "../tables.ts";
import { nameOf } from "../units.ts";
import { writeSteps } from "../write-steps.ts";

/** Writes down that a person closed the ticket of a finding. False where that is known, or the finding is resolved. */
export function closeFindingByHand(
  db: Db,
  key: string,
  closed: ClosedByHand,
  outbox: Outbox | null = null,
): Promise<boolean> {
  return lasting(db, async (tx) => {
    await lock(tx);
    const row = await tx
      .selectFrom("findings")
      .select(["id", "unit", "body"])
      .where("key", "=", key)
      .executeTakeFirst();
    if (row === undefined) throw new StoreError("gone", `the store has no finding ${key}`);
    const stored = storedOf(row);
    const step = closeByHand(stored.finding, closed);
    if (step === null) return false;
    const writer = outbox === null ? null : new OutboxWriter(tx, outbox);
    const units = new Map([[nameOf(stored.finding.unit), row.unit]]);
    await writeSteps(tx, [step], new Map([[key, stored]]), units, writer);
    return true;
  });
}
