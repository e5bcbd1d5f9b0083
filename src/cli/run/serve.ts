import { openAt, storeAddress } from "../../app/open-store.ts";
import { readEverything } from "../../app/read.ts";
import { changesOf } from "../../app/serve/changed.ts";
import { openLog, type Log } from "../../app/serve/log.ts";
import { serve } from "../../app/serve/serve.ts";
import type { Setup, Wanted } from "../../app/serve/setup.ts";
import { systemTicker } from "../../app/serve/ticker.ts";
import { configPath, ConfigError, inputsOf, loadConfig } from "../../config/index.ts";
import { Metrics } from "../../web/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { openLive } from "./live.ts";
import { readRequest } from "./load.ts";
import type { StoreOptions } from "./store.ts";

export interface ServeCommandOptions extends StoreOptions {
  readonly config?: string;
  readonly profile?: string;
}

/** Serves until it is told to stop. */
export async function runServe(options: ServeCommandOptions): Promise<number> {
  const { env } = process;
  const request = readRequest(options.config === undefined ? {} : { config: options.config });
  const loaded = await loadConfig(request);
  const { serve: config } = loaded.config;
  const secrets = new Set(secretsIn(env));
  const log = openLog(config.logLevel, secrets, (line) => void process.stderr.write(line));
  const address = await storeAddress(loaded, { store: options.store, cwd: process.cwd(), env });
  if (address === null)
    throw new UsageError("serve needs a store: name one under `store` in the configuration, or give --store FILE");
  if (address.kind === "postgres") secrets.add(address.address.password ?? "");
  const store = await openAt(address, new Date().toISOString());
  try {
    const serving = await serve({
      store,
      config,
      folder: loaded.folder,
      metrics: new Metrics(),
      ticker: systemTicker,
      env,
      log,
      secrets,
      load: async () => await setUp(request, log),
      changed: changesOf(async () => {
        const now = await loadConfig(request).catch(() => loaded);
        return [configPath(request).path, ...(await inputsOf(now)).map(({ path }) => path)];
      }),
      open: async ({ read }: Setup, { accounts, regions }: Pick<Wanted, "accounts" | "regions">) => {
        const profile = options.profile === undefined ? {} : { profile: options.profile };
        return await openLive({ config: read.loaded.config }, { account: accounts, region: regions, ...profile });
      },
    });
    const stopped = onSignals(serving.daemon, config.graceSeconds * 1000, log);
    await serving.run();
    stopped();
    log.info({}, "stopped");
    return exit.ok;
  } finally {
    await store.close();
  }
}

async function setUp(request: ReturnType<typeof readRequest>, log: Log): Promise<Setup> {
  const read = await readEverything({
    ...request,
    log: (check, text) => log.info({ check, text }, "a check of your own says"),
  });
  if (read.problems.length > 0) {
    await read.catalog.close();
    throw new ConfigError(read.problems);
  }
  return { read, close: () => read.catalog.close() };
}

/** Whatever must not be logged, as far as the environment tells it. */
function secretsIn(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    /PASSWORD|SECRET|TOKEN|LEDGER_KEY|ACCESS_KEY_ID/.test(name) && value !== undefined && value.length >= 6
      ? [value]
      : [],
  );
}

/** Stops on the first signal, ends on the second; gives what takes the listeners away. */
function onSignals(daemon: { stop(): void; reloadSoon(): void }, graceMs: number, log: Log): () => void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) {
      log.warn({ signal }, "ended at once");
      process.exit(exit.failed);
    }
    stopping = true;
    log.info({ signal, graceSeconds: graceMs / 1000 }, "stopping");
    daemon.stop();
    // What is under way is in the store as far as it came; whoever starts next goes on with it.
    setTimeout(() => {
      log.warn({}, "the time of grace is over: what is under way is handed back");
      process.exit(exit.ok);
    }, graceMs).unref();
  };
  const reload = () => daemon.reloadSoon();
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", reload);
  return () => void process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", reload);
}
