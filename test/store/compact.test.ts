import { expect, it } from "vitest";
import { compact, listFindings, listScans, showFinding } from "../../src/store/index.ts";
import { onEveryDatabase } from "./kit/databases.ts";
import { checkOf, keyOf, resourceOf, scan, unitOf, type UnitHere } from "./kit/world.ts";

const checks = [checkOf("volume-encrypted")];
const here = (...ids: string[]): UnitHere => ({
  account: "111122223333",
  region: "eu-central-1",
  fails: ids.map((id) => ({ check: "volume-encrypted", id })),
});
const at = (day: string) => `${day}T12:00:00.000Z`;

onEveryDatabase((databases) => {
  it("keeps six years, to the day, what is resolved, and for good what is open", async () => {
    const store = await databases.store();
    const { db } = store;
    await scan(db, { at: at("2023-01-01"), units: [here("vol-1", "vol-2")], checks });
    await scan(db, { at: at("2024-02-29"), units: [here("vol-2")], checks });
    await scan(db, { at: at("2030-02-28"), units: [here("vol-2")], checks });
    const nothing = { findings: 0, scans: 0, waivers: 0, entries: 0 };
    expect(await compact(store, { at: "2030-03-01T11:59:59.999Z" })).toEqual(nothing);
    // Less than six years cannot be asked for.
    expect(await compact(store, { at: at("2030-02-28"), years: 1 })).toEqual(nothing);
    expect(await compact(store, { at: at("2030-03-01") })).toEqual({ findings: 1, scans: 1, waivers: 0, entries: 0 });
    expect(await compact(store, { at: at("2030-03-01") })).toEqual(nothing);
    expect(await showFinding(db, keyOf(unitOf(here()), "volume-encrypted", resourceOf("vol-1"), ""))).toBeNull();
    const { findings } = await listFindings(db, { now: at("2030-03-01") });
    expect(findings.map(({ resource }) => resource.id)).toEqual(["vol-2"]);
    // The scan that opened what is still open stays.
    expect((await listScans(db)).map(({ scan }) => scan)).toEqual([3, 1]);
    const told = await db.selectFrom("ledger_pending").select("body").where("kind", "=", "deleted").execute();
    expect(told.map(({ body }) => body)).toEqual([
      expect.stringMatching(/^\{"finding":"[0-9a-f]{32}","sha256":"[0-9a-f]{64}"\}$/),
      expect.stringMatching(/^\{"scan":"scan-2024-02-29T12:00:00.000Z","sha256":"[0-9a-f]{64}"\}$/),
    ]);
  });

  it("believes no clock that is far ahead of the last scan", async () => {
    const store = await databases.store();
    await scan(store.db, { at: at("2026-01-01"), units: [here("vol-1")], checks });
    await scan(store.db, { at: at("2026-01-02"), units: [here()], checks });
    expect((await compact(store, { at: at("2036-01-03") })).findings).toBe(0);
  });
});
