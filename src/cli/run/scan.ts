import { basename } from "node:path";
import { openRecording } from "../../recording/index.ts";
import type { Source } from "../../contract/index.ts";
import { exitOf } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputOptions, SelectionOptions } from "../options.ts";
import { judge } from "./judge.ts";
import { openLive } from "./live.ts";
import { load } from "./load.ts";
import { narrowed } from "./narrowed.ts";
import type { StoreOptions } from "./store.ts";

export interface ScanCommandOptions extends SelectionOptions, OutputOptions, StoreOptions {
  /** A recording to judge instead of the live accounts. */
  readonly from?: string;
  readonly deliver?: boolean;
}

export async function runScan(options: ScanCommandOptions): Promise<number> {
  const { from } = options;
  if (from !== undefined && options.profile !== undefined) {
    throw new UsageError("--profile and --from exclude each other: a recording needs no credentials");
  }
  const loaded = await load(options);
  try {
    const source = from === undefined ? await openLive(loaded, options) : await openFile(from, options);
    try {
      return exitOf(await judge(loaded, source, options, await askedOf(source, options)), loaded.failOn);
    } finally {
      source.close();
    }
  } finally {
    await loaded.close();
  }
}

/** What the scan is about, where that is less than is configured: a recording is silent about all that is not in it. */
async function askedOf(source: Source, { from, account, region }: ScanCommandOptions) {
  if (from !== undefined) {
    const accounts = (await source.accounts()).map((plan) => plan.account);
    return { accounts, ...(source.only?.regions === undefined ? {} : { regions: source.only.regions }) };
  }
  return { ...(account.length > 0 ? { accounts: account } : {}), ...(region.length > 0 ? { regions: region } : {}) };
}

async function openFile(from: string, options: ScanCommandOptions) {
  const recording = await openRecording(from);
  return { ...narrowed(recording, recording.plans, options), name: basename(from), close: () => undefined };
}
