import { messageOf } from "../../app/serve/told.ts";
import { blind } from "../../app/serve/scanner.ts";
import { systemTicker } from "../../app/serve/ticker.ts";
import { Workers } from "../../app/work/workers.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { onSignals, openService, type ServiceOptions } from "./service.ts";

/** How often is looked whether the configuration changed. */
const LOOK_MS = 60_000;

/** Reads units for a `serve` elsewhere, until it is told to stop. */
export async function runWorker(options: ServiceOptions): Promise<number> {
  const service = await openService("worker", options);
  const { address, store, loaded, log, load, changed, open, keep } = service;
  const graceMs = loaded.config.serve.graceSeconds * 1000;
  try {
    if (address.kind !== "postgres")
      throw new UsageError("workers need PostgreSQL: with a store in a file, `clausewatch serve` does all by itself");
    let setup = await load();
    await changed();
    const workers = await Workers.open({ store, address: address.address, config: loaded.config, open, keep, log });
    await workers.work(() => setup, blind);
    const stopping = new AbortController();
    let woken = new AbortController();
    let reload = false;
    const stop = () => {
      stopping.abort();
      woken.abort();
    };
    const again = () => {
      reload = true;
      woken.abort();
    };
    const forget = onSignals({ stop, reload: again }, graceMs, log);
    log.info({ units: loaded.config.collect.units }, "working");
    while (!stopping.signal.aborted) {
      await systemTicker.wait(LOOK_MS, woken.signal);
      woken = new AbortController();
      if (stopping.signal.aborted || !(reload || (await changed()))) continue;
      reload = false;
      try {
        const before = setup;
        setup = await load();
        await before.close();
        log.info({}, "the configuration was read again");
      } catch (error) {
        log.error({ reason: messageOf(error) }, "the new configuration is refused: the old one stays in force");
      }
    }
    await workers.stop(graceMs);
    await setup.close();
    forget();
    log.info({}, "stopped");
    return exit.ok;
  } finally {
    await store.close();
  }
}
