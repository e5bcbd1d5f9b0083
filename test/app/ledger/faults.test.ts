/** Each call of the database fails once, in turn, while the ledger is written: tried again, it is as if nothing had been. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyStore } from "../../../src/app/ledger/check.ts";
import { filePlace } from "../../../src/app/ledger/places.ts";
import { sequence } from "../../../src/app/ledger/sequence.ts";
import type { SqliteHandle } from "../../../src/store/database/sqlite.ts";
import { ledgerEntries, openStore, type Db } from "../../../src/store/index.ts";
import { sharedDatabase } from "../../store/kit/databases.ts";
import { Proxy, type Cut } from "../../store/kit/proxy.ts";
import { all, day } from "../../store/kit/world.ts";
import { options, scanOf, threeScans } from "./kit.ts";

/** Which faults are tried: each of so many. With FAULTS=all every one is. */
const EVERY = process.env["FAULTS"] === "all" ? 1 : 5;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-ledger-faults-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function prepared(db: Db, file: string) {
  const places = [filePlace(file)];
  await threeScans(db, { places });
  await scanOf(db, 4, "vol-4", "vol-5");
  return places;
}

/** Nothing is lost, doubled or half: the rows are in the ledger once, signed, and the file outside has the same. */
async function expectWhole(db: Db, places: ReturnType<typeof filePlace>[]): Promise<void> {
  const verdict = await verifyStore(db, { keys: [], older: [], places });
  expect(verdict.faults).toEqual([]);
  expect(verdict).toMatchObject({ pending: 0, signed: verdict.size });
  const told = (await all(ledgerEntries(db))).filter(({ kind }) => kind !== "epoch").map(({ body }) => body);
  expect(new Set(told).size).toBe(told.length);
  const { changes } = await db
    .selectFrom("changes")
    .select(({ fn }) => fn.countAll().as("changes"))
    .executeTakeFirstOrThrow();
  expect(told).toHaveLength(Number(changes) + 4);
}

test.each(["before", "after"] as const)("sqlite: a call fails %s it is done", { timeout: 120_000 }, async (when) => {
  const before = join(folder, `${when}.db`);
  const first = await openStore({ kind: "sqlite", file: before }, day(1));
  await prepared(first.db, `${before}.txt`);
  await first.close();
  let fired = true;
  for (let n = 1; fired; n += EVERY) {
    const file = join(folder, `${when}-${n}.db`);
    for (const end of ["", ".txt"]) await copyFile(`${before}${end}`, `${file}${end}`);
    const plain = await openStore({ kind: "sqlite", file }, day(1));
    const places = [filePlace(`${file}.txt`)];
    let left = Infinity;
    const call = <T>(work: () => T): T => {
      const hit = --left === 0;
      if (hit) fired = true;
      if (hit && when === "before") throw Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR" });
      const value = work();
      if (hit) throw Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR" });
      return value;
    };
    const store = await openStore({ kind: "sqlite", file, wrap: (handle) => failing(handle, call) }, day(1));
    left = n;
    fired = false;
    await sequence(store, options({ places, deadAfterMs: 50 })).catch(() => undefined);
    await store.close();
    await sequence(plain, options({ places, deadAfterMs: 50 }));
    await expectWhole(plain.db, places);
    await plain.close();
  }
});

function failing(handle: SqliteHandle, call: <T>(work: () => T) => T): SqliteHandle {
  return {
    exec: (text) => (text === "rollback" ? handle.exec(text) : call(() => handle.exec(text))),
    close: () => handle.close(),
    get isTransaction() {
      return handle.isTransaction;
    },
    prepare: (text) => {
      const statement = handle.prepare(text);
      return {
        all: (...values: never[]) => call(() => statement.all(...values)),
        run: (...values: never[]) => call(() => statement.run(...values)),
        iterate: statement.iterate.bind(statement),
        columns: statement.columns.bind(statement),
      } as never;
    },
  };
}

test.each<Cut>(["before it arrives", "before it is answered", "terminated before it arrives"])(
  "postgres: the connection is cut around COMMIT: %s",
  { timeout: 120_000 },
  async (cut) => {
    let fired = true;
    for (let n = 1; fired; n += EVERY === 1 ? 1 : 2) {
      const address = await sharedDatabase("store");
      const direct = await openStore({ kind: "postgres", address, connections: 1 }, day(1));
      const places = await prepared(direct.db, join(folder, `${address.database}.txt`));
      const terminate = async () => {
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
        `.execute(direct.db);
      };
      const proxy = await Proxy.start(address.port, { cut, of: (message) => message.includes("commit"), terminate });
      const there = { ...address, port: proxy.port };
      const store = await openStore({ kind: "postgres", address: there, connections: 1 }, day(1));
      proxy.arm(n);
      // It tries again by itself: nobody above it notices.
      await sequence(store, options({ places, deadAfterMs: 50 }));
      await expectWhole(direct.db, places);
      fired = proxy.fired;
      await store.close();
      await proxy.stop();
      await direct.close();
    }
  },
);
