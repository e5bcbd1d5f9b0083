import type { Db } from "../../../src/store/index.ts";

const tables = [
  "units",
  "checks",
  "scans",
  "scan_units",
  "claims",
  "staged",
  "findings",
  "episodes",
  "changes",
  "former_keys",
  "waivers",
  "ledger_pending",
] as const;

/** What a store holds, without the numbers that the database gives to rows: they may have gaps. */
export async function dump(db: Db): Promise<string> {
  const documents = new Map(
    (await db.selectFrom("documents").selectAll().execute()).map(({ id, digest }) => [id, digest]),
  );
  const scans = new Map((await db.selectFrom("scans").selectAll().execute()).map(({ id, name }) => [id, name]));
  const findings = new Map((await db.selectFrom("findings").selectAll().execute()).map(({ id, key }) => [id, key]));
  const units = new Map(
    (await db.selectFrom("units").selectAll().execute()).map(({ id, account, region }) => [id, `${account} ${region}`]),
  );
  const names: Readonly<Record<string, ReadonlyMap<number, string>>> = {
    unit: units,
    answers: documents,
    answered: documents,
    scope: documents,
    checks: documents,
    scan: scans,
    opened_scan: scans,
    resolved_scan: scans,
    finding: findings,
  };
  const lines: string[] = [];
  for (const table of tables) {
    const rows: readonly object[] = await db.selectFrom(table).selectAll().execute();
    const texts = rows.map((row) => {
      const columns = Object.entries(row).filter(([column]) => column !== "id");
      return JSON.stringify(columns.map(([column, value]) => [column, names[column]?.get(value as number) ?? value]));
    });
    lines.push(`${table}:`, ...texts.toSorted());
  }
  return lines.join("\n");
}
