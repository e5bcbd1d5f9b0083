import { rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { z } from "zod";
import type { PolicyLock } from "../contract/index.ts";
import { ConfigError } from "./error.ts";
import type { LoadedConfig } from "./load.ts";
import { parseFile, type ParsedFile } from "./parse.ts";
import { readText } from "./read-text.ts";

const NAME = "policy.lock";
/** Tens of thousands of clauses. */
const MOST_BYTES = 50_000_000;

const text = z.string();
const entry = z.strictObject({
  quote: text,
  policy: text.exactOptional(),
  section: text.exactOptional(),
  place: z.strictObject({
    policy: text,
    title: text,
    version: z.strictObject({
      label: text,
      from: z.enum(["front matter", "last-updated sentence", "version section", "Git commit", "file hash"]),
    }),
    file: text,
    section: z.array(text),
    number: text.exactOptional(),
  }),
  introducedBy: z.array(text).exactOptional(),
  text,
  hash: z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be a hash: sha256: and 64 hex digits"),
  by: text,
  at: z.iso.datetime(),
});

const lock: z.ZodType<PolicyLock & { format: 1 }> = z
  .strictObject({ format: z.literal(1), normaliser: z.int().min(1), clauses: z.array(entry) })
  .describe("`clausewatch policy accept` writes this file; take it back from version control.");

/** Where the lock lies: beside the configuration. */
export function lockPath({ folder }: Pick<LoadedConfig, "folder">): string {
  return join(folder, NAME);
}

/** Reads the lock beside the configuration; null where there is none. Throws ConfigError for one that cannot be read. */
export async function loadLock(
  loaded: Pick<LoadedConfig, "folder">,
  cwd: string,
): Promise<ParsedFile<PolicyLock> | null> {
  const path = lockPath(loaded);
  const inside = relative(cwd, path);
  const file = inside.startsWith("..") ? path : inside;
  const found = await readText(path, MOST_BYTES);
  if (typeof found === "string") return parseFile(file, found, lock);
  if (found.missing) return null;
  throw new ConfigError([{ file, message: `the lock ${found.message}`, hint: found.hint }]);
}

/** Writes the lock whole or not at all. */
export async function saveLock(loaded: Pick<LoadedConfig, "folder">, text: string): Promise<void> {
  const path = lockPath(loaded);
  const next = `${path}.${process.pid}.new`;
  await writeFile(next, text, { flag: "wx" });
  await rename(next, path);
}
