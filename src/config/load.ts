import { dirname, resolve } from "node:path";
import { ConfigError, type Fault, type Path } from "./error.ts";
import { parseConfig, type Parsed } from "./parse.ts";
import { nameFrom, readText } from "./read-text.ts";
import type { Environment } from "./variables.ts";

/** The configuration, where it is from, and where each part of it stands. */
export interface LoadedConfig extends Parsed {
  /** Absolute; null where there is no file and all is as by default. */
  readonly path: string | null;
  /** Where the relative paths of the configuration begin: the file's folder, else the working directory. */
  readonly folder: string;
}

export interface LoadRequest {
  /** As asked for by the user; if absent CLAUSEWATCH_CONFIG, then `clausewatch.yaml`, which need not be there. */
  readonly path?: string | undefined;
  readonly cwd: string;
  readonly env: Environment;
}

const DEFAULT_NAME = "clausewatch.yaml";
const MOST_BYTES = 1_000_000;

/** Reads the configuration. Throws ConfigError with all that is wrong. */
export async function loadConfig({ path: asked, cwd, env }: LoadRequest): Promise<LoadedConfig> {
  const { named, path, folder } = configPath({ path: asked, cwd, env });
  const file = nameFrom(cwd, path);
  const text = await readText(path, MOST_BYTES);
  if (typeof text === "string") return { ...parseConfig(file, text, env), path, folder };
  if (named === undefined && text.missing)
    return { ...parseConfig("no configuration", null, env), path: null, folder: cwd };
  const by = asked === undefined && named !== undefined ? " that CLAUSEWATCH_CONFIG names" : "";
  throw new ConfigError([{ file, message: `the configuration${by} ${text.message}`, hint: text.hint }]);
}

/** Where the configuration is, be it there or not, and how somebody called it; undefined where nobody did. */
export function configPath({ path: asked, cwd, env }: LoadRequest): ConfigPath {
  const named = asked ?? (env["CLAUSEWATCH_CONFIG"] || undefined);
  const path = resolve(cwd, named ?? DEFAULT_NAME);
  return { named, path, folder: dirname(path) };
}

interface ConfigPath {
  readonly named: string | undefined;
  /** Absolute, both. */
  readonly path: string;
  readonly folder: string;
}

/** A configuration of nothing but these documents, named on the command line by `option`. */
export function configOf(policies: readonly string[], { cwd, option }: { cwd: string; option: string }): LoadedConfig {
  const parsed = parseConfig(option, null, {});
  const config = { ...parsed.config, policies: [...policies] };
  return { ...parsed, config, placeOf: () => ({ file: option }), path: null, folder: cwd };
}

/** What is found wrong with a value later (an unknown control, a quote that no policy holds), at its place. */
export function configError(loaded: Pick<Parsed, "placeOf">, path: Path, message: string, hint: string): ConfigError {
  return configErrors(loaded, [{ path, message, hint }]);
}

/** One error for several faults; there must be one at least. */
export function configErrors(loaded: Pick<Parsed, "placeOf">, faults: readonly Fault[]): ConfigError {
  return new ConfigError(faults.map(({ path, message, hint }) => ({ ...loaded.placeOf(path), message, hint })));
}
