import type { Db } from "../tables.ts";
import type { Place } from "../units.ts";

export interface UnfinishedScan {
  readonly scan: number;
  readonly name: string;
  readonly started: string;
  /** The schedule that it was made for, and the due time; null where somebody asked for it. */
  readonly schedule: string | null;
  readonly due: string | null;
  /** Units that are still to be answered; `*` `*` is the estate. */
  readonly left: readonly Place[];
}

/** Scans that began and were neither finished nor given up, in the order in which they began. */
export async function unfinishedScans(db: Db): Promise<UnfinishedScan[]> {
  const scans = await db
    .selectFrom("scans")
    .select(["id", "name", "started", "schedule", "due"])
    .where("state", "=", "running")
    .orderBy("id")
    .execute();
  const unfinished: UnfinishedScan[] = [];
  for (const { id, ...rest } of scans) {
    const left = await db
      .selectFrom("claims")
      .innerJoin("units", "units.id", "claims.unit")
      .select(["account", "region"])
      .where("scan", "=", id)
      .orderBy("units.id")
      .execute();
    unfinished.push({ scan: id, ...rest, left });
  }
  return unfinished;
}
