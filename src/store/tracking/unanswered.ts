import { standingOf, trackUnanswered, type Scope } from "../../track/index.ts";
import { byKey, findingsOf } from "../load-findings.ts";
import { nameOf } from "../units.ts";
import type { Run } from "./run.ts";

/** Marks open findings whose cells are not of this scan: unverified, or out of scope. */
export async function applyUnanswered(run: Run, scope: Scope): Promise<void> {
  const { tx, checks, moment } = run;
  const answered = await tx
    .selectFrom("units")
    .innerJoin("scan_units", (on) =>
      on.onRef("scan_units.unit", "=", "units.id").on("scan_units.scan", "=", moment.scan),
    )
    .select("units.id")
    .execute();
  const units = new Set(answered.map(({ id }) => id));
  const judged = new Set(checks.map(({ check }) => check));
  const groups = await tx
    .selectFrom("findings")
    .innerJoin("units", "units.id", "findings.unit")
    .select(["findings.unit", "check_id", "units.account", "units.region", "units.partition"])
    .where("state", "=", 0)
    .groupBy(["findings.unit", "check_id", "units.account", "units.region", "units.partition"])
    .execute();
  for (const { unit, check_id: check, ...place } of groups) {
    if (units.has(unit) && judged.has(check)) continue;
    const standing = standingOf(scope, place, check);
    if (standing.is === "not asked") continue;
    // Those that are marked already stay as they are: no need to read them.
    const rows = await tx
      .selectFrom("findings")
      .select(["id", "body"])
      .where("unit", "=", unit)
      .where("check_id", "=", check)
      .where("state", "=", 0)
      .where((eb) =>
        standing.is === "out of scope"
          ? eb("out_of_scope_since", "is", null)
          : eb.or([eb("unverified_since", "is", null), eb("out_of_scope_since", "is not", null)]),
      )
      .execute();
    if (rows.length === 0) continue;
    const stored = byKey(rows);
    await run.sightings.read([place]);
    await run.write(trackUnanswered(findingsOf(stored), scope, run), stored);
    // When the unit answers again as it did, its findings still have to be looked at.
    const stale = [unit, run.units.get(nameOf({ account: "*", region: "*" })) ?? unit];
    await tx.updateTable("units").set({ answered: null }).where("id", "in", stale).execute();
  }
}
