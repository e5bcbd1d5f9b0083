import { afterAll, beforeAll, expect, test } from "vitest";
import type { Source } from "../../../src/contract/index.ts";
import { Coordinator } from "../../../src/app/work/coordinator.ts";
import { Queue } from "../../../src/app/work/queue.ts";
import { UnitWorker } from "../../../src/app/work/worker.ts";
import type { Log } from "../../../src/app/serve/log.ts";
import { blind, type ScannerOptions } from "../../../src/app/serve/scanner.ts";
import { askedFor } from "../../../src/app/serve/setup.ts";
import { writeKept } from "../../../src/app/ledger/kept.ts";
import { KeptListings, openRecording } from "../../../src/recording/index.ts";
import { answersOf, listFindings, listScans, openStore, type Store } from "../../../src/store/index.ts";
import { startPostgres, type PostgresServer } from "../../store/kit/postgres.ts";
import { Home, sampleSource, SimTicker, startDaemon, storeAt } from "../serve/kit.ts";

const settings = { leaseSeconds: 10, attempts: 2, unitMinutes: 1, retrySeconds: 1 };
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let server: PostgresServer;
let home: Home;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [server, home] = await Promise.all([startPostgres(), Home.make("")]);
}, 60_000);
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  await home.remove();
  await server.stop();
}, 60_000);

/** Where what is read is kept at length: nowhere, or in a folder. */
type Keep = NonNullable<ScannerOptions["keep"]>;
const nowhere: Keep = () => null;
const keepIn =
  (name: string): Keep =>
  () =>
    new KeptListings(`${home.folder}/${name}`);

async function world({ keep = nowhere } = {}) {
  const address = await server.database();
  const start = "2026-03-02T03:00:00.000Z";
  const store = await storeAt({ kind: "postgres", address, connections: 6 }, start);
  const queue = await Queue.open(address, settings, quiet);
  closing.push(
    () => store.close(),
    () => queue.stop(1000),
  );
  const ticker = new SimTicker(start);
  const coordinator = new Coordinator({ queue, store, now: () => ticker.now() });
  const { daemon, ends, run } = await startDaemon({ home, store, ticker, elsewhere: coordinator.elsewhere, keep });
  closing.push(async () => {
    daemon.stop();
    await run;
  });
  return { address, store, ticker, daemon, ends };
}

type World = Awaited<ReturnType<typeof world>>;

/** A worker in this process, with connections of its own. */
async function worker({ address, ticker }: World, source: Source, reads: string[] = [], keep = nowhere) {
  const store = await openStore({ kind: "postgres", address, connections: 2 }, "2026-03-02T03:00:00.000Z");
  const queue = await Queue.open(address, settings, quiet);
  const setup = await home.load();
  const counted: Source = {
    ...source,
    read: async (request, onPage) => {
      reads.push(`${request.unit.account} ${request.unit.region} ${request.listing.id}`);
      return await source.read(request, onPage);
    },
  };
  const units = new UnitWorker({
    store,
    setup: () => setup,
    open: async (_, { accounts }) => ({
      ...counted,
      accounts: async () => (await counted.accounts()).filter(({ account }) => accounts.includes(account)),
      close: () => undefined,
    }),
    keep,
    ticker,
    log: quiet,
    observer: blind,
  });
  closing.push(
    () => store.close(),
    () => setup.close(),
    () => units.close(),
    () => queue.stop(1000),
  );
  return { store, queue, units };
}

async function keysIn(store: Store): Promise<string[]> {
  const { findings } = await listFindings(store.db, { now: "2026-03-03T00:00:00.000Z", limit: 1000 });
  return findings.map(({ key }) => key).toSorted();
}

test("two workers answer what one process alone would, and read no unit twice", { timeout: 60_000 }, async () => {
  const one = await world();
  const reads: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { queue, units } = await worker(one, sampleSource(), reads);
    await queue.work(2, 2, (job) => units.answer(job));
  }
  const told = await one.daemon.scan(askedFor({}));
  expect(told.summary?.cells.unknown).toBe(0);
  const regional = reads.filter((read) => !read.includes(" global "));
  expect(regional.toSorted()).toEqual([...new Set(regional)].toSorted());

  const store = await storeAt({ kind: "sqlite", file: `${home.folder}/alone.db` }, "2026-03-02T03:00:00.000Z");
  closing.push(() => store.close());
  const alone = await startDaemon({ home, store, ticker: new SimTicker("2026-03-02T03:00:00.000Z") });
  const straight = await alone.daemon.scan(askedFor({}));
  alone.daemon.stop();
  await alone.run;
  expect(told.summary?.cells).toEqual(straight.summary?.cells);
  expect(told.summary?.findings).toEqual(straight.summary?.findings);
  expect(await keysIn(one.store)).toEqual(await keysIn(store));
});

test("what several workers read is kept in one folder, and judged again from there", { timeout: 60_000 }, async () => {
  const keep = keepIn("shared");
  const one = await world({ keep });
  for (let i = 0; i < 2; i++) {
    const { queue, units } = await worker(one, sampleSource(), [], keep);
    await queue.work(2, 2, (job) => units.answer(job));
  }
  const told = await one.daemon.scan(askedFor({}));
  const out = `${home.folder}/kept.jsonl.gz`;
  const written = await writeKept(one.store.db, new KeptListings(`${home.folder}/shared`), { scan: told.id }, out);
  expect(written).toMatchObject({ scan: told.id, recorded: "2026-03-02T03:00:00.000Z", entry: expect.any(Number) });

  const recording = await openRecording(out);
  const store = await storeAt({ kind: "sqlite", file: `${home.folder}/again.db` }, "2026-03-02T03:00:00.000Z");
  closing.push(() => store.close());
  const again = await startDaemon({
    home,
    store,
    ticker: new SimTicker("2026-03-02T03:00:00.000Z"),
    source: () => recording,
  });
  const straight = await again.daemon.scan(askedFor({}));
  again.daemon.stop();
  await again.run;
  expect(straight.summary?.cells).toEqual(told.summary?.cells);
  expect(await keysIn(one.store)).toEqual(await keysIn(store));
});

test("a worker that keeps what it reads in a folder of its own is told", { timeout: 60_000 }, async () => {
  const one = await world({ keep: keepIn("of the daemon") });
  const { queue, units } = await worker(one, sampleSource(), [], keepIn("of the worker"));
  await queue.work(4, 4, (job) => units.answer(job));
  const scan = one.daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  await expect(scan).rejects.toThrow("whoever reads for this store must have the same folder");
  expect((await listScans(one.store.db)).map(({ state }) => state)).toEqual(["abandoned"]);
});

test("what no worker can read is unknown, with what the last one said", { timeout: 60_000 }, async () => {
  const one = await world();
  const source = sampleSource();
  const broken = {
    ...source,
    read: async (...asked: Parameters<Source["read"]>) => {
      if (asked[0].unit.region === "us-east-1") throw new Error("my disk is gone");
      return await source.read(...asked);
    },
  };
  const { queue, units } = await worker(one, broken);
  await queue.work(4, 4, (job) => units.answer(job));
  // A second daemon on the same store, which leads no scan, takes none of the dead units away.
  const idle = await Queue.open(one.address, settings, quiet);
  closing.push(() => idle.stop(1000));
  const other = new Coordinator({ queue: idle, store: one.store, now: () => one.ticker.now() });
  expect(other.elsewhere).toBeInstanceOf(Function);
  const told = await one.daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  expect(told.summary?.cells.unknown).toBeGreaterThan(0);
  expect(told.summary?.cells.fail).toBeGreaterThan(0);
  const dead = await answersOf(one.store.db, 1, { account: "111122223333", region: "us-east-1" });
  expect(dead?.cells.length).toBeGreaterThan(0);
  for (const cell of dead!.cells) {
    expect(cell).toMatchObject({ status: "unknown" });
    expect(JSON.stringify(cell)).toContain("no worker could read it: my disk is gone");
  }
});

// Within a lease: the time that the test has is not much more.
test("a unit that the queue lost is sent again", { timeout: 30_000 }, async () => {
  const one = await world();
  const { queue, units } = await worker(one, sampleSource());
  let lost = 0;
  // Done, says the first that takes it, and nobody answered: it was fenced out by one that died then.
  await queue.work(4, 4, async (job) => {
    if (lost++ > 0) await units.answer(job);
  });
  const told = await one.daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  expect(told.summary?.cells.unknown).toBe(0);
});

test("a server that is restarted in the middle of a scan is waited for", { timeout: 90_000 }, async () => {
  const one = await world();
  const source = sampleSource();
  let reads = 0;
  const restarting = {
    ...source,
    read: async (...asked: Parameters<Source["read"]>) => {
      if (++reads === 10) await server.restart();
      return await source.read(...asked);
    },
  };
  const { queue, units } = await worker(one, restarting);
  await queue.work(2, 2, (job) => units.answer(job));
  const told = await one.daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  expect(reads).toBeGreaterThan(10);
  expect(told.summary?.cells.unknown).toBe(0);
});

test("a worker that went on after its unit was given to another writes nothing", { timeout: 60_000 }, async () => {
  const one = await world();
  const source = sampleSource([]);
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let jobs = 0;
  // The first one stands still in the middle of its first unit; what it read by then is another company's.
  const slow = {
    ...source,
    read: async () => {
      begun.resolve();
      await held.promise;
      return {
        complete: false,
        unreadable: { kind: "denied", api: "x", action: "x", code: "x", message: "x", account: "", region: "" },
      } as const;
    },
  };
  const first = await worker(one, slow);
  let late: Promise<void> = Promise.resolve();
  await first.queue.work(1, 1, async (job) => {
    jobs++;
    // Told as lost to the queue, while it goes on.
    late = first.units.answer(job);
    await begun.promise;
    throw new Error("lost");
  });
  const scan = one.daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  await begun.promise;
  await first.queue.stop(1000);
  const second = await worker(one, source);
  await second.queue.work(4, 4, (job) => second.units.answer(job));
  const told = await scan;
  expect(jobs).toBeGreaterThan(0);
  expect(told.summary?.cells.unknown).toBe(0);
  const before = await keysIn(one.store);
  held.resolve();
  await late;
  expect(await keysIn(one.store)).toEqual(before);
});
