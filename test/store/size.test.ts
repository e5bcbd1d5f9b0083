import { sql } from "kysely";
import { expect, it } from "vitest";
import { listFindings, storeInfo, type Store } from "../../src/store/index.ts";
import { onEveryDatabase } from "./kit/databases.ts";
import { checkOf, day, scan, type UnitHere } from "./kit/world.ts";

const UNITS = 150;
const SCANS = 4;
const checks = Array.from({ length: 12 }, (_, i) => checkOf(`check-${i}`));
const units: readonly UnitHere[] = Array.from({ length: UNITS }, (_, i) => ({
  account: String(111_122_220_000 + Math.floor(i / 17)),
  region: `region-${i % 17}`,
  fails: Array.from({ length: 4 }, (_, n) => ({ check: `check-${n}`, id: `vol-${i}-${n}` })),
}));

async function bytesOf(store: Store): Promise<number> {
  if (store.dialect === "postgres") await sql`vacuum`.execute(store.db);
  return (await storeInfo(store)).bytes;
}

onEveryDatabase((databases) => {
  it("an unchanged scan adds at most 100 bytes a unit and 20 kB, and no row of a finding", async () => {
    const store = await databases.store();
    // The first scans make the pages that later ones fill.
    for (const n of [1, 2]) await scan(store.db, { at: day(n), units, checks });
    const before = await bytesOf(store);
    const changes = [];
    for (let n = 3; n < 3 + SCANS; n++) {
      const result = await scan(store.db, { at: day(n), units, checks });
      changes.push(...Object.keys(result.changes));
    }
    const added = ((await bytesOf(store)) - before) / SCANS;
    expect(changes).toEqual([]);
    expect(added).toBeLessThan(100 * UNITS + 20_000);
    const { findings } = await listFindings(store.db, { now: day(10), limit: 1000, order: "changed" });
    expect(findings.every(({ lastSeen }) => lastSeen.scan === 1)).toBe(true);
  }, 120_000);
});
