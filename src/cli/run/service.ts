/** What `serve` and `worker` have in common. */
import { keptListings, openAt, storeAddress } from "../../app/open-store.ts";
import { readEverything } from "../../app/read.ts";
import { changesOf, filesOf } from "../../app/serve/changed.ts";
import { Clients } from "../../collect/index.ts";
import { keepHeapSmall } from "../../app/serve/heap.ts";
import { openLog, type Log } from "../../app/serve/log.ts";
import type { ScannerOptions } from "../../app/serve/scanner.ts";
import { setupOf, type Setup } from "../../app/serve/setup.ts";
import { ConfigError, loadConfig, type LoadedConfig } from "../../config/index.ts";
import type { Store, StoreAddress } from "../../store/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { openLive } from "./live.ts";
import { readRequest } from "./load.ts";
import type { StoreOptions } from "./store.ts";

export interface ServiceOptions extends StoreOptions {
  readonly config?: string;
  readonly profile?: string;
}

/** A process that runs for years: its configuration, its store, its log. */
export interface Service {
  readonly loaded: LoadedConfig;
  readonly address: StoreAddress;
  readonly store: Store;
  readonly log: Log;
  /** Grows by what must not be logged. */
  readonly secrets: Set<string>;
  /** Reads the configuration anew; throws what is wrong with it. */
  readonly load: () => Promise<Setup>;
  readonly changed: () => Promise<boolean>;
  readonly open: ScannerOptions["open"];
  readonly keep: NonNullable<ScannerOptions["keep"]>;
}

export async function openService(command: string, options: ServiceOptions): Promise<Service> {
  keepHeapSmall();
  const { env } = process;
  const request = readRequest(options.config === undefined ? {} : { config: options.config });
  const loaded = await loadConfig(request);
  const secrets = new Set(secretsIn(env));
  const log = openLog(loaded.config.serve.logLevel, secrets, (line) => void process.stderr.write(line));
  const address = await storeAddress(loaded, { store: options.store, cwd: process.cwd(), env });
  if (address === null)
    throw new UsageError(
      `${command} needs a store: name one under \`store\` in the configuration, or give --store FILE`,
    );
  if (address.kind === "postgres" && address.address.password !== undefined) secrets.add(address.address.password);
  const store = await openAt(address, new Date().toISOString());
  // A worker has a source open for each account of a scan.
  const clients = new Clients();
  const profile = options.profile === undefined ? {} : { profile: options.profile };
  return {
    loaded,
    address,
    store,
    log,
    secrets,
    load: async () => await setUp(request, log),
    changed: changesOf(() => filesOf(request, loaded)),
    open: async ({ read: { loaded } }, { accounts, regions }, onCall) =>
      await openLive(loaded, { account: accounts, region: regions, ...profile }, { onCall, clients }),
    keep: ({ read }) => keptListings(read.loaded, address),
  };
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
  return setupOf(read);
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
export function onSignals(
  { stop, reload }: { readonly stop: () => void; readonly reload: () => void },
  graceMs: number,
  log: Log,
): () => void {
  let stopping = false;
  const end = (signal: NodeJS.Signals) => {
    if (stopping) {
      log.warn({ signal }, "ended at once");
      process.exit(exit.failed);
    }
    stopping = true;
    log.info({ signal, graceSeconds: graceMs / 1000 }, "stopping");
    stop();
    // What is under way is in the store as far as it came; whoever starts next goes on with it.
    setTimeout(() => {
      log.warn({}, "the time of grace is over: what is under way is handed back");
      process.exit(exit.ok);
    }, graceMs).unref();
  };
  process.on("SIGTERM", end).on("SIGINT", end).on("SIGHUP", reload);
  return () => void process.off("SIGTERM", end).off("SIGINT", end).off("SIGHUP", reload);
}
