import { utimes } from "node:fs/promises";
import { expect, test } from "vitest";
import { proveEntry, verifyStore } from "../../../src/app/ledger/check.ts";
import { beginLedger } from "../../../src/app/ledger/epochs.ts";
import { dropUnnamed } from "../../../src/app/ledger/kept.ts";
import { bodyOf } from "../../../src/app/ledger/rows.ts";
import { sequence } from "../../../src/app/ledger/sequence.ts";
import { Content, KeptListings, linesOf } from "../../../src/recording/index.ts";
import { compact, ledgerEntries, type Db, type ReadListing } from "../../../src/store/index.ts";
import { folders } from "../../kit/folder.ts";
import { onEveryDatabase } from "../../store/kit/databases.ts";
import { all, scan } from "../../store/kit/world.ts";
import { checks, here, options } from "./kit.ts";

const folder = folders();
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

  test("what scans read goes with the last scan that read it, once the ledger can say so", async () => {
    const store = await databases.store();
    const { db } = store;
    const kept = new KeptListings(await folder());
    const read = async (n: number): Promise<ReadListing> => {
      const content = new Content();
      const listing = kept.begin();
      const lines = linesOf({ items: [{ VolumeId: `vol-${n}` }], flawed: [] });
      content.add(lines);
      await listing.add(lines);
      const sum = content.sum();
      await listing.end(sum.sha256);
      return { listing: "ec2.volumes", complete: true, ...sum };
    };
    const [old, lasting, orphan] = [await read(1), await read(2), await read(3)];
    await beginLedger({ db }, options({ now: () => new Date(at("2023-12-31")) }));
    for (const [date, ...listings] of [
      ["2023-12-31", old],
      ["2024-01-01", old, lasting],
      ["2030-03-01", lasting],
    ] as const) {
      await scan(db, { at: at(date), units: [{ ...here(), listings }], checks });
      await sequence({ db }, options());
    }
    const age = async (date: string) => {
      for (const { path } of await kept.unnamed(new Set(), new Date("9999-01-01")))
        await utimes(path, new Date(date), new Date(date));
    };
    const there = async () =>
      (await kept.unnamed(new Set(), new Date("9999-01-01"))).map(({ sha256 }) => sha256).sort();

    // Whoever reads now may be about to name it.
    await age("2029-12-20");
    expect(await dropUnnamed(db, kept, at("2029-12-31"))).toBe(0);
    await age("2029-11-20");
    await compact(store, { at: at("2029-12-31") });
    expect(await dropUnnamed(db, kept, at("2029-12-31"))).toBe(1);
    expect(await there()).toEqual([old.sha256, lasting.sha256].sort());
    // The first scan is over, the second is not, to the millisecond.
    await compact(store, { at: "2030-01-01T11:59:59.999Z" });
    expect(await dropUnnamed(db, kept, at("2030-01-01"))).toBe(0);
    await compact(store, { at: at("2030-01-01") });
    expect(await dropUnnamed(db, kept, at("2030-01-01"))).toBe(1);
    expect(await there()).toEqual([lasting.sha256]);
    expect(await dropUnnamed(db, kept, at("2040-01-01"))).toBe(0);

    await sequence({ db }, options());
    const told = (await all(ledgerEntries(db))).flatMap((row) =>
      row.kind === "deletion" ? ((bodyOf(row) as { contents?: string[] }).contents ?? []) : [],
    );
    expect(told).toEqual(expect.arrayContaining([`sha256:${orphan.sha256}`, `sha256:${old.sha256}`]));
    expect(told).not.toContain(`sha256:${lasting.sha256}`);
    expect(await verifyStore(db, nothing)).toMatchObject({ ok: true });
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
