import type { Db } from "../tables.ts";
import { patient } from "../lasting.ts";
import { nameOf, type Place } from "../units.ts";
import { documentOf } from "../documents.ts";
import type { KeptAnswers, ReadListing } from "./commit-unit.ts";

/** What a unit of a scan answered, as it is kept. */
export type AnsweredCells = KeptAnswers["cells"];

/** Account and region, set apart by a space, of the units that a scan has answers of. */
export async function answeredUnits(db: Db, scan: number): Promise<ReadonlySet<string>> {
  const asked = db
    .selectFrom("scan_units")
    .innerJoin("units", "units.id", "scan_units.unit")
    .select(["account", "region"])
    .where("scan", "=", scan);
  const rows = await patient(() => asked.execute());
  return new Set(rows.map(nameOf));
}

interface Answers {
  readonly cells: AnsweredCells;
  readonly listings: readonly ReadListing[];
  readonly gathered: Uint8Array | null;
}

/** Null where the unit has not answered. */
export async function answersOf(db: Db, scan: number, unit: Place): Promise<Answers | null> {
  return await patient(() => answersNow(db, scan, unit));
}

async function answersNow(db: Db, scan: number, { account, region }: Place): Promise<Answers | null> {
  const row = await db
    .selectFrom("scan_units")
    .innerJoin("units", "units.id", "scan_units.unit")
    .leftJoin("gathered", (on) =>
      on.onRef("gathered.unit", "=", "scan_units.unit").onRef("gathered.scan", "=", "scan_units.scan"),
    )
    .select(["scan_units.answers", "gathered.body"])
    .where("scan_units.scan", "=", scan)
    .where("account", "=", account)
    .where("region", "=", region)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { cells, listings } = await documentOf<KeptAnswers>(db, row.answers);
  return { cells, listings, gathered: row.body };
}
