import type { Db } from "../tables.ts";
import type { Place } from "../units.ts";

export interface UnfinishedScan {
  readonly scan: number;
  readonly name: string;
  readonly started: string;
  /** Units that are still to be answered; `*` `*` is the estate. */
  readonly left: readonly Place[];
}

/** Scans that began and were neither finished nor given up, in the order in which they began. */
export async function unfinishedScans(db: Db): Promise<UnfinishedScan[]> {
  const scans = await db
    .selectFrom("scans")
    .select(["id", "name", "started"])
    .where("state", "=", "running")
    .orderBy("id")
    .execute();
  const unfinished: UnfinishedScan[] = [];
  for (const { id, name, started } of scans) {
    const left = await db
      .selectFrom("claims")
      .innerJoin("units", "units.id", "claims.unit")
      .select(["account", "region"])
      .where("scan", "=", id)
      .orderBy("units.id")
      .execute();
    unfinished.push({ scan: id, name, started, left });
  }
  return unfinished;
}
