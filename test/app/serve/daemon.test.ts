import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { verifyStore } from "../../../src/app/ledger/check.ts";
import { gapsOf } from "../../../src/app/ledger/gaps.ts";
import type { Source } from "../../../src/contract/index.ts";
import { listFindings, listScans, unfinishedScans, type Store } from "../../../src/store/index.ts";
import { changesOf } from "../../../src/app/serve/changed.ts";
import { askedFor } from "../../../src/app/serve/setup.ts";
import { Home, runUntil, sampleSource, settled, SimTicker, startDaemon, storeAt } from "./kit.ts";

let home: Home;
let stores: Store[] = [];
let files = 0;

const nightly = `schedules:
  - name: nightly
    cron: "0 3 * * *"
`;

beforeAll(async () => {
  home = await Home.make(nightly);
});
afterAll(() => home.remove());
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await home.write(nightly);
});

async function freshStore(at: string): Promise<Store> {
  const store = await storeAt({ kind: "sqlite", file: join(home.folder, `${++files}.db`) }, at);
  stores.push(store);
  return store;
}

describe("a simulated month", () => {
  // A few checks are enough to know when they ran.
  beforeAll(() => home.write(`${nightly}    controls: [encryption-at-rest, backup]\n`));

  test(
    "every due time is scanned or explained, through a stop, and the ledger verifies",
    { timeout: 120_000 },
    async () => {
      const ticker = new SimTicker("2026-03-01T12:00:00Z");
      const store = await freshStore("2026-03-01T12:00:00.000Z");
      const first = await startDaemon({ home, store, ticker });
      await runUntil(ticker, first.daemon, "2026-03-14T12:00:00Z");
      first.daemon.stop();
      await first.run;
      // Three nights without it.
      ticker.jump(Date.parse("2026-03-17T12:00:00Z"));
      const second = await startDaemon({ home, store, ticker });
      await runUntil(ticker, second.daemon, "2026-04-01T12:00:00Z");
      second.daemon.stop();
      await second.run;

      const ends = [...first.ends, ...second.ends];
      expect(ends.map(({ outcome }) => outcome)).toEqual(ends.map(() => "complete"));
      // 13 nights, one scan for the three that were missed, 15 nights.
      expect(ends).toHaveLength(13 + 1 + 15);
      const due = await gapsOf(store.db, {
        schedules: [{ name: "nightly", cron: "0 3 * * *" }],
        from: "2026-03-01T12:00:00.000Z",
        to: "2026-04-01T12:00:00.000Z",
        at: ticker.now().toISOString(),
        graceMs: 0,
      });
      expect(due).toHaveLength(31);
      const missed = due.filter(({ state }) => state !== "done");
      expect(missed).toEqual([
        expect.objectContaining({
          due: "2026-03-15T03:00:00.000Z",
          state: "missed",
          why: "clausewatch was not running",
        }),
        expect.objectContaining({
          due: "2026-03-16T03:00:00.000Z",
          state: "missed",
          why: "clausewatch was not running",
        }),
      ]);
      const verdict = await verifyStore(store.db, { keys: [], older: [], places: [] });
      expect(verdict.faults).toEqual([]);
    },
  );
});

test("a clock that is set does nothing twice and loses nothing", { timeout: 60_000 }, async () => {
  const ticker = new SimTicker("2026-03-01T12:00:00Z");
  const store = await freshStore("2026-03-01T12:00:00.000Z");
  const { daemon, ends, run } = await startDaemon({ home, store, ticker });
  await runUntil(ticker, daemon, "2026-03-02T04:00:00Z");
  ticker.jump(Date.parse("2026-03-02T02:30:00Z"));
  await runUntil(ticker, daemon, "2026-03-02T12:00:00Z");
  expect(ends).toHaveLength(1);
  await runUntil(ticker, daemon, "2026-03-03T12:00:00Z");
  expect(ends).toHaveLength(2);
  daemon.stop();
  await run;
});

test(
  "what was scanned while the clock was years ahead keeps nothing from being scanned",
  { timeout: 60_000 },
  async () => {
    await home.write(`${nightly}    checks: [ebs-volume-encrypted]\n`);
    const ticker = new SimTicker("2031-03-01T12:00:00Z");
    const store = await freshStore("2031-03-01T12:00:00.000Z");
    const first = await startDaemon({ home, store, ticker });
    await runUntil(ticker, first.daemon, "2031-03-02T12:00:00Z");
    expect(first.ends).toHaveLength(1);
    // It is set right while the daemon runs, and then it is started anew.
    ticker.jump(Date.parse("2026-03-01T12:00:00Z"));
    first.daemon.reloadSoon();
    await runUntil(ticker, first.daemon, "2026-03-03T12:00:00Z");
    expect(first.ends).toHaveLength(3);
    first.daemon.stop();
    await first.run;
    const second = await startDaemon({ home, store, ticker });
    await runUntil(ticker, second.daemon, "2026-03-05T12:00:00Z");
    expect(second.ends.map(({ outcome }) => outcome)).toEqual(["complete", "complete"]);
    second.daemon.stop();
    await second.run;
  },
);

test("what is asked for is scanned at once, with what it is about", { timeout: 60_000 }, async () => {
  const ticker = new SimTicker("2026-03-01T12:00:00Z");
  const store = await freshStore("2026-03-01T12:00:00.000Z");
  const { daemon, ends, run } = await startDaemon({ home, store, ticker });
  const told = await daemon.scan(askedFor({ controls: ["encryption-at-rest"], accounts: ["111122223333"] }));
  expect(told.summary?.cells.planned).toBeGreaterThan(0);
  expect(ends).toMatchObject([{ schedule: "by hand", outcome: "complete" }]);
  const { findings } = await listFindings(store.db, { now: ticker.now().toISOString() });
  expect(new Set(findings.map(({ unit }) => unit.account))).toEqual(new Set(["111122223333"]));
  daemon.stop();
  await run;
  await expect(daemon.scan(askedFor({}))).rejects.toThrow("stopping");
});

test("a scan that is stopped is taken up again, and no unit is read twice", { timeout: 60_000 }, async () => {
  await home.write(nightly, 1);
  const straight = await keysOf(async (store, ticker) => {
    const { daemon, run } = await startDaemon({ home, store, ticker });
    await runUntil(ticker, daemon, "2026-03-02T04:00:00Z");
    daemon.stop();
    await run;
  });

  const reads: string[] = [];
  let stop = () => undefined as void;
  const counting = (): Source => {
    const source = sampleSource();
    return {
      ...source,
      read: async (request, onPage) => {
        const { unit, listing } = request;
        reads.push(`${unit.account} ${unit.region} ${listing.id}`);
        if (new Set(reads.map((read) => read.split(" ", 2).join(" "))).size === 3) stop();
        return await source.read(request, onPage);
      },
    };
  };
  const resumed = await keysOf(async (store, ticker) => {
    const first = await startDaemon({ home, store, ticker, source: counting });
    stop = () => first.daemon.stop();
    await settled(ticker, first.daemon);
    ticker.jump(Date.parse("2026-03-02T03:00:00Z"));
    await first.run;
    expect(first.ends.map(({ outcome }) => outcome)).toEqual(["handed back"]);
    expect(await unfinishedScans(store.db)).toHaveLength(1);
    stop = () => undefined;
    ticker.jump(Date.parse("2026-03-02T03:20:00Z"));
    const second = await startDaemon({ home, store, ticker, source: counting });
    await runUntil(ticker, second.daemon, "2026-03-02T04:00:00Z");
    expect(second.ends.map(({ outcome }) => outcome)).toEqual(["complete"]);
    expect(await listScans(store.db)).toMatchObject([{ state: "done", started: "2026-03-02T03:00:00.000Z" }]);
    second.daemon.stop();
    await second.run;
  });
  expect(resumed).toEqual(straight);
  const regional = reads.filter((read) => !read.includes(" global "));
  expect(regional.toSorted()).toEqual([...new Set(regional)].toSorted());
});

/** The keys of what is open after something was done with a store. */
async function keysOf(work: (store: Store, ticker: SimTicker) => Promise<void>): Promise<string[]> {
  const store = await freshStore("2026-03-02T02:59:00.000Z");
  await work(store, new SimTicker("2026-03-02T02:59:00Z"));
  const { findings } = await listFindings(store.db, { now: "2026-03-03T00:00:00.000Z", limit: 1000 });
  return findings.map(({ key }) => key).toSorted();
}

test("a deadline leaves unknown what was not read by then", { timeout: 60_000 }, async () => {
  await home.write(`${nightly}    deadlineMinutes: 30\n`);
  const ticker = new SimTicker("2026-03-02T02:59:00Z");
  const store = await freshStore("2026-03-02T02:59:00.000Z");
  const stuck = sampleSource();
  const source = {
    ...stuck,
    read: async (...asked: Parameters<typeof stuck.read>) => {
      if (asked[0].unit.account === "444455556666") await new Promise(() => undefined);
      return await stuck.read(...asked);
    },
  };
  const { daemon, ends, run } = await startDaemon({ home, store, ticker, source: () => source });
  await settled(ticker, daemon);
  ticker.advance();
  // The other account is read; then nothing goes on until the deadline.
  while (daemon.scanning === null || !ticker.isWaitedFor) await new Promise((resolve) => setImmediate(resolve));
  for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(ends).toEqual([]);
  ticker.advance();
  await settled(ticker, daemon);
  expect(ends).toMatchObject([{ outcome: "incomplete", seconds: 1800 }]);
  const { findings } = await listFindings(store.db, { now: ticker.now().toISOString() });
  expect(findings.some(({ unit }) => unit.account === "111122223333")).toBe(true);
  daemon.stop();
  await run;
});

test("what changes while the daemon reads its configuration is read, too", { timeout: 60_000 }, async () => {
  const ticker = new SimTicker("2026-03-01T12:00:00Z");
  const store = await freshStore("2026-03-01T12:00:00.000Z");
  let reads = 0;
  const load = async () => {
    const setup = await home.load();
    if (++reads === 1) await home.write(nightly.replace("nightly", "changed"));
    return setup;
  };
  const written = Object.assign(Object.create(home) as Home, { load });
  const changed = changesOf(async () => [home.config]);
  const { daemon, run } = await startDaemon({ home: written, store, ticker, changed });
  await settled(ticker, daemon);
  expect(daemon.schedules().map(({ name }) => name)).toEqual(["changed"]);
  daemon.stop();
  await run;
});

test("a configuration that is wrong changes nothing, and one that is right does", { timeout: 60_000 }, async () => {
  const ticker = new SimTicker("2026-03-01T12:00:00Z");
  const store = await freshStore("2026-03-01T12:00:00.000Z");
  const { daemon, ends, logged, run } = await startDaemon({ home, store, ticker });
  await home.write('schedules:\n  - name: nightly\n    cron: "61 3 * * *"\n');
  daemon.reloadSoon();
  await settled(ticker, daemon);
  expect(logged.at(-1)).toMatchObject({ level: "error", message: expect.stringContaining("stays in force") });
  expect(daemon.schedules().map(({ name }) => name)).toEqual(["nightly"]);
  expect(daemon.refused).toBe(true);
  await home.write('schedules:\n  - name: hourly\n    cron: "0 * * * *"\n    controls: [backup]\n');
  daemon.reloadSoon();
  await runUntil(ticker, daemon, "2026-03-01T14:30:00Z");
  expect(ends.map(({ schedule }) => schedule)).toEqual(["hourly", "hourly"]);
  expect(daemon.refused).toBe(false);
  daemon.stop();
  await run;
});

test(
  "a right configuration that cannot be planned for now is not called wrong, and comes later",
  { timeout: 60_000 },
  async () => {
    const start = "2026-03-01T12:00:00Z";
    await home.write('schedules:\n  - name: nightly\n    cron: "0 3 * * *"\n');
    const ticker = new SimTicker(start);
    const store = await freshStore("2026-03-01T12:00:00.000Z");
    const { daemon, logged, run } = await startDaemon({ home, store, ticker });
    await settled(ticker, daemon);
    await home.write('schedules:\n  - name: hourly\n    cron: "0 * * * *"\n    controls: [backup]\n');
    const away = store.db.schema.alterTable("scans").renameTo("scans_away");
    await away.execute();
    daemon.reloadSoon();
    await settled(ticker, daemon);
    expect(logged.at(-1)).toMatchObject({ message: "cannot go on for now" });
    expect(logged.some(({ message }) => message.includes("is refused"))).toBe(false);
    expect(daemon.schedules().map(({ name }) => name)).toEqual(["nightly"]);
    await store.db.schema.alterTable("scans_away").renameTo("scans").execute();
    await runUntil(ticker, daemon, "2026-03-01T12:05:00Z");
    expect(daemon.schedules().map(({ name }) => name)).toEqual(["hourly"]);
    daemon.stop();
    await run;
  },
);

test("what cannot be scanned is tried three times, and then at the next due time", { timeout: 60_000 }, async () => {
  const ticker = new SimTicker("2026-03-01T12:00:00Z");
  const store = await freshStore("2026-03-01T12:00:00.000Z");
  let broken = true;
  const failing = sampleSource();
  const source = {
    ...failing,
    accounts: async () => {
      if (broken) throw new Error("no way");
      return await failing.accounts();
    },
  };
  const { daemon, ends, run } = await startDaemon({ home, store, ticker, source: () => source });
  await runUntil(ticker, daemon, "2026-03-02T12:00:00Z");
  expect(ends.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
  broken = false;
  await runUntil(ticker, daemon, "2026-03-03T12:00:00Z");
  expect(ends.at(-1)).toMatchObject({ outcome: "complete" });
  expect(await unfinishedScans(store.db)).toEqual([]);
  expect((await listScans(store.db)).map(({ state }) => state)).toEqual(["done"]);
  daemon.stop();
  await run;
});
