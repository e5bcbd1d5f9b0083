/**
 * A month of the daemon with an hourly schedule, in simulated time, on the sample account: does its memory stay flat?
 *
 *   npm run simulate:month [-- --scans N]
 *
 * N scans instead of a month's 744. The heap is looked at after a collection of garbage, forty times; the median of the
 * last ten looks may be a tenth above that of the second ten, and no more. The first ten are for what is loaded and
 * compiled on the way.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Measure } from "../src/app/serve/measure.ts";
import { readiness } from "../src/app/serve/ready.ts";
import { Metrics } from "../src/web/index.ts";
import { Home, runUntil, sampleSource, SimTicker, startDaemon, storeAt } from "../test/app/serve/kit.ts";

const HOUR = 3_600_000;
const LOOKS = 40;
const MOST_GROWTH = 1.1;
const START = "2026-03-01T00:30:00.000Z";
const SCHEDULES = `schedules:
  - name: hourly
    cron: "0 * * * *"
    checks: [ebs-encrypted-by-default, rds-instance-encrypted, security-group-not-all-open]
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

interface Look {
  readonly scans: number;
  readonly heap: number;
  readonly resident: number;
}

function look(scans: number): Look {
  // What finalizers let go is collected by the second.
  for (let i = 0; i < 2; i++) globalThis.gc!();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { scans, heap: heapUsed + external, resident: rss };
}

function median(looks: readonly Look[]): number {
  const heaps = looks.map(({ heap }) => heap).toSorted((a, b) => a - b);
  return (heaps[Math.floor((heaps.length - 1) / 2)]! + heaps[Math.ceil((heaps.length - 1) / 2)]!) / 2;
}

/** Scans once an hour, asked for its metrics and its readiness after each. */
async function simulate(scans: number, told: (one: Look) => void): Promise<Look[]> {
  const home = await Home.make(SCHEDULES);
  const ticker = new SimTicker(START);
  const store = await storeAt({ kind: "sqlite", file: join(home.folder, "month.db") }, START);
  const looks: Look[] = [];
  try {
    const source = sampleSource();
    const metrics = new Metrics();
    const measure = new Measure(metrics);
    const { daemon, ends, logged, run } = await startDaemon({
      home,
      store,
      ticker,
      observer: measure,
      source: () => source,
    });
    const every = Math.max(1, Math.floor(scans / LOOKS));
    for (let done = 1; done <= scans; done++) {
      await runUntil(ticker, daemon, new Date(Date.parse(START) + done * HOUR).toISOString());
      const [end, ...more] = ends.splice(0);
      if (end?.outcome !== "complete" || more.length > 0)
        throw new Error(`hour ${done}: ${JSON.stringify(end)}, ${JSON.stringify(logged.at(-1))}`);
      // The test's own records are no memory of the daemon's.
      logged.length = 0;
      measure.ended(end, ticker.now());
      const schedules = daemon.schedules();
      const scanning = null;
      const ready = await readiness({ db: store.db, schedules, scanning });
      await measure.refresh(store.db, daemon.current.read, {
        schedules,
        scanning,
        ready,
        ill: [],
        refused: false,
        now: ticker.now(),
      });
      await metrics.text();
      if (done % every !== 0) continue;
      const one = look(done);
      looks.push(one);
      told(one);
    }
    daemon.stop();
    await run;
    return looks;
  } finally {
    await store.close();
    await home.remove();
  }
}

const { values } = parseArgs({ options: { scans: { type: "string", default: "744" } } });
const scans = Number(values.scans);
if (!Number.isSafeInteger(scans) || scans < LOOKS) throw new Error(`--scans must be a number from ${LOOKS} on`);
if (globalThis.gc === undefined) throw new Error("run it by npm run simulate:month: it needs node --expose-gc");
const began = performance.now();
const looks = await simulate(scans, ({ scans: done, heap, resident }) =>
  say(`${String(done).padStart(6)} scans  heap ${megabytes(heap)}  resident ${megabytes(resident)}`),
);
const quarter = (number: number) => looks.slice(((number - 1) * looks.length) / 4, (number * looks.length) / 4);
const [second, last] = [median(quarter(2)), median(quarter(4))];
const flat = last <= second * MOST_GROWTH;
say(`${scans} scans in ${((performance.now() - began) / 1000).toFixed(0)} s`);
say(
  `heap, median: second quarter ${megabytes(second)}, last quarter ${megabytes(last)}: ${(last / second).toFixed(3)}`,
);
say(flat ? "1 passed, 0 failed" : "0 passed, 1 failed");
process.exitCode = flat ? 0 : 1;
