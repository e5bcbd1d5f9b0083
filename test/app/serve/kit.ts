import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beginLedger } from "../../../src/app/ledger/epochs.ts";
import { readEverything } from "../../../src/app/read.ts";
import { Daemon } from "../../../src/app/serve/daemon.ts";
import type { ScanEnd } from "../../../src/app/serve/told.ts";
import type { Log } from "../../../src/app/serve/log.ts";
import { blind, Scanner, type Observer, type ScannerOptions } from "../../../src/app/serve/scanner.ts";
import { setupOf, type Setup } from "../../../src/app/serve/setup.ts";
import { WaiverTimes } from "../../../src/app/serve/waiver-times.ts";
import type { Source } from "../../../src/contract/index.ts";
import { demoRecording } from "../../../src/demo/index.ts";
import { formatSignerKey, signerOf } from "../../../src/ledger/index.ts";
import { openStore, type Store, type StoreAddress } from "../../../src/store/index.ts";
import { SimTicker } from "../../kit/sim-ticker.ts";

export { SimTicker };

const sample = fileURLToPath(new URL("../../../config/", import.meta.url));
const seed = createHash("sha256").update("for tests of the daemon").digest();
export const signer = signerOf("example.com/serve", seed);
export const signerKey = formatSignerKey("example.com/serve", seed);

/** A folder with the sample configuration and other schedules. */
export class Home {
  readonly folder: string;
  readonly config: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.config = join(folder, "clausewatch.yaml");
  }

  static async make(more: string): Promise<Home> {
    const home = new Home(await mkdtemp(join(tmpdir(), "clausewatch-serve-")));
    await cp(sample, home.folder, { recursive: true });
    await home.write(more);
    return home;
  }

  /** The sample configuration with these lines behind it, and so many units at a time. */
  async write(more: string, units = 8): Promise<void> {
    const text = await readFile(join(sample, "clausewatch.yaml"), "utf8");
    await writeFile(this.config, `${text.replace("units: 8", `units: ${units}`)}\n${more}`);
  }

  async load(): Promise<Setup> {
    const request = { path: this.config, cwd: this.folder, env: {}, log: () => undefined };
    const read = await readEverything(request);
    if (read.problems.length > 0) throw new Error(read.problems.map(({ message }) => message).join("; "));
    return setupOf(read);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** The sample account as if it were live. */
export function sampleSource(mended: readonly string[] = []): Source {
  const { recorded: _, ...recording } = demoRecording({ mended });
  return { ...recording, name: "live" };
}

export interface World {
  readonly store: Store;
  readonly ticker: SimTicker;
  readonly ends: ScanEnd[];
  readonly logged: { readonly level: string; readonly message: string; readonly facts: object }[];
}

export interface DaemonRequest {
  readonly home: Home;
  readonly store: Store;
  readonly ticker: SimTicker;
  readonly source?: (at: Date) => Source;
  readonly changed?: () => Promise<boolean>;
  readonly elsewhere?: ScannerOptions["elsewhere"];
  readonly keep?: ScannerOptions["keep"];
  readonly observer?: Observer;
}

/** A daemon on the sample account, with what it told. */
export async function startDaemon({ home, store, ticker, source = () => sampleSource(), ...rest }: DaemonRequest) {
  const ends: ScanEnd[] = [];
  const logged: World["logged"] = [];
  const log = logInto(logged);
  const env = { CLAUSEWATCH_LEDGER_KEY: signerKey };
  const open: ScannerOptions["open"] = async (_, { accounts }) => {
    const whole = source(ticker.now());
    const plans = async () =>
      (await whole.accounts()).filter(({ account }) => accounts.length === 0 || accounts.includes(account));
    return { ...whole, accounts: plans, close: () => undefined };
  };
  const { changed = async () => false, elsewhere, keep = () => null, observer = blind } = rest;
  const scanner = new Scanner({
    store,
    open,
    keep,
    ticker,
    env,
    log,
    observer,
    ...(elsewhere === undefined ? {} : { elsewhere }),
  });
  const daemon = await Daemon.start({
    store,
    scanner,
    ticker,
    log,
    changed,
    load: () => home.load(),
    ended: (end) => void ends.push(end),
    waiverTimes: new WaiverTimes({ store, env, ticker, log }),
  });
  return { daemon, ends, logged, run: daemon.run() };
}

function logInto(logged: World["logged"]): Log {
  const at = (level: string) => (facts: object, message: string) => void logged.push({ level, message, facts });
  return { debug: () => undefined, info: at("info"), warn: at("warn"), error: at("error") };
}

/** A store with a ledger that has begun. */
export async function storeAt(address: StoreAddress, at: string): Promise<Store> {
  const store = await openStore(address, at);
  await beginLedger(store, { signer, places: [], now: () => new Date(at) });
  return store;
}

/** Lets the daemon work until nothing is left to do up to a time. */
export async function runUntil(ticker: SimTicker, daemon: Daemon, end: string): Promise<void> {
  const to = Date.parse(end);
  for (;;) {
    await settled(ticker, daemon);
    if (ticker.now().getTime() >= to) return;
    ticker.advance(to);
  }
}

/** Until the daemon waits for time to pass. */
export async function settled(ticker: SimTicker, daemon: Daemon): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (daemon.scanning !== null || !ticker.isWaitedFor);
}
