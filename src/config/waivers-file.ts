import { relative, resolve, sep } from "node:path";
import { show } from "./error.ts";
import { configError, type LoadedConfig } from "./load.ts";
import { parseFile, type ParsedFile } from "./parse.ts";
import { nameFrom, readText } from "./read-text.ts";
import { waivers, type WrittenWaiver } from "./schema/waivers.ts";

/** Thousands of waivers. */
const MOST_BYTES = 5_000_000;

/** The waivers as they are written, and where each stands: `["waivers", 0, "expires"]`. */
export interface WaiversFile extends ParsedFile<readonly WrittenWaiver[]> {
  /** Relative to the configuration's folder, with `/`. */
  readonly file: string;
}

/**
 * Reads the waivers that the configuration names; null where it names none. Throws ConfigError for a file that is not
 * there or cannot be read, and with all that is wrong in it.
 */
export async function loadWaivers(loaded: LoadedConfig, cwd: string): Promise<WaiversFile | null> {
  const { waivers: named } = loaded.config;
  if (named === undefined) return null;
  const path = resolve(loaded.folder, named);
  const found = await readText(path, MOST_BYTES);
  if (typeof found !== "string")
    throw configError(loaded, ["waivers"], `the file of waivers ${show(named)} ${found.message}`, found.hint);
  const { value, placeOf } = parseFile(nameFrom(cwd, path), found, waivers);
  return { value: value.waivers, placeOf, file: relative(loaded.folder, path).split(sep).join("/") };
}
