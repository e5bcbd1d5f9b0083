import { messageOf } from "../../app/serve/told.ts";
import { ReadMeasure } from "../../app/serve/measure.ts";
import { storeReadiness } from "../../app/serve/ready.ts";
import { ServeError } from "../../app/serve/serve.ts";
import { systemTicker } from "../../app/serve/ticker.ts";
import { Workers } from "../../app/work/workers.ts";
import { listenOnPort, ReadMetrics, type Health, type Listening } from "../../web/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { onSignals, openService, type ServiceOptions } from "./service.ts";

/** How often is looked whether the configuration changed. */
const LOOK_MS = 60_000;

export interface WorkerOptions extends ServiceOptions {
  /** `HOST:PORT`, where health and metrics are told; nowhere, if absent. */
  readonly listen?: string;
}

/** Reads units for a `serve` elsewhere, until it is told to stop. */
export async function runWorker(options: WorkerOptions): Promise<number> {
  const service = await openService("worker", options);
  const { address, store, loaded, log, load, changed, open, keep } = service;
  const graceMs = loaded.config.serve.graceSeconds * 1000;
  let listening: Listening | null = null;
  try {
    if (address.kind !== "postgres")
      throw new UsageError("workers need PostgreSQL: with a store in a file, `clausewatch serve` does all by itself");
    // Asked first: what changes while it is read is another change.
    await changed();
    let setup = await load();
    const metrics = new ReadMetrics();
    const measure = new ReadMeasure(metrics);
    let refused = false;
    const ready = async () => ({ store: await storeReadiness(store.db) });
    const health = {
      ready,
      metrics: async () => {
        measure.now(setup.read, { ready: await ready(), refused });
        return await metrics.text();
      },
    };
    listening = await listen(health, options.listen);
    const workers = await Workers.open({ store, address: address.address, config: loaded.config, open, keep, log });
    const stopping = new AbortController();
    let woken = new AbortController();
    let reload = false;
    const observer = { ...measure, event: () => undefined };
    await workers.work(
      () => setup,
      observer,
      () => woken.abort(),
    );
    const stop = () => {
      stopping.abort();
      woken.abort();
    };
    const again = () => {
      reload = true;
      woken.abort();
    };
    const forget = onSignals({ stop, reload: again }, graceMs, log);
    const addresses = listening === null ? {} : { addresses: [listening.address] };
    log.info({ units: loaded.config.collect.units, ...addresses }, "working");
    while (!stopping.signal.aborted) {
      await systemTicker.wait(LOOK_MS, woken.signal);
      woken = new AbortController();
      if (stopping.signal.aborted || !(reload || (await changed()))) continue;
      reload = false;
      try {
        const before = setup;
        setup = await load();
        refused = false;
        await before.close();
        log.info({}, "the configuration was read again");
      } catch (error) {
        refused = true;
        log.error({ reason: messageOf(error) }, "the new configuration is refused: the old one stays in force");
      }
    }
    await workers.stop(graceMs);
    await setup.close();
    forget();
    log.info({}, "stopped");
    return exit.ok;
  } finally {
    await listening?.close();
    await store.close();
  }
}

async function listen(health: Health, address: string | undefined): Promise<Listening | null> {
  try {
    return address === undefined ? null : await listenOnPort(health, address);
  } catch (error) {
    throw new ServeError(`cannot listen: ${messageOf(error)}`, { cause: error });
  }
}
