import { appendFile, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyStore } from "../../../src/app/ledger/check.ts";
import { beginLedger, newEpoch } from "../../../src/app/ledger/epochs.ts";
import { filePlace } from "../../../src/app/ledger/places.ts";
import { sequence } from "../../../src/app/ledger/sequence.ts";
import { formatVerifierKey, openCheckpoint, trustOf } from "../../../src/ledger/index.ts";
import { abandonScan, holdLedger, ledgerEntries, openStore, takePending, type Db } from "../../../src/store/index.ts";
import { onEveryDatabase } from "../../store/kit/databases.ts";
import { all, begin, day } from "../../store/kit/world.ts";
import { entryOf } from "../../../src/app/ledger/rows.ts";
import { checks, here, options, scanOf, signer, signerBy, threeScans } from "./kit.ts";

const nothing = { keys: [], older: [], places: [] };
const trust = trustOf([formatVerifierKey(signer.key)]);
const sizeOf = async (db: Db) => (await kindsIn(db)).length;
const kindsIn = async (db: Db) => (await all(ledgerEntries(db))).map(({ kind }) => kind);
let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "clausewatch-ledger-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

onEveryDatabase((databases, dialect) => {
  test("takes what scans tell, in order, and signs it", async () => {
    const { db } = await databases.store();
    await threeScans(db);
    const kinds = (await kindsIn(db)).join(" ");
    expect(kinds).toMatch(/^epoch( (finding )+scan){3}$/);
    const size = kinds.split(" ").length;
    const verdict = await verifyStore(db, nothing);
    expect(verdict).toMatchObject({ ok: true, size, signed: size, compared: 4, pending: 0 });
  });

  test("what waits before the ledger begins is taken when it does", async () => {
    const { db } = await databases.store();
    await scanOf(db, 1, "vol-1");
    await expect(sequence({ db }, options())).rejects.toThrow("has no ledger yet");
    const { taken } = await beginLedger({ db }, options());
    expect(await sizeOf(db)).toBe(1 + taken);
    expect(taken).toBeGreaterThan(1);
    await expect(beginLedger({ db }, options())).rejects.toThrow("has a ledger already");
  });

  test("nothing new: the same head, and no second checkpoint", async () => {
    const { db } = await databases.store();
    await threeScans(db);
    const [first, second] = [await sequence({ db }, options()), await sequence({ db }, options())];
    expect(second).toEqual({ ...first, taken: 0 });
    expect(await db.selectFrom("checkpoints").selectAll().execute()).toHaveLength(4);
  });

  test("every kind of row gets its place, whatever AWS put into it", async () => {
    const { db } = await databases.store();
    await beginLedger({ db }, options());
    const number = await begin(db, { at: day(1), units: [here()], checks });
    await abandonScan(db, number, day(2), "half a character \ud800 and an escape \u001b[2J");
    const waiting = [
      { kind: "waiver", at: day(2), body: '{"waiver":{"id":"w"},"change":"ended","how":"expired"}' },
      { kind: "deleted", at: day(2), body: `{"finding":"ab12","sha256":"${"0".repeat(64)}"}` },
    ];
    await db.insertInto("ledger_pending").values(waiting).execute();
    await sequence({ db }, options());
    expect(await kindsIn(db)).toEqual(["epoch", "scan-abandoned", "waiver-ended", "deletion"]);
    const [, abandoned] = await all(ledgerEntries(db));
    expect(JSON.parse(abandoned!.body!)).toEqual({
      json: expect.stringContaining("half a character \\ud800") as unknown,
    });
    expect(await verifyStore(db, nothing)).toMatchObject({ ok: true, size: 4 });
  });

  test("several at once: each row once, one chain of heads", async () => {
    const { db } = await databases.store();
    await beginLedger({ db }, options());
    for (let n = 1; n <= 8; n++) await scanOf(db, n, `vol-${n}`);
    await Promise.all([1, 2, 3].map(() => sequence({ db }, options({ deadAfterMs: 5_000 }))));
    const size = await sizeOf(db);
    const { changes } = await db
      .selectFrom("changes")
      .select(({ fn }) => fn.countAll().as("changes"))
      .executeTakeFirstOrThrow();
    expect(size).toBe(1 + 8 + Number(changes));
    expect(await verifyStore(db, nothing)).toMatchObject({ ok: true, size, signed: size, pending: 0 });
  });

  test("one that lost its lock writes nothing", async () => {
    const { db } = await databases.store();
    await beginLedger({ db }, options());
    await scanOf(db, 1, "vol-1");
    const slow = await holdLedger(db);
    const late = sequence({ db }, options({ deadAfterMs: 200 }));
    expect((await late).taken).toBeGreaterThan(1);
    await scanOf(db, 2, "vol-2");
    await expect(takePending(db, slow, entryOf)).rejects.toMatchObject({ kind: "fenced" });
    expect(await db.selectFrom("ledger_pending").selectAll().execute()).not.toEqual([]);
    await expect(holdLedger(db, { patienceMs: 0 })).resolves.toBeDefined();
  });

  test("a slow one that writes is not taken for dead", async () => {
    const { db } = await databases.store();
    const slow = await holdLedger(db);
    const waiting = holdLedger(db, { deadAfterMs: 400, patienceMs: 1_000 });
    const beating = (async () => {
      for (let i = 0; i < 12; i++) {
        await takePending(db, slow, entryOf);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    await expect(waiting).rejects.toMatchObject({ kind: "busy" });
    await beating;
  });

  test("a changed entry is not signed, be it that its hash was changed with it", async () => {
    const { db } = await databases.store();
    await threeScans(db);
    const size = await sizeOf(db);
    await scanOf(db, 4, "vol-9");
    await sequence({ db }, options({ reached: (step) => step === "taken" && raise() })).catch(() => undefined);
    await db
      .updateTable("ledger_entries")
      .set({ at: day(99) })
      .where("position", "=", size)
      .execute();
    await expect(sequence({ db }, options())).rejects.toThrow(`entry ${size} has not the hash that was kept of it`);
  });

  test("a tail that was cut is neither replaced nor signed over", async () => {
    const { db } = await databases.store();
    await threeScans(db);
    await db.deleteFrom("ledger_entries").where("position", ">=", 5).execute();
    await scanOf(db, 4, "vol-9");
    await expect(sequence({ db }, options())).rejects.toThrow("the ledger has lost entries");
    expect(await kindsIn(db)).toHaveLength(5);
    expect((await verifyStore(db, nothing)).faults[0]).toMatchObject({ entry: 5 });
  });

  test("another key signs only after it was declared", async () => {
    const { db } = await databases.store();
    await threeScans(db);
    const size = await sizeOf(db);
    const other = options({ signer: signerBy("another") });
    await expect(sequence({ db }, other)).rejects.toThrow("declare the new one");
    await newEpoch({ db }, { reason: "the key is changed every year", known: [] }, other);
    await scanOf(db, 4, "vol-9");
    await sequence({ db }, other);
    const verdict = await verifyStore(db, nothing);
    expect(verdict).toMatchObject({ ok: true, epochs: [{ to: size }, { from: size }] });
    // Who believes the first key alone sees that it is not that any more.
    expect((await verifyStore(db, { ...nothing, keys: [formatVerifierKey(signer.key)] })).ok).toBe(false);
  });

  if (dialect === "sqlite") {
    test("a backup that was restored is refused until its epoch is declared, and then is no tampering", async () => {
      const file = join(folder, "restored.db");
      const places = [filePlace(join(folder, "restored-checkpoints.txt"))];
      let store = await openStore({ kind: "sqlite", file }, day(1));
      await threeScans(store.db, { places });
      const kept = await sizeOf(store.db);
      await store.close();
      await copyFile(file, `${file}.backup`);
      store = await openStore({ kind: "sqlite", file }, day(1));
      await scanOf(store.db, 4, "vol-4");
      const lost = openCheckpoint((await sequence(store, options({ places }))).note, trust);
      await store.close();
      await copyFile(`${file}.backup`, file);
      for (const beside of ["-wal", "-shm"]) await rm(`${file}${beside}`, { force: true });

      store = await openStore({ kind: "sqlite", file }, day(1));
      await scanOf(store.db, 5, "vol-5");
      await expect(sequence(store, options({ places }))).rejects.toThrow(`${lost.size} entries of epoch 1 were signed`);
      expect((await verifyStore(store.db, { ...nothing, places })).ok).toBe(false);
      const begun = await newEpoch(
        store,
        { reason: "restored from the backup of noon", known: [] },
        options({ places }),
      );
      expect(begun).toMatchObject({ givenUp: { size: lost.size }, head: { epoch: 2 } });
      const verdict = await verifyStore(store.db, { ...nothing, places });
      expect(verdict.faults).toEqual([]);
      expect(verdict).toMatchObject({ givenUp: [{ epoch: 1, from: kept, to: lost.size, declared: true }] });
      expect(verdict.size).toBe(await sizeOf(store.db));
      await store.close();
    });
  }
});

describe("a file of checkpoints", () => {
  test("grows, and what broke off in it hides nothing that follows", async () => {
    const path = join(folder, "grows.txt");
    const place = filePlace(path);
    expect(await place.read!()).toEqual([]);
    const store = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
    await threeScans(store.db, { places: [place] });
    const notes = await place.read!();
    const sizes = notes.map((note) => openCheckpoint(note, trust).size);
    expect(sizes).toHaveLength(4);
    expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes);
    expect(sizes.at(-1)).toBe(await sizeOf(store.db));
    await place.put(notes.at(-1)!);
    expect(await place.read!()).toHaveLength(4);
    for (const torn of ["example.com/led", "example.com/ledger\n8\nabc=\n\n\u2014 exam"]) {
      await appendFile(path, torn);
      await scanOf(store.db, 4 + torn.length, `vol-${torn.length}`);
      const { note } = await sequence(store, options({ places: [place] }));
      expect((await place.read!()).at(-1)).toBe(note);
    }
    await store.close();
  });

  test("that cannot be written is told, and the ledger goes on", async () => {
    const store = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
    const begun = await beginLedger(store, options({ places: [filePlace(join(folder, "no", "folder.txt"))] }));
    expect(begun).toMatchObject({
      head: { size: 1 },
      unpublished: [{ what: expect.stringContaining("ENOENT") as unknown }],
    });
    await store.close();
  });

  test("that was emptied is told by nobody, one with another history is", async () => {
    const path = join(folder, "other.txt");
    const store = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
    await threeScans(store.db, { places: [filePlace(path)] });
    const kept = await readFile(path, "utf8");
    const other = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
    await beginLedger(other, options());
    for (let n = 1; n < 9; n++) await scanOf(other.db, n, `vol-${n}x`);
    await writeFile(path, kept);
    await expect(sequence(other, options({ places: [filePlace(path)] }))).rejects.toThrow();
    await Promise.all([store.close(), other.close()]);
  });
});

function raise(): never {
  throw new Error("killed");
}
