import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { configuredStore, type LoadedConfig } from "../config/index.ts";
import { severities } from "../contract/index.ts";
import { KeptListings } from "../recording/index.ts";
import { openStore, postgresAddress, StoreError, type Store, type StoreAddress } from "../store/index.ts";
import type { Settings } from "../track/index.ts";

export interface StoreRequest {
  /** A file for SQLite that the user named instead; false: no store. */
  readonly store?: string | boolean | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where findings are kept; null where nobody says so, or the user wants none. */
export async function storeAddress(loaded: LoadedConfig, request: StoreRequest): Promise<StoreAddress | null> {
  const { store, cwd, env } = request;
  if (store === false) return null;
  if (typeof store === "string") return { kind: "sqlite", file: resolve(cwd, store) };
  const configured = await configuredStore(loaded, env);
  if (configured === null || configured.kind === "sqlite") return configured;
  return { kind: "postgres", address: postgresAddress(configured.address, configured.password) };
}

/** Opens it; whatever the system or the database says is told in words, with the store that it is about. */
export async function openAt(address: StoreAddress, at: string): Promise<Store> {
  try {
    return await openStore(address, at);
  } catch (error) {
    throw storeErrorOf(error, address);
  }
}

/** What a database said, as an error of ours; any other is given back as it is. */
export function inWords(error: unknown, address: StoreAddress): unknown {
  const { code = "", message = "" } = error as { code?: unknown; message?: string };
  const told = typeof code === "string" && (CODES.test(code) || (code === "" && BROKEN.test(message)));
  return error instanceof StoreError || told ? storeErrorOf(error, address) : error;
}

/** Of SQLite, of PostgreSQL (SQLSTATE), and of connections. */
const CODES = /^(ERR_SQLITE_ERROR|(?=.*\d)[0-9A-Z]{5}|ECONN[A-Z]+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const BROKEN = /^(connection terminated|timeout exceeded when trying to connect|client (was closed|has encountered))/i;

/** No message holds a password. */
function storeErrorOf(error: unknown, address: StoreAddress): StoreError {
  if (error instanceof StoreError) return new StoreError(error.kind, `${nameOf(address)}: ${error.message}`);
  const { message = "", code = "" } = error as { message?: string; code?: string };
  const said = message === "" ? code : message;
  return new StoreError("unusable", `the store ${nameOf(address)} cannot be used: ${said}`, { cause: error });
}

/** Whether there is no such file yet. */
export async function missing(address: StoreAddress): Promise<boolean> {
  if (address.kind === "postgres") return false;
  return await access(address.file).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
}

/** Where what scans read is kept at length, whether it is now or was once; null where nothing says where. */
export function recordingsFolder({ config, folder }: LoadedConfig, address: StoreAddress): string | null {
  const { sqlite, recordings } = config.store ?? {};
  const isConfigured =
    address.kind === "postgres" || (sqlite !== undefined && resolve(folder, sqlite) === address.file);
  if (recordings !== undefined && isConfigured) return resolve(folder, recordings);
  return address.kind === "sqlite" ? `${address.file}.recordings` : null;
}

/** As `recordingsFolder`, for one scan; null where the configuration wants no more than hashes kept. */
export function keptListings(loaded: LoadedConfig, address: StoreAddress): KeptListings | null {
  const folder = loaded.config.evidence === "full" ? recordingsFolder(loaded, address) : null;
  return folder === null ? null : new KeptListings(folder);
}

export function nameOf(address: StoreAddress): string {
  if (address.kind === "sqlite") return address.file;
  const { host, port, database } = address.address;
  return `${database} on ${host}:${port}`;
}

/** What owners and due dates follow from. */
export function settingsOf({ config: { owners, dueDays } }: Pick<LoadedConfig, "config">): Settings {
  const days = severities.map((severity) => {
    const within = dueDays[severity];
    return [severity, within === "never" ? null : within] as const;
  });
  return { ownerTags: owners.tags, owners: owners.rules, dueDays: Object.fromEntries(days) as Settings["dueDays"] };
}
