import { join, parse } from "node:path";
import { z } from "zod";
import type { PolicyLock } from "../contract/index.ts";
import { ConfigError } from "./error.ts";
import type { LoadedConfig } from "./load.ts";
import { parseFile, type ParsedFile } from "./parse.ts";
import { nameFrom, readText } from "./read-text.ts";
import { writeText } from "./write-text.ts";

const NAME = "policy.lock";
/** The configuration whose lock is called so; that of another begins with the other's name. */
const USUAL = "clausewatch";
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

const lock: z.ZodType<PolicyLock & { format: 1 }> = z.strictObject({
  format: z.literal(1),
  normaliser: z.int().min(1),
  clauses: z.array(entry),
});

/** Nobody writes a lock by hand: whatever is wrong with one, this is what to do. */
const ADVICE = "`clausewatch policy accept` writes this file: take it back from version control.";

const AGAIN = "Nothing was written: run `clausewatch policy accept` again.";

type Beside = Pick<LoadedConfig, "folder" | "path">;

/** Where the lock lies: beside the configuration, `production.policy.lock` beside `production.yaml`. */
export function lockPath({ folder, path }: Beside): string {
  const name = path === null ? USUAL : parse(path).name;
  return join(folder, name === USUAL ? NAME : `${name}.${NAME}`);
}

/** A lock, and its text as it was read. */
export interface LockFile extends ParsedFile<PolicyLock> {
  readonly text: string;
}

/** Reads the lock beside the configuration; null where there is none. Throws ConfigError for one that cannot be read. */
export async function loadLock(loaded: Beside, cwd: string): Promise<LockFile | null> {
  const path = lockPath(loaded);
  const file = nameFrom(cwd, path);
  const found = await readText(path, MOST_BYTES);
  if (typeof found === "string") return { ...parseLock(file, found), text: found };
  if (found.missing) return null;
  throw new ConfigError([{ file, message: `the lock ${found.message}`, hint: found.hint }]);
}

function parseLock(file: string, text: string): ParsedFile<PolicyLock> {
  try {
    return parseFile(file, text, lock);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => ({ ...problem, hint: ADVICE })));
  }
}

/**
 * Writes the lock whole or not at all. Throws ConfigError where it is not any more as it was read (null: there was none):
 * what somebody else accepted in the meantime would be lost.
 */
export async function saveLock(loaded: Beside, text: string, before: string | null): Promise<void> {
  const path = lockPath(loaded);
  const changed = () => new ConfigError([{ file: path, message: "the lock changed in the meantime", hint: AGAIN }]);
  const still = async () => {
    const found = await readText(path, MOST_BYTES);
    if ((typeof found === "string" ? found : null) !== before) throw changed();
  };
  try {
    await writeText(path, text, { fresh: before === null, still });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? changed() : error;
  }
}
