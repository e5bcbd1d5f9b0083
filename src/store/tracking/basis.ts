import { canonical, expiresSoon, trackBasis } from "../../track/index.ts";
import { digestOf } from "../column.ts";
import { findingsOf, openFindings } from "../load-findings.ts";
import type { Run } from "./run.ts";

/**
 * Brings open findings in line with settings, waivers and rules, where these are not what they were or the time has
 * ended or begun a waiver, or soon will end one.
 */
export async function applyBasis(run: Run, termsChanged: boolean): Promise<void> {
  const { tx, basis, checks, moment } = run;
  const soon = basis.waivers.filter((waiver) => expiresSoon(waiver, moment.at)).map(({ id }) => id);
  const digest = digestOf(canonical([basis.settings, basis.waivers, soon]));
  const known = await tx.selectFrom("facts").select("value").where("name", "=", "basis").executeTakeFirstOrThrow();
  const rows = await tx.selectFrom("checks").selectAll().execute();
  const rules = new Map(rows.map(({ name, rule }) => [name, rule]));
  const changed = checks.filter((check) => rules.get(check.check) !== ruleOf(check));

  if (known.value !== digest || termsChanged) {
    await follow(run);
    await tx.updateTable("facts").set({ value: digest }).where("name", "=", "basis").execute();
  } else {
    for (const { check } of changed) if (rules.has(check)) await follow(run, check);
  }
  for (const check of changed) {
    const row = { name: check.check, rule: ruleOf(check) };
    await tx
      .insertInto("checks")
      .values(row)
      .onConflict((on) => on.column("name").doUpdateSet({ rule: row.rule }))
      .execute();
  }
}

async function follow(run: Run, check?: string): Promise<void> {
  for await (const stored of openFindings(run.tx, check)) await run.write(trackBasis(findingsOf(stored), run), stored);
}

function ruleOf({ severity, clauses }: Run["checks"][number]): string {
  return `${severity} ${clauses}`;
}
