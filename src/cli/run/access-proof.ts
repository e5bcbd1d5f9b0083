import { basename } from "node:path";
import { readProof } from "../../app/network.ts";
import type { Read } from "../../app/read.ts";
import type { NetworkProof } from "../../access/index.ts";
import { ConfigError } from "../../config/index.ts";
import type { AccountRead, Source } from "../../contract/index.ts";
import { openRecording } from "../../recording/index.ts";
import { inert, lines } from "../../report/index.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { progress } from "../progress.ts";
import { openLive } from "./live.ts";
import { readAll } from "./load.ts";
import { narrowed } from "./narrowed.ts";

/** What the commands about access work on. */
export interface AccessOptions extends Pick<SelectionOptions, "config" | "profile" | "account" | "region"> {
  /** A recording instead of the live accounts. */
  readonly recording?: string;
}

export type Formats = { readonly output?: readonly OutputSpec<"terminal" | "json">[] };

export const forPeople = [{ format: "terminal", file: null }] as const;

export interface Proved {
  readonly proof: NetworkProof;
  /** No account could be read. */
  readonly nothing: boolean;
}

/** Reads what the network proof needs, of a recording or of the live accounts, and makes it. */
export async function prove(options: AccessOptions & Formats & { readonly out?: string }): Promise<Proved> {
  const { recording, profile } = options;
  if (recording !== undefined && profile !== undefined)
    throw new UsageError("--profile and --recording exclude each other: a recording needs no credentials");
  const read = await readSettings({ ...options, ...(recording === undefined ? {} : { from: recording }) });
  const source = recording === undefined ? await openLive(read.loaded, options) : await openFile(recording, options);
  try {
    return await proofOf(read, source);
  } finally {
    source.close();
  }
}

/** The proof of each of several recordings, by one configuration. */
export async function proveAll(files: readonly string[], options: AccessOptions & Formats): Promise<readonly Proved[]> {
  const read = await readSettings(options);
  const proved: Proved[] = [];
  for (const file of files) proved.push(await proofOf(read, await openFile(file, options)));
  return proved;
}

/** Configuration and register; the checks are not asked. */
async function readSettings(options: Parameters<typeof readAll>[0]): Promise<Read> {
  const read = await readAll(options);
  await read.catalog.close();
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  if (read.loaded.path === null) say("No clausewatch.yaml here: no roles, no customers, and no register.");
  return read;
}

async function openFile(file: string, options: AccessOptions) {
  const recording = await openRecording(file);
  return { ...narrowed(recording, recording.plans, options), name: basename(file), close: () => undefined };
}

async function proofOf(read: Read, source: Source): Promise<Proved> {
  const shown = progress(process.stderr, process.env);
  const told = telling(source, (event) => source.recorded === undefined && shown.event(event));
  try {
    const proof = await readProof(told.source, read, {
      units: read.loaded.config.collect.units,
      progress: (event) => source.recorded === undefined && shown.listing(event),
    });
    return { proof, nothing: told.accounts.length > 0 && told.accounts.every((unreadable) => unreadable) };
  } finally {
    shown.stop();
  }
}

function say(text: string): void {
  process.stderr.write(lines([inert(text)]));
}

/** The same source; tells of its accounts, as a scan does, and keeps whether they could be read. */
function telling(source: Source, tell: (event: AccountRead) => void) {
  const accounts: boolean[] = [];
  const telling: Source = {
    ...source,
    accounts: async () => {
      const plans = await source.accounts();
      for (const { account, accountName, regions, disabled, unreadable } of plans) {
        accounts.push(unreadable !== undefined);
        const name = accountName === undefined ? {} : { accountName };
        tell({ type: "account", account, ...name, regions: regions.map(({ region }) => region), disabled });
        if (unreadable !== undefined)
          say(`account ${account}: ${unreadable.api}: ${unreadable.code}: ${unreadable.message}`);
      }
      return plans;
    },
  };
  return { source: telling, accounts };
}
