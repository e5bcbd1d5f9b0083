import { serve } from "../../app/serve/serve.ts";
import { systemTicker } from "../../app/serve/ticker.ts";
import { Metrics } from "../../web/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { onSignals, openService, type Service, type ServiceOptions } from "./service.ts";

export interface ServeCommandOptions extends ServiceOptions {
  /** Whether it reads units itself, where workers may. */
  readonly work: boolean;
}

/** Serves until it is told to stop. */
export async function runServe(options: ServeCommandOptions): Promise<number> {
  const service = await openService("serve", options);
  const { loaded, store, log, address } = service;
  const graceMs = loaded.config.serve.graceSeconds * 1000;
  if (!options.work && address.kind !== "postgres") {
    await store.close();
    throw new UsageError(
      "--no-work leaves units to workers, which need PostgreSQL: with a store in a file, leave it out",
    );
  }
  const workers = await openWorkers(service);
  try {
    const serving = await serve({
      ...service,
      config: loaded.config.serve,
      folder: loaded.folder,
      metrics: new Metrics(),
      ticker: systemTicker,
      env: process.env,
      ...(workers === null ? {} : { elsewhere: workers.elsewhere }),
    });
    const { daemon, measure } = serving;
    if (options.work)
      await workers?.work(
        () => daemon.current,
        measure,
        () => daemon.lookSoon(),
      );
    const stop = () => {
      daemon.stop();
      void workers?.stop(graceMs);
    };
    const forget = onSignals({ stop, reload: () => daemon.reloadSoon() }, graceMs, log);
    await serving.run();
    await workers?.stop(graceMs);
    forget();
    log.info({}, "stopped");
    return exit.ok;
  } finally {
    await workers?.stop(0);
    await store.close();
  }
}

/** Null where the store is a file: then this process does all. */
async function openWorkers(service: Service) {
  const { address, store, loaded, log } = service;
  if (address.kind !== "postgres") return null;
  const [{ Coordinator }, { Workers }] = await Promise.all([
    import("../../app/work/coordinator.ts"),
    import("../../app/work/workers.ts"),
  ]);
  const workers = await Workers.open({ ...service, address: address.address, config: loaded.config, log });
  const { elsewhere } = new Coordinator({ queue: workers.queue, store, now: () => systemTicker.now() });
  return {
    elsewhere,
    work: workers.work.bind(workers),
    stop: workers.stop.bind(workers),
  };
}
