import { resolve } from "node:path";
import { configError, type LoadedConfig } from "./load.ts";
import { readText } from "./read-text.ts";
import type { Environment } from "./variables.ts";

/** The variable that holds the password of PostgreSQL. No file of ours holds it, and no command line. */
export const PASSWORD = "CLAUSEWATCH_STORE_PASSWORD";
const MOST_BYTES = 10_000;

/** Where findings are kept over time. */
export type ConfiguredStore =
  | { readonly kind: "sqlite"; /** Absolute. */ readonly file: string }
  | { readonly kind: "postgres"; readonly address: string; readonly password?: string };

/** The store that the configuration names; null where it names none. Throws ConfigError for a password that cannot be read. */
export async function configuredStore(loaded: LoadedConfig, env: Environment): Promise<ConfiguredStore | null> {
  const { store } = loaded.config;
  if (store === undefined) return null;
  const { sqlite, postgres, passwordFile } = store;
  if (sqlite !== undefined) return { kind: "sqlite", file: resolve(loaded.folder, sqlite) };
  const address = postgres!;
  const given = env[PASSWORD] ?? "";
  if (given !== "") return { kind: "postgres", address, password: given };
  if (passwordFile === undefined) return { kind: "postgres", address };
  const found = await readText(resolve(loaded.folder, passwordFile), MOST_BYTES);
  if (typeof found !== "string")
    throw configError(loaded, ["store", "passwordFile"], `the password's file ${found.message}`, found.hint);
  // Editors end a file with a line break.
  return { kind: "postgres", address, password: found.replace(/\r?\n$/, "") };
}
