import { track, type SeenCell } from "../../track/index.ts";
import { findingsOf, loadFindings } from "../load-findings.ts";
import { nameOf, ESTATE } from "../units.ts";
import type { Run } from "./run.ts";

/**
 * Tracks every unit whose answers are not those that its findings stand by already. Gives how many there were. What is
 * judged across all units comes last.
 */
export async function applyAnswers(run: Run): Promise<number> {
  const { tx, moment, units } = run;
  const estate = units.get(nameOf(ESTATE));
  const staged = await tx
    .selectFrom("staged")
    .innerJoin("scan_units", (on) =>
      on.onRef("scan_units.unit", "=", "staged.unit").onRef("scan_units.scan", "=", "staged.scan"),
    )
    .select(["staged.unit", "scan_units.answers"])
    .where("staged.scan", "=", moment.scan)
    .orderBy("staged.unit")
    .execute();
  const ordered = [...staged.filter(({ unit }) => unit !== estate), ...staged.filter(({ unit }) => unit === estate)];
  for (const { unit, answers } of ordered) {
    const { body } = await tx
      .selectFrom("staged")
      .select("body")
      .where("scan", "=", moment.scan)
      .where("unit", "=", unit)
      .executeTakeFirstOrThrow();
    await applyUnit(run, unit === estate ? null : unit, JSON.parse(body) as SeenCell[]);
    await tx.updateTable("units").set({ answered: answers }).where("id", "=", unit).execute();
  }
  return ordered.length;
}

async function applyUnit(run: Run, unit: number | null, cells: readonly SeenCell[]): Promise<void> {
  const checks = [...new Set(cells.map(({ check }) => check))];
  const aliases = checks.flatMap((check) => run.basis.rules.get(check)?.aliases ?? []);
  const keys = cells.flatMap(({ fails }) => fails.map(({ key }) => key));
  const known = await loadFindings(run.tx, { unit, checks, aliases, keys });
  if (known.size > 0) {
    const places = new Map(findingsOf(known).map((finding) => [nameOf(finding.unit), finding.unit]));
    await run.sightings.read(places.values());
  }
  await run.write(track(findingsOf(known), cells, run), known);
}
