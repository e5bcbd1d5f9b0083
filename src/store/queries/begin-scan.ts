import type { CheckSummary, Unit } from "../../contract/index.ts";
import type { Rule, Scope } from "../../track/index.ts";
import { StoreError } from "../error.ts";
import { intern } from "../documents.ts";
import { lasting, lock } from "../lasting.ts";
import type { Db, Tx } from "../tables.ts";
import { ESTATE, unitIds } from "../units.ts";

/** A check as a scan judges by it. */
export interface ScanCheck {
  readonly summary: CheckSummary;
  readonly aliases: readonly string[];
  /** It is judged across all units, after them. */
  readonly estate: boolean;
}

/** A scan, once it is known what it is to read. */
export interface ScanPlan {
  /** Its id, as its events carry it. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly program: string;
  readonly source: string;
  readonly recorded?: string;
  /** The schedule that it is made for, and the due time, ISO 8601, UTC. */
  readonly schedule?: { readonly name: string; readonly due: string };
  readonly scope: Scope;
  /** The checks that are judged in this scan. */
  readonly checks: readonly ScanCheck[];
  readonly units: readonly Unit[];
}

/** What the store keeps of a scan's checks. */
export interface KeptCheck extends Rule {
  readonly estate: boolean;
  readonly summary: Omit<CheckSummary, "clauses">;
}

/**
 * Writes a scan down before it begins; every unit is claimed for its first attempt. Begun twice, it is the same scan.
 * Gives its number. Throws StoreError `busy` where another scan that is not finished reads one of its units, `changed`
 * where a scan of this name began with other checks, accounts or regions.
 */
export function beginScan(db: Db, plan: ScanPlan): Promise<number> {
  return lasting(db, async (tx) => {
    await lock(tx);
    const { id: scope } = await intern(tx, JSON.stringify(plan.scope));
    const { id: checks } = await intern(tx, JSON.stringify(await keptChecks(tx, plan.checks)));
    const known = await tx
      .selectFrom("scans")
      .select(["id", "scope", "checks"])
      .where("name", "=", plan.name)
      .executeTakeFirst();
    if (known !== undefined) {
      if (known.scope === scope && known.checks === checks) return known.id;
      throw new StoreError("changed", `the scan ${plan.name} began with other checks, accounts or regions`);
    }
    const { name, started, program, source, recorded = null, schedule = null } = plan;
    const estate = plan.checks.some((check) => check.estate);
    const ids = await unitIds(tx, estate ? [...plan.units, ESTATE] : plan.units);
    const units = [...plan.units, ...(estate ? [ESTATE] : [])].map(({ account, region }) =>
      ids.get(`${account} ${region}`)!,
    );
    await refuseOverlap(tx, new Set(units));
    const id = await nextNumber(tx);
    await tx
      .insertInto("scans")
      .values({
        id,
        name,
        state: "running",
        started,
        source,
        recorded,
        program,
        scope,
        checks,
        schedule: schedule?.name ?? null,
        due: schedule?.due ?? null,
      })
      .execute();
    for (let i = 0; i < units.length; i += 1000) {
      const claims = units.slice(i, i + 1000).map((unit) => ({ scan: id, unit, attempt: 1 }));
      await tx.insertInto("claims").values(claims).execute();
    }
    return id;
  });
}

async function nextNumber(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom("scans")
    .select(({ fn }) => fn.max("id").as("last"))
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

async function keptChecks(tx: Tx, checks: readonly ScanCheck[]): Promise<KeptCheck[]> {
  const kept: KeptCheck[] = [];
  for (const { summary, aliases, estate } of checks) {
    const { clauses, ...rest } = summary;
    const { digest } = await intern(tx, JSON.stringify(clauses));
    kept.push({ check: summary.id, aliases, severity: summary.severity, clauses: digest, estate, summary: rest });
  }
  return kept;
}

/** Two scans of one unit at a time could each undo what the other saw. */
async function refuseOverlap(tx: Tx, units: ReadonlySet<number>): Promise<void> {
  const running = await tx.selectFrom("scans").select(["id", "name"]).where("state", "=", "running").execute();
  for (const { id, name } of running) {
    const claimed = await tx.selectFrom("claims").select("unit").where("scan", "=", id).execute();
    const answered = await tx.selectFrom("scan_units").select("unit").where("scan", "=", id).execute();
    if ([...claimed, ...answered].some(({ unit }) => units.has(unit)))
      throw new StoreError("busy", `the scan ${name} is not finished: resume it, or give it up`);
  }
}
