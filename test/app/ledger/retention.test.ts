import { expect, test } from "vitest";
import { proveEntry, verifyStore } from "../../../src/app/ledger/check.ts";
import { beginLedger } from "../../../src/app/ledger/epochs.ts";
import { sequence } from "../../../src/app/ledger/sequence.ts";
import { compact, ledgerEntries, type Db } from "../../../src/store/index.ts";
import { onEveryDatabase } from "../../store/kit/databases.ts";
import { all, scan } from "../../store/kit/world.ts";
import { checks, here, options } from "./kit.ts";

const nothing = { keys: [], older: [], places: [] };
const at = (date: string) => `${date}T12:00:00.000Z`;

async function scanOn(db: Db, date: string, ...fails: string[]): Promise<void> {
  await scan(db, { at: at(date), units: [here(...fails)], checks });
  await sequence({ db }, options());
}

const entriesOf = async (db: Db) =>
  (await all(ledgerEntries(db))).map(({ kind, body }) => [kind, body !== null] as const);

onEveryDatabase((databases) => {
  test("the bytes of an entry go with what it tells of, six years to the day later, and their hashes stay", async () => {
    const store = await databases.store();
    const { db } = store;
    await beginLedger({ db }, options({ now: () => new Date(at("2023-12-31")) }));
    await scanOn(db, "2023-12-31", "vol-1", "vol-2");
    await scanOn(db, "2024-02-29", "vol-2");
    await scanOn(db, "2030-02-28", "vol-2");
    const before = await entriesOf(db);

    expect((await compact(store, { at: "2030-03-01T11:59:59.999Z" })).entries).toBe(0);
    expect(await compact(store, { at: at("2030-03-01") })).toMatchObject({ findings: 1, scans: 1, entries: 3 });
    // Nothing is gone before the ledger says that it is, and nothing is asked for twice.
    expect((await entriesOf(db)).slice(0, before.length)).toEqual(before);
    expect((await compact(store, { at: at("2030-03-01") })).entries).toBe(0);

    await sequence({ db }, options());
    const after = await entriesOf(db);
    const gone = after.flatMap(([kind, there], i) => (there ? [] : [[i, kind] as const]));
    // The finding that was resolved, opened and resolved; and the second scan. The first opened what is open still.
    expect(gone.map(([, kind]) => kind)).toEqual(["finding", "finding", "scan"]);
    expect(await verifyStore(db, nothing)).toMatchObject({ ok: true, deleted: 3 });
    await expect(proveEntry(db, gone[0]![0])).rejects.toThrow("was deleted when its time was over");
    expect((await compact(store, { at: at("2030-03-01") })).entries).toBe(0);
  });

  test("what a clock that jumped back wrote is not old", async () => {
    const store = await databases.store();
    const { db } = store;
    await beginLedger({ db }, options({ now: () => new Date(at("2029-01-01")) }));
    await scanOn(db, "2029-01-01", "vol-1");
    await scanOn(db, "2019-01-01");
    await scanOn(db, "2030-01-01");
    expect((await compact(store, { at: at("2030-01-01") })).entries).toBe(0);
  });

  test("bytes that went without a deletion are a fault", async () => {
    const { db } = await databases.store();
    await beginLedger({ db }, options());
    await scanOn(db, "2026-01-01", "vol-1");
    await db.updateTable("ledger_entries").set({ body: null }).where("position", "=", 1).execute();
    const { ok, faults } = await verifyStore(db, nothing);
    expect(ok).toBe(false);
    expect(faults[0]).toMatchObject({ entry: 1, what: "has lost its bytes, and no deletion tells of it" });
  });
});
