/** Runs what the part `serve` of the benchmark measures: a daemon by itself, and workers that share a scan. */
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Log } from "../src/app/serve/log.ts";
import { askedFor } from "../src/app/serve/setup.ts";
import { Coordinator } from "../src/app/work/coordinator.ts";
import { Queue } from "../src/app/work/queue.ts";
import { baseCredentials } from "../src/replay/index.ts";
import { Home, SimTicker, startDaemon, storeAt } from "../test/app/serve/kit.ts";
import { startPostgres } from "../test/store/kit/postgres.ts";
import type { CompanySize } from "./company.ts";
import { companySource } from "./live.ts";

/** As the container and `npm run clausewatch` start it: a small young generation keeps a hundred megabytes less. */
export const nodeFlags = ["--max-semi-space-size=8"];

const run = promisify(execFile);
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const envOf = (url: string) => ({
  PATH: process.env["PATH"],
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
});

export interface CompanyFigures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly concurrency: number;
  /** Cells; none is, or what was measured is not the whole. */
  readonly unknown: number;
}

export async function scanCompany(url: string, size: CompanySize, mode: "daemon" | "bare"): Promise<CompanyFigures> {
  const args = [...nodeFlags, here("daemon.ts"), mode, JSON.stringify(size)];
  const { stdout } = await run(process.execPath, args, { env: envOf(url), maxBuffer: 1 << 24 });
  return JSON.parse(stdout) as CompanyFigures;
}

export interface SharedFigures {
  /** That workers took. */
  readonly units: number;
  readonly twice: number;
  readonly cpuMs: number;
  readonly wallMs: number;
}

/**
 * Two scans, of which so many worker processes read the units, and their CPU: of the first from when they were loaded, so
 * that it has what Node compiles, and of the second, as of workers that have run for long.
 */
export async function shareUnits(
  url: string,
  size: CompanySize,
  workers: number,
): Promise<{ readonly first: SharedFigures; readonly second: SharedFigures }> {
  const [server, home] = await Promise.all([startPostgres(), Home.make("")]);
  const address = await server.database();
  const start = new Date().toISOString();
  const store = await storeAt({ kind: "postgres", address, connections: 6 }, start);
  const settings = { leaseSeconds: 60, attempts: 2, unitMinutes: 10 };
  const queue = await Queue.open(address, settings, quiet);
  const ticker = new SimTicker(start);
  const coordinator = new Coordinator({ queue, store, now: () => ticker.now() });
  Object.assign(process.env, envOf(url));
  const source = companySource(size);
  const { elsewhere } = coordinator;
  const { daemon, run: running } = await startDaemon({ home, store, ticker, source: () => source, elsewhere });
  const children = Array.from({ length: workers }, () =>
    fork(here("worker.ts"), [JSON.stringify({ address, settings, size, config: home.config })], {
      env: envOf(url),
      execArgv: nodeFlags,
    }),
  );
  await Promise.all(children.map((child) => once(child, "message")));
  const scan = async (): Promise<SharedFigures> => {
    const began = performance.now();
    const { summary } = await daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
    const wallMs = performance.now() - began;
    if (summary === null || summary.cells.unknown > 0) throw new Error("the scan that is measured is not complete");
    const told = await Promise.all(
      children.map(async (child) => {
        child.send("tell");
        const [figures] = (await once(child, "message")) as [{ cpuMs: number; units: readonly string[] }];
        return figures;
      }),
    );
    const units = told.flatMap((each) => each.units);
    const cpuMs = told.reduce((sum, each) => sum + each.cpuMs, 0);
    return { units: units.length, twice: units.length - new Set(units).size, cpuMs, wallMs };
  };
  const first = await scan();
  const second = await scan();
  for (const child of children) child.disconnect();
  daemon.stop();
  await running;
  source.close();
  await queue.stop(1000);
  await store.close();
  await server.stop();
  await home.remove();
  return { first, second };
}
