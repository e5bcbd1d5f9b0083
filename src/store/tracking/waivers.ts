import { waiverChanges, type Waiver } from "../../track/index.ts";
import type { Tx } from "../tables.ts";

/** Writes down which waivers began and ended. Gives their ids. */
export async function applyWaivers(
  tx: Tx,
  configured: readonly Waiver[],
  at: string,
): Promise<{ began: string[]; ended: string[] }> {
  const rows = await tx.selectFrom("waivers").select(["id", "body"]).where("ended", "is", null).orderBy("id").execute();
  const known = rows.map(({ id, body }) => ({ id, waiver: JSON.parse(body) as Waiver }));
  const changes = waiverChanges(
    known.map(({ waiver }) => waiver),
    configured,
    at,
  );
  for (const { kind, waiver, how } of changes) {
    const body = JSON.stringify(waiver);
    if (kind === "began") await tx.insertInto("waivers").values({ name: waiver.id, began: at, body }).execute();
    else {
      const { id } = known.find((one) => one.waiver === waiver)!;
      await tx.updateTable("waivers").set({ ended: at, how }).where("id", "=", id).execute();
    }
    const told = JSON.stringify({ waiver, change: kind, how });
    await tx.insertInto("ledger_pending").values({ kind: "waiver", at, body: told }).execute();
  }
  const ids = (kind: string) => changes.filter((change) => change.kind === kind).map(({ waiver }) => waiver.id);
  return { began: ids("began"), ended: ids("ended") };
}
