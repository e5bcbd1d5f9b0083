import { relative, resolve, sep } from "node:path";
import { registerOf, type RegisterRow } from "./access-rows.ts";
import { show } from "./error.ts";
import { configError, type LoadedConfig } from "./load.ts";
import { parseFile, type ParsedFile } from "./parse.ts";
import { nameFrom, readText } from "./read-text.ts";

/** Tens of thousands of rows. */
const MOST_BYTES = 10_000_000;

/** The rows of the access register, and where each stands: `["rows", 0, "review"]`. */
export interface RegisterFile extends ParsedFile<readonly RegisterRow[]> {
  /** Relative to the configuration's folder, with `/`. */
  readonly file: string;
}

/**
 * Reads the access register that the configuration names; null where it names none. Throws ConfigError for one that is
 * not there or cannot be read, and with all that is wrong in it.
 */
export async function loadRegister(loaded: LoadedConfig, cwd: string): Promise<RegisterFile | null> {
  const { access } = loaded.config;
  if (access === undefined) return null;
  const path = resolve(loaded.folder, access);
  const found = await readText(path, MOST_BYTES);
  if (typeof found !== "string")
    throw configError(loaded, ["access"], `the access register ${show(access)} ${found.message}`, found.hint);
  const file = relative(loaded.folder, path).split(sep).join("/");
  return { ...parseFile(nameFrom(cwd, path), found, registerOf(loaded.config)), file };
}
