import type { Change, ChangeKind, TrackedFinding } from "../../track/index.ts";
import type { Db } from "../tables.ts";

/** A change with the finding as it is now. */
export interface ToldChange extends Change {
  /** Grows in the order in which changes are committed. */
  readonly id: number;
  readonly finding: TrackedFinding;
}

/**
 * Changes of findings in the order in which they were committed, at most `limit`: those after the one that is named,
 * of one scan where it is named. Who delivers them remembers the last id: none is missed, none comes twice.
 */
export async function changesAfter(
  db: Db,
  { after = 0, scan, limit = 500 }: { after?: number; scan?: number; limit?: number },
): Promise<ToldChange[]> {
  let query = db
    .selectFrom("changes")
    .innerJoin("findings", "findings.id", "changes.finding")
    .select(["changes.id", "number", "episode", "scan", "at", "kind", "detail", "findings.body"])
    .where("changes.id", ">", after);
  if (scan !== undefined) query = query.where("scan", "=", scan);
  const rows = await query.orderBy("changes.id").limit(limit).execute();
  return rows.map(({ kind, detail, body, ...rest }) => ({
    ...rest,
    kind: kind as ChangeKind,
    detail: JSON.parse(detail) as Change["detail"],
    finding: JSON.parse(body) as TrackedFinding,
  }));
}
