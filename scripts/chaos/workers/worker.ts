/** A process to be killed: takes units of all lanes, as a worker does. Tells what it holds, so that it is known what dies with it. */
import { blind } from "../../../src/app/serve/scanner.ts";
import { once } from "node:events";
import type { Ticker } from "../../../src/app/serve/ticker.ts";
import { Queue } from "../../../src/app/work/queue.ts";
import { UnitWorker } from "../../../src/app/work/worker.ts";
import { openStore } from "../../../src/store/index.ts";
import { begun, readChaos } from "./read.ts";
import { openLane, queueSettings, quiet, type Begin, type LaneOrder } from "./lane.ts";

/** Deadlines are of the coordinator's own time, which runs ahead. */
const ticker: Ticker = {
  now: () => new Date(),
  wait: (_, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    }),
};

// Who is not needed any more ends here.
process.on("disconnect", () => process.exit());
const asked = once(process, "message");
const [{ config, lanes }] = (await asked) as [Begin];
const setup = await readChaos(config);

async function work({ lane, address }: LaneOrder): Promise<void> {
  const store = await openStore({ kind: "postgres", address, connections: 2 }, new Date().toISOString());
  const queue = await Queue.open(address, queueSettings, quiet);
  const worker = new UnitWorker({
    store,
    ticker,
    log: quiet,
    setup: () => setup,
    open: async (_, { accounts }) => openLane(lane, accounts, "live"),
    observer: blind,
  });
  await queue.work(2, 2, async (job) => {
    const unit = `${job.unit.account} ${job.unit.region}`;
    process.send!({ took: lane, unit });
    try {
      await worker.answer(job);
    } finally {
      process.send!({ gave: lane, unit });
    }
  });
}

for (const lane of lanes) await begun(() => work(lane));
process.send!({ ready: true });
