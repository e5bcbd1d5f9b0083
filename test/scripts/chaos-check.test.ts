/** That what looks for damage after a kill finds it: each kind, once. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemsOf, type Expected } from "../../scripts/chaos/check.ts";
import { filePlace } from "../../src/app/ledger/places.ts";
import { openStore, type Db } from "../../src/store/index.ts";
import { options, threeScans } from "../app/ledger/kit.ts";
import { begin, day } from "../store/kit/world.ts";
import { checks, here } from "../app/ledger/kit.ts";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "clausewatch-chaos-check-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const damages: Readonly<Record<string, { does: (db: Db) => Promise<unknown>; told: string }>> = {
  "a change is lost": {
    does: (db) => db.deleteFrom("changes").where("kind", "=", "resolved").where("id", "<", 9).execute(),
    told: "in the ledger",
  },
  "a row is not taken up": {
    does: (db) =>
      db
        .insertInto("ledger_pending")
        .values({ kind: "scan", at: day(9), body: "{}" })
        .execute(),
    told: "1 rows wait",
  },
  "an entry is lost": {
    does: (db) => db.deleteFrom("ledger_entries").where("position", "=", 2).execute(),
    told: "the ledger does not hold",
  },
  "a head is not signed": {
    does: (db) => db.deleteFrom("checkpoints").where("size", ">", 1).execute(),
    told: "are not signed",
  },
  "a scan is not over": {
    does: (db) => begin(db, { at: day(9), units: [here()], checks }),
    told: "rows are left in claims",
  },
  "a cell is missing": {
    does: (db) => db.deleteFrom("scan_units").where("scan", "=", 2).execute(),
    told: "answers 0 of 2 cells",
  },
  "a finding is lost": {
    does: (db) => db.updateTable("findings").set({ state: 1 }).execute(),
    told: "0 findings are open",
  },
};

test.each(Object.keys(damages))("%s", async (damage) => {
  const { does, told } = damages[damage]!;
  const store = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
  const file = join(folder, `${damage}.txt`);
  await threeScans(store.db, { ...options(), places: [filePlace(file)] });
  const open = await store.db.selectFrom("findings").select("key").where("state", "=", 0).execute();
  const keys = { live: new Set(open.map(({ key }) => key)) } as unknown as Expected["keys"];
  const expected = { keys, cells: 2, told: 3 };
  expect(await problemsOf(store, file, expected)).toEqual([]);
  expect(await problemsOf(store, file, { ...expected, told: 4 })).toEqual(["4 scans were said to be done, and 3 are"]);
  await does(store.db);
  expect((await problemsOf(store, file, expected)).join("\n")).toContain(told);
  await store.close();
});

test("the file outside has another history", async () => {
  const store = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
  const file = join(folder, "other.txt");
  await threeScans(store.db);
  const { note } = await store.db
    .selectFrom("checkpoints")
    .select("note")
    .where("size", "=", 1)
    .executeTakeFirstOrThrow();
  await writeFile(file, note.replace("\n1\n", "\n99\n"));
  const keys = { live: new Set<string>() } as unknown as Expected["keys"];
  expect((await problemsOf(store, file, { keys, cells: 2, told: 3 })).join()).toContain("the ledger does not hold");
  await store.close();
});
