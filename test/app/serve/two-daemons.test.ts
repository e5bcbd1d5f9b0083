/** Two daemons on one store in PostgreSQL, and a server that goes away under one. */
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { verifyStore } from "../../../src/app/ledger/check.ts";
import type { Source } from "../../../src/contract/index.ts";
import { listFindings, openStore, type PostgresAddress, type Store } from "../../../src/store/index.ts";
import { startPostgres, type PostgresServer } from "../../store/kit/postgres.ts";
import { Home, sampleSource, SimTicker, startDaemon, storeAt } from "./kit.ts";

const before = "2026-03-02T02:59:00.000Z";
const due = "2026-03-02T03:00:00.000Z";
const nightly = `schedules:
  - name: nightly
    cron: "0 3 * * *"
    controls: [encryption-at-rest]
`;

let server: PostgresServer;
let home: Home;
let straight: readonly string[];
let told: readonly string[];
const stuck: (() => void)[] = [];
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [server, home] = await Promise.all([startPostgres(), Home.make(nightly)]);
  const { store, address } = await world();
  const alone = await daemonAt(address);
  await alone.scanned();
  straight = await keysIn(store);
  told = await changesIn(store);
  await end();
}, 60_000);
afterEach(end, 30_000);
afterAll(async () => {
  await home.remove();
  await server.stop();
}, 60_000);

async function end(): Promise<void> {
  for (const goOn of stuck.splice(0)) goOn();
  for (const close of closing.splice(0).toReversed()) await close();
}

async function world(): Promise<{ address: PostgresAddress; store: Store }> {
  const address = await server.database();
  const store = await storeAt({ kind: "postgres", address, connections: 2 }, before);
  closing.push(() => store.close());
  return { address, store };
}

/** A daemon with connections and a clock of its own, a minute before the due time. */
async function daemonAt(address: PostgresAddress, source: Source = sampleSource()) {
  const store = await openStore({ kind: "postgres", address, connections: 6 }, before);
  const ticker = new SimTicker(before);
  const { daemon, ends, run } = await startDaemon({ home, store, ticker, source: () => source });
  let stopped: Promise<void> | null = null;
  const stop = () => {
    daemon.stop();
    return (stopped ??= run.then(() => store.close()));
  };
  closing.push(stop);
  /** Its clock goes on, minute by minute, until it scanned `count` times or was told that somebody else did. */
  const scanned = async (count = 1, latest = "2026-03-02T03:30:00.000Z") => {
    for (; ends.length < count; await new Promise((resolve) => setTimeout(resolve, 20))) {
      if (daemon.scanning !== null || !ticker.isWaitedFor) continue;
      if (ticker.now().getTime() >= Date.parse(latest)) return;
      ticker.advance(Math.max(Date.parse(due), ticker.now().getTime() + 60_000));
    }
  };
  return { daemon, ticker, ends, scanned, stop };
}

/** The sample account, of which the `at`th read waits: `begun` tells that it does, `goOn` that it needs not any more. */
function stuckAt(at: number) {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const { promise: free, resolve: goOn } = Promise.withResolvers<void>();
  stuck.push(goOn);
  const source = sampleSource();
  let reads = 0;
  const read: Source["read"] = async (...asked) => {
    if (++reads === at) {
      resolve();
      await free;
    }
    return await source.read(...asked);
  };
  return { source: { ...source, read }, begun, goOn };
}

async function keysIn({ db }: Store): Promise<readonly string[]> {
  const { findings } = await listFindings(db, { now: "2026-03-03T00:00:00.000Z", limit: 1000 });
  return findings.map(({ key }) => key).toSorted();
}

async function changesIn({ db }: Store): Promise<readonly string[]> {
  const changes = db.selectFrom("changes").innerJoin("findings", "findings.id", "changes.finding");
  const rows = await changes.select(["key", "number", "kind"]).execute();
  return rows.map(({ key, number, kind }) => `${key} ${number} ${kind}`).toSorted();
}

/** One scan is done for the due time, with what a scan finds that nobody disturbs, each change told once. */
async function expectOneScan(store: Store): Promise<void> {
  const { db } = store;
  const scans = await db.selectFrom("scans").select(["state", "due"]).where("state", "!=", "abandoned").execute();
  expect(scans).toEqual([{ state: "done", due }]);
  expect(await keysIn(store)).toEqual(straight);
  expect(await changesIn(store)).toEqual(told);
  for (const table of ["claims", "staged", "gathered"] as const)
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
  const verdict = await verifyStore(db, { keys: [], older: [], places: [] });
  expect(verdict).toMatchObject({ ok: true, faults: [] });
}

test("a due time of both is scanned once", { timeout: 60_000 }, async () => {
  const { address, store } = await world();
  const held = stuckAt(5);
  const first = await daemonAt(address, held.source);
  const second = await daemonAt(address);
  const one = first.scanned();
  await held.begun;
  // The other one waits for the right to scan, and gets it as soon as the first has done it.
  const other = second.scanned();
  await expect.poll(() => second.daemon.scanning).toBe("nightly");
  held.goOn();
  await Promise.all([one, other]);
  await expectOneScan(store);
  expect([...first.ends, ...second.ends]).toMatchObject([{ outcome: "complete" }]);
});

test("the other one goes on with the scan of one that died", { timeout: 60_000 }, async () => {
  const { address, store } = await world();
  const held = stuckAt(30);
  const first = await daemonAt(address, held.source);
  const one = first.scanned();
  await held.begun;
  // Its connections end, as those of a process do that is no more.
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(store.db);
  const second = await daemonAt(address);
  await second.scanned();
  expect(second.ends).toMatchObject([{ outcome: "complete" }]);
  await expectOneScan(store);
  // Nor does anything come of it where it was not dead.
  held.goOn();
  await one;
  await expectOneScan(store);
  expect(first.ends).toMatchObject([{ outcome: "handed back" }]);
});

test("one that stood still for longer than its lease is fenced out", { timeout: 60_000 }, async () => {
  const { address, store } = await world();
  const held = stuckAt(30);
  const first = await daemonAt(address, held.source);
  const second = await daemonAt(address);
  const one = first.scanned();
  await held.begun;
  const fact = await store.db.selectFrom("facts").select("value").where("name", "=", "scanning").executeTakeFirst();
  const [pid] = fact!.value.split(" ");
  await store.db
    .updateTable("facts")
    .set({ value: `${pid} 1` })
    .where("name", "=", "scanning")
    .execute();
  const other = second.scanned();
  await expect.poll(() => second.ends.length, { timeout: 20_000 }).toBe(1);
  held.goOn();
  await Promise.all([one, other]);
  expect(first.ends).toMatchObject([{ outcome: "handed back" }]);
  expect(second.ends).toMatchObject([{ outcome: "complete" }]);
  await expectOneScan(store);
});

test("one whose server is restarted in the middle goes on", { timeout: 60_000 }, async () => {
  const { address, store } = await world();
  const held = stuckAt(30);
  const one = await daemonAt(address, held.source);
  const scanned = one.scanned();
  await held.begun;
  await server.restart();
  held.goOn();
  await scanned;
  expect(one.ends).toMatchObject([{ outcome: "complete" }]);
  await expectOneScan(store);
});
