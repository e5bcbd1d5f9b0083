import { severities, type Severity } from "../../contract/index.ts";
import type { Db } from "../tables.ts";

export interface OpenOfCheck {
  readonly check: string;
  readonly severity: Severity;
  readonly open: number;
}

/** How many findings are open, by check and severity. */
export async function openByCheck(db: Db): Promise<OpenOfCheck[]> {
  const rows = await db
    .selectFrom("findings")
    .select(({ fn }) => ["check_id", "severity", fn.countAll().as("open")])
    .where("state", "=", 0)
    .groupBy(["check_id", "severity"])
    .orderBy("check_id")
    .execute();
  return rows.map(({ check_id, severity, open }) => ({
    check: check_id,
    severity: severities[severity]!,
    open: Number(open),
  }));
}
