import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { openLedger, type Ledger } from "../../app/ledger/open.ts";
import { checkpointsIn } from "../../app/ledger/check.ts";
import { loadGuarded } from "../../app/read.ts";
import { storeAddress } from "../../app/open-store.ts";
import { refuseOverwriting, type ReadFile, type WrittenFile } from "../../app/overwriting.ts";
import type { LoadedConfig } from "../../config/index.ts";
import { trustOf, LedgerError, type NamedCheckpoint } from "../../ledger/index.ts";
import type { Store, StoreAddress } from "../../store/index.ts";
import { UsageError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";
import { withStore, type StoreOptions } from "./store.ts";

export interface LedgerOptions extends Pick<SelectionOptions, "config">, StoreOptions {}

export interface Opened {
  readonly store: Store;
  readonly address: StoreAddress;
  readonly ledger: Ledger;
  readonly loaded: LoadedConfig;
}

export async function loadLedgerConfig(
  { config }: Pick<SelectionOptions, "config">,
  writes: readonly WrittenFile[] = [],
): Promise<LoadedConfig> {
  return await loadGuarded({ path: config, cwd: process.cwd(), env: process.env, writes });
}

/** The ledger with its store; what the command writes beside is `out`. `make`: the store is made where there is none. */
export async function withLedger<T>(
  options: LedgerOptions & { readonly out?: string },
  use: (opened: Opened) => Promise<T>,
  { make = false } = {},
): Promise<T> {
  const { out } = options;
  const writes = out === undefined ? [] : [{ option: "--out", path: out }];
  const loaded = await loadLedgerConfig(options, writes);
  await refuseOverwriting(writes, await filesOf(loaded, options), process.cwd());
  const ledger = await openLedger(loaded, process.env, (note) => void process.stdout.write(note));
  const at = new Date().toISOString();
  return await withStore(loaded, options, at, (store, address) => use({ store, address, ledger, loaded }), { make });
}

/** What the ledger itself stands in. */
async function filesOf(loaded: LoadedConfig, { store }: StoreOptions): Promise<ReadFile[]> {
  const { key, checkpoints } = loaded.config.ledger;
  const address = await storeAddress(loaded, { store, cwd: process.cwd(), env: process.env });
  const inFolder = (path: string) => resolve(loaded.folder, path);
  return [
    ...(address?.kind === "sqlite" ? [{ what: "the store", path: address.file }] : []),
    ...(key === undefined ? [] : [{ what: "the signing key", path: inFolder(key) }]),
    ...checkpoints.files.map((path) => ({ what: "a file of checkpoints", path: inFolder(path) })),
  ];
}

/** Throws UsageError for keys that are none, before the store is read. */
export function checkKeys(keys: readonly string[]): readonly string[] {
  try {
    if (keys.length > 0) trustOf(keys);
  } catch (error) {
    if (error instanceof LedgerError) throw new UsageError(`--key: ${error.message}`);
    throw error;
  }
  return keys;
}

export async function readCheckpoints(files: readonly string[]): Promise<NamedCheckpoint[]> {
  const all = files.map(async (file) => checkpointsIn(file, await readNamed(file)));
  return (await Promise.all(all)).flat();
}

export async function readNamed(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${(error as Error).message}`);
  }
}
