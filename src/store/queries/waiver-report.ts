import { covers, waiverWarnings, type Waiver, type WaiverTerm, type WaiverWarning } from "../../track/index.ts";
import { openFindings } from "../load-findings.ts";
import type { Db } from "../tables.ts";

export interface WaiverReport {
  /** Waiver → how many open findings it covers, be it that another counts for them. */
  readonly covered: ReadonlyMap<string, number>;
  readonly warnings: readonly WaiverWarning[];
}

/** What the configured waivers cover, and what somebody should look at. */
export async function waiverReport(db: Db, waivers: readonly Waiver[], at: string): Promise<WaiverReport> {
  const covered = new Map(waivers.map(({ id }) => [id, 0]));
  for await (const stored of openFindings(db)) {
    for (const { finding } of stored.values())
      for (const waiver of waivers) if (covers(waiver, finding)) covered.set(waiver.id, covered.get(waiver.id)! + 1);
  }
  const covering = new Set([...covered].filter(([, count]) => count > 0).map(([id]) => id));
  return { covered, warnings: waiverWarnings(waivers, covering, at) };
}

/** Those that were in force when that was last looked at, be it that they have expired since. */
export async function waiversInForce(db: Db): Promise<readonly Waiver[]> {
  const rows = await db.selectFrom("waivers").select("body").where("ended", "is", null).execute();
  return rows.map(({ body }) => JSON.parse(body) as Waiver);
}

/** Every waiver that was ever in force, in the order in which they began. */
export async function waiverTerms(db: Db): Promise<WaiverTerm[]> {
  const rows = await db.selectFrom("waivers").selectAll().orderBy("id").execute();
  return rows.map(({ body, began, ended, how }) => ({
    waiver: JSON.parse(body) as Waiver,
    began,
    ended,
    how: how as WaiverTerm["how"],
  }));
}
