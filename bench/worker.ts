/** A worker process that is measured: `node bench/worker.ts ORDER`. Tells that it is loaded, and when it is asked what it cost since. */
import { keepHeapSmall } from "../src/app/serve/heap.ts";
import { blind } from "../src/app/serve/scanner.ts";
import { readEverything } from "../src/app/read.ts";
import { setupOf } from "../src/app/serve/setup.ts";
import type { Log } from "../src/app/serve/log.ts";
import { systemTicker } from "../src/app/serve/ticker.ts";
import { Queue, type QueueSettings } from "../src/app/work/queue.ts";
import { UnitWorker } from "../src/app/work/worker.ts";
import { openStore, type PostgresAddress } from "../src/store/index.ts";
import { loadSdk } from "../src/sdk/load.ts";
import { read as listings, type CompanySize } from "./company.ts";
import { companySource } from "./live.ts";

const { address, settings, size, config } = JSON.parse(process.argv[2]!) as {
  readonly address: PostgresAddress;
  readonly settings: QueueSettings;
  readonly size: CompanySize;
  readonly config: string;
};
keepHeapSmall();
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const read = await readEverything({ path: config, cwd: process.cwd(), env: {}, log: () => undefined });
const setup = setupOf(read);
const store = await openStore({ kind: "postgres", address, connections: 4 }, new Date().toISOString());
const queue = await Queue.open(address, settings, quiet);
const worker = new UnitWorker({
  store,
  setup: () => setup,
  open: async (_, { accounts }) => companySource(size, accounts),
  ticker: systemTicker,
  log: quiet,
  observer: blind,
});
for (const service of new Set([...listings.map((listing) => listing.service), "sts" as const])) await loadSdk(service);
let units: string[] = [];
let cpu = process.cpuUsage();
await queue.work(8, 4, async (job) => {
  units.push(`${job.unit.account} ${job.unit.region}`);
  await worker.answer(job);
});
process.on("message", () => {
  const { user, system } = process.cpuUsage(cpu);
  process.send!({ cpuMs: (user + system) / 1000, units });
  units = [];
  cpu = process.cpuUsage();
});
process.on("disconnect", () => process.exit());
process.send!({ ready: true });
