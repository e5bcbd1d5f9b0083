import fc from "fast-check";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { bucketPlace } from "../../../src/app/ledger/bucket-place.ts";
import type { Bucket } from "../../../src/deliver/index.ts";
import { signCheckpoint } from "../../../src/ledger/index.ts";
import { beginLedger, newEpoch } from "../../../src/app/ledger/epochs.ts";
import { verifyStore } from "../../../src/app/ledger/check.ts";
import { sequence } from "../../../src/app/ledger/sequence.ts";
import { openStore } from "../../../src/store/index.ts";
import { day } from "../../store/kit/world.ts";
import { options, scanOf, signer, threeScans } from "./kit.ts";

const noteOf = (size: number, epoch = 1, fill = size % 256) =>
  signCheckpoint({ epoch, size, root: new Uint8Array(32).fill(fill) }, signer);

/** A bucket in memory, that gives `page` names at a time. */
function memory(page = 1000) {
  const objects = new Map<string, string>();
  const locks: (Date | null)[] = [];
  let calls = 0;
  const sorted = () => [...objects.keys()].sort();
  const bucket: Bucket = {
    create: async (name, text, lockedUntil) => {
      if (objects.has(name)) return false;
      objects.set(name, text);
      locks.push(lockedUntil);
      return true;
    },
    read: async (name) => objects.get(name) ?? null,
    list: async (folder, after) => {
      calls++;
      const behind = sorted().filter((name) => name.startsWith(folder) && name > after);
      return { names: behind.slice(0, page), more: behind.length > page };
    },
    folders: async () => [
      ...new Set(sorted().flatMap((name) => (name.includes("/") ? name.slice(0, name.indexOf("/") + 1) : []))),
    ],
  };
  return { bucket, objects, locks, calls: () => calls };
}

const settings = { bucket: "kept", prefix: "a/" };

test("an object for each checkpoint, sorted by age; the same one twice is one", async () => {
  const { bucket, objects, locks } = memory();
  const place = bucketPlace(bucket, settings);
  expect(place.name).toBe("s3://kept/a/");
  const notes = [noteOf(9), noteOf(10), noteOf(3, 2), noteOf(4, 10)];
  for (const note of notes) await place.put(note);
  await place.put(notes[1]!);
  expect([...objects.keys()]).toEqual([
    "epoch-000001/0000000000000009.txt",
    "epoch-000001/0000000000000010.txt",
    "epoch-000002/0000000000000003.txt",
    "epoch-000010/0000000000000004.txt",
  ]);
  expect(await place.read!()).toEqual(notes);
  expect(await place.newest!()).toEqual([notes[3]]);
  expect(locks).toEqual([null, null, null, null]);
});

test("another checkpoint of the same size is told, and neither replaces the other", async () => {
  const { bucket, objects } = memory();
  const place = bucketPlace(bucket, settings);
  await place.put(noteOf(9));
  await expect(place.put(noteOf(9, 1, 77))).rejects.toThrow("it has another epoch-000001/0000000000000009.txt");
  expect([...objects.values()]).toEqual([noteOf(9)]);
});

test("what is kept is kept from now on, for so many days", async () => {
  const { bucket, locks } = memory();
  await bucketPlace(bucket, { ...settings, retainDays: 31 }, () => Date.parse("2026-01-01T06:00:00Z")).put(noteOf(1));
  expect(locks).toEqual([new Date("2026-02-01T06:00:00Z")]);
});

test("nothing is there, or nothing of ours", async () => {
  const { bucket, objects } = memory();
  const place = bucketPlace(bucket, settings);
  expect([await place.read!(), await place.newest!()]).toEqual([[], []]);
  for (const name of ["x.txt", "notes/0000000000000009.txt", "epoch-000001/9.txt", "epoch-000001/9999999999999999.txt"])
    objects.set(name, noteOf(9));
  expect([await place.read!(), await place.newest!()]).toEqual([[], []]);
  // It has the name of one of ours: whoever verifies is to see it.
  objects.set("epoch-000001/0000000000000001.txt", "no checkpoint");
  expect([await place.read!(), await place.newest!()]).toEqual([["no checkpoint"], ["no checkpoint"]]);
});

test("the newest is found, whatever the sizes, in few calls", async () => {
  const sizes = fc.uniqueArray(
    fc.oneof(fc.nat(60), fc.maxSafeNat()).filter((size) => size > 0),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  const law = async (all: readonly number[], page: number) => {
    const { bucket, calls } = memory(page);
    const place = bucketPlace(bucket, settings);
    for (const size of all) await place.put(noteOf(size));
    expect((await place.newest!()).at(-1)).toBe(noteOf(Math.max(...all)));
    expect(calls()).toBeLessThan(120);
    expect(await place.read!()).toEqual(all.toSorted((a, b) => a - b).map((size) => noteOf(size)));
  };
  await fc.assert(fc.asyncProperty(sizes, fc.integer({ min: 1, max: 9 }), law), { numRuns: 60 });
});

const openHere = () => openStore({ kind: "sqlite", file: ":memory:" }, day(1));

test("a store of another history signs nothing, and what the bucket has shows it", async () => {
  const { bucket, objects } = memory(2);
  const places = [bucketPlace(bucket, settings)];
  const [store, other] = await Promise.all([openHere(), openHere()]);
  await threeScans(store.db, { places });
  expect(objects.size).toBe(4);
  expect(await verifyStore(store.db, { keys: [], older: [], places })).toMatchObject({ ok: true, compared: 8 });

  await beginLedger(other, options());
  for (let n = 1; n < 9; n++) await scanOf(other.db, n, `vol-${n}x`);
  await expect(sequence(other, options({ places }))).rejects.toThrow("has lost entries");
  expect(await verifyStore(other.db, { keys: [], older: [], places })).toMatchObject({ ok: false });
  const { givenUp, head } = await newEpoch(other, { reason: "another", known: [] }, options({ places }));
  expect([givenUp?.epoch, head.epoch, objects.size]).toEqual([1, 2, 5]);
  await Promise.all([store.close(), other.close()]);
});

test("a bucket that answers slowly, or not at all, costs nobody the right to write", async () => {
  const { bucket, objects } = memory();
  const place = bucketPlace(bucket, settings);
  const slow = { ...place, newest: () => setTimeout(150).then(() => place.newest!()) };
  const store = await openHere();
  const all = options({ places: [slow], deadAfterMs: 50 });
  await beginLedger(store, all);
  await scanOf(store.db, 1, "vol-1");
  await Promise.all([1, 2, 3].map(() => sequence(store, all)));
  expect(objects.size).toBe(2);

  const failing = async () => Promise.reject(new Error("s3:PutObject: AccessDenied: no"));
  await scanOf(store.db, 2, "vol-2");
  const { unpublished } = await sequence(store, options({ places: [{ ...place, newest: failing, put: failing }] }));
  expect(unpublished).toEqual([{ place: "s3://kept/a/", what: "s3:PutObject: AccessDenied: no" }]);
  await store.close();
});
