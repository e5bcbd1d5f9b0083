import type { Db } from "../tables.ts";
import type { ScanResult } from "./finish-scan.ts";

export interface ListedScan {
  readonly scan: number;
  readonly name: string;
  readonly state: "running" | "done" | "abandoned";
  readonly started: string;
  readonly finished: string | null;
  readonly source: string;
  readonly recorded: string | null;
  readonly program: string;
  readonly result: ScanResult | null;
}

/** Scans, the last first; `before` is the number of one, for those before it. */
export async function listScans(db: Db, { limit = 50, before }: { limit?: number; before?: number } = {}) {
  let query = db
    .selectFrom("scans")
    .select(["id", "name", "state", "started", "finished", "source", "recorded", "program", "result"]);
  if (before !== undefined) query = query.where("id", "<", before);
  const rows = await query.orderBy("id", "desc").limit(limit).execute();
  return rows.map(({ id, result, ...rest }): ListedScan => ({
    scan: id,
    ...rest,
    result: result === null ? null : (JSON.parse(result) as ScanResult),
  }));
}
