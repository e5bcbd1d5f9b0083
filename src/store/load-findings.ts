import type { TrackedFinding } from "../track/index.ts";
import { columnOf } from "./column.ts";
import { storedOf, type Stored } from "./finding-row.ts";
import type { Db, Tx } from "./tables.ts";

const AT_ONCE = 500;

/** What tracking needs of some cells: those of a unit, or of the estate. */
export interface Wanted {
  /** The number of the unit; null for the estate, whose checks have findings in any unit. */
  readonly unit: number | null;
  readonly checks: readonly string[];
  /** Former ids of these checks. */
  readonly aliases: readonly string[];
  /** Keys of what fails. */
  readonly keys: readonly string[];
}

/** Open findings of the cells, all of former ids, and those that fail again; by their keys. */
export async function loadFindings(tx: Tx, { unit, checks, aliases, keys }: Wanted): Promise<Map<string, Stored>> {
  const found = new Map<string, Stored>();
  const add = (rows: readonly { id: number; body: string }[]) => {
    for (const row of rows) {
      const stored = storedOf(row);
      found.set(stored.finding.key, stored);
    }
  };
  const some = (names: readonly string[]) => {
    const query = tx.selectFrom("findings").select(["id", "body"]).where("check_id", "in", names.map(columnOf));
    return unit === null ? query : query.where("unit", "=", unit);
  };
  if (checks.length > 0) add(await some(checks).where("state", "=", 0).execute());
  if (aliases.length > 0) add(await some(aliases).execute());
  const missing = keys.filter((key) => !found.has(key));
  for (let i = 0; i < missing.length; i += AT_ONCE) {
    const some = missing.slice(i, i + AT_ONCE);
    add(await tx.selectFrom("findings").select(["id", "body"]).where("key", "in", some).execute());
  }
  return found;
}

/** Every open finding, of one check where it is named, so many at a time. */
export async function* openFindings(db: Db, check?: string): AsyncGenerator<Map<string, Stored>> {
  let last = 0;
  for (;;) {
    let query = db.selectFrom("findings").select(["id", "body"]).where("state", "=", 0).where("id", ">", last);
    if (check !== undefined) query = query.where("check_id", "=", columnOf(check));
    const rows = await query.orderBy("id").limit(AT_ONCE).execute();
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    yield byKey(rows);
  }
}

export function byKey(rows: readonly { id: number; body: string }[]): Map<string, Stored> {
  return new Map(rows.map(storedOf).map((stored) => [stored.finding.key, stored]));
}

export function findingsOf(stored: ReadonlyMap<string, Stored>): TrackedFinding[] {
  return [...stored.values()].map(({ finding }) => finding);
}
