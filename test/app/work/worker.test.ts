/** A worker that is given units one after the other, without a queue between. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { blind } from "../../../src/app/serve/scanner.ts";
import { askedFor, setupOf, type Setup } from "../../../src/app/serve/setup.ts";
import type { UnitJob } from "../../../src/app/work/queue.ts";
import { setupHash } from "../../../src/app/work/setup-hash.ts";
import { UnitWorker, type WorkerOptions } from "../../../src/app/work/worker.ts";
import type { Source } from "../../../src/contract/index.ts";
import { Home, sampleSource, SimTicker, startDaemon, storeAt } from "../serve/kit.ts";

const start = "2026-03-02T03:00:00.000Z";
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let home: Home;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  home = await Home.make("");
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  await home.remove();
});

/** A daemon, and a worker that reads all of its units; what the worker throws is tried again so often. */
async function world(source: Source, options: Pick<WorkerOptions, "setup" | "outdated">, tries = 1) {
  const store = await storeAt({ kind: "sqlite", file: join(home.folder, "worker.db") }, start);
  const ticker = new SimTicker(start);
  const opened: string[] = [];
  const worker = new UnitWorker({
    ...options,
    store,
    open: async (_, { accounts }) => {
      opened.push(...accounts);
      const plans = await source.accounts();
      return {
        ...source,
        accounts: async () => plans.filter(({ account }) => accounts.includes(account)),
        close: () => void opened.push(`${accounts.join()} closed`),
      };
    },
    ticker,
    log: quiet,
    observer: blind,
  });
  const jobs: UnitJob[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const { daemon, run } = await startDaemon({
    home,
    store,
    ticker,
    elsewhere: ({ setup, request: { wanted, deadlineMs }, begun: at }) => {
      const deadline = new Date(Date.parse(at) + deadlineMs).toISOString();
      return async ({ unit, judgesGlobal }, { number: scan, id }) => {
        const job = { scan, id, unit, judgesGlobal, at, wanted, setup: setupHash(setup.read), deadline };
        jobs.push(job);
        const answer = async () => {
          for (let left = tries; ; left--) {
            try {
              await worker.answer(job);
              return null;
            } catch (error) {
              if (left === 1) return (error as Error).message;
            }
          }
        };
        const answered = turn.then(answer);
        turn = answered;
        return await answered;
      };
    },
  });
  closing.push(
    () => store.close(),
    () => worker.close(),
    async () => {
      daemon.stop();
      await run;
    },
  );
  return { daemon, worker, ticker, jobs, opened };
}

/** Somebody changes what is judged by. */
async function change(): Promise<void> {
  await writeFile(home.config, (await readFile(home.config, "utf8")).replace("failOn: low", "failOn: high"));
}

test("a scan is judged to its end by what it began with, though the worker read another configuration", async () => {
  const { read } = await home.load();
  let closed = 0;
  let setup: Setup = setupOf({ ...read, catalog: { ...read.catalog, close: async () => void closed++ } });
  const source = sampleSource();
  let reads = 0;
  const changing: Source = {
    ...source,
    read: async (request, onPage) => {
      if (++reads === 5) {
        const before = setup;
        await change();
        setup = await home.load();
        await before.close();
      }
      return await source.read(request, onPage);
    },
  };
  const { daemon, worker, jobs } = await world(changing, { setup: () => setup });
  const told = await daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  expect(jobs.length).toBeGreaterThan(1);
  expect(told.summary?.cells.unknown).toBe(0);
  // Nor did the processes of users' checks end before.
  expect(closed).toBe(0);
  await worker.close();
  expect(closed).toBe(1);
});

test("a worker that judges by an older configuration than the scan looks for the new one at once", async () => {
  const old = await home.load();
  await change();
  const renewed = await home.load();
  let looked = 0;
  const setup = () => (looked === 0 ? old : renewed);
  const { daemon } = await world(sampleSource(), { setup, outdated: () => void looked++ }, 2);
  const told = await daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  expect(looked).toBe(1);
  expect(told.summary?.cells.unknown).toBe(0);
});

test("an account that could not be opened is tried anew with the next unit", async () => {
  const setup = await home.load();
  const source = sampleSource();
  let asked = 0;
  const denied = { kind: "throttled", api: "sts:AssumeRole", action: "sts:AssumeRole", code: "Throttling" } as const;
  const accounts: Source["accounts"] = async () =>
    (await source.accounts()).map((plan) =>
      asked++ > 0
        ? plan
        : { ...plan, regions: [], unreadable: { ...denied, message: "later", account: plan.account, region: "*" } },
    );
  const { daemon, opened } = await world({ ...source, accounts }, { setup: () => setup }, 2);
  const told = await daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
  expect(told.summary?.cells.unknown).toBe(0);
  expect(opened.slice(0, 3)).toEqual([opened[0], `${opened[0]} closed`, opened[0]]);
});

test("a unit of a scan that is over closes no account of the one that is under way", async () => {
  const setup = await home.load();
  const source = sampleSource();
  let late: UnitJob | null = null;
  const read: Source["read"] = async (...asked) => {
    const job = late;
    late = null;
    if (job !== null) await one.worker.answer(job);
    return await source.read(...asked);
  };
  const one = await world({ ...source, read }, { setup: () => setup });
  const asked = askedFor({ controls: ["encryption-at-rest"] });
  await one.daemon.scan(asked);
  late = one.jobs[0]!;
  const before = one.opened.splice(0);
  await one.daemon.scan(asked);
  // Those of the first scan were closed, and each was opened once for the second.
  expect(one.opened.toSorted()).toEqual([...before, ...before.map((account) => `${account} closed`)].toSorted());
});

test("the deadline ends what the units of an account read together, too", async () => {
  const setup = await home.load();
  const source = sampleSource();
  const stuck = Promise.withResolvers<void>();
  const read: Source["read"] = async (...asked) => {
    if (asked[0].listing.scope !== "global") return await source.read(...asked);
    stuck.resolve();
    return await new Promise(() => undefined);
  };
  const { daemon, ticker } = await world({ ...source, read }, { setup: () => setup });
  const scanned = daemon.scan(askedFor({ controls: ["encryption-in-transit"] }));
  await stuck.promise;
  for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
  ticker.jump(Date.parse("2026-03-02T09:00:01Z"));
  const { cells } = (await scanned).summary!;
  expect(cells.unknown).toBeGreaterThan(0);
  expect(cells.fail).toBeGreaterThan(0);
});

test("another file of a user's check is another configuration", async () => {
  const { read } = await home.load();
  const other = { ...read, catalog: { ...read.catalog, digest: "0" } };
  expect(setupHash(other)).not.toBe(setupHash(read));
});
