import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** A file that is read. */
export interface ReadFile {
  /** Such as `the configuration`. */
  readonly what: string;
  readonly path: string;
}

/** A file that will be written. */
export interface WrittenFile {
  /** The option that names it. */
  readonly option: string;
  readonly path: string;
}

/** What is to be written would take the place of what is read, or of something else that is written. */
export class OverwriteError extends Error {
  override readonly name = "OverwriteError";
}

/** Throws OverwriteError where a file to write is one to read, whatever it is called and whatever leads to it. */
export async function refuseOverwriting(
  writes: readonly WrittenFile[],
  reads: readonly ReadFile[],
  cwd: string,
): Promise<void> {
  if (writes.length === 0) return;
  const taken = new Map<string, string>();
  const note = async (path: string, what: string) => {
    for (const name of await namesOf(resolve(cwd, path))) taken.set(name, what);
  };
  for (const { path, what } of reads) await note(path, what);
  for (const { option, path } of writes) {
    const names = await namesOf(resolve(cwd, path));
    const what = names.map((name) => taken.get(name)).find((found) => found !== undefined);
    if (what !== undefined) throw new OverwriteError(`${option} ${path}: this is ${what}: write to another file`);
    await note(path, `what ${option} writes as well`);
  }
}

/** What tells the file from others: its place without links, and the file itself; nothing of pipes and devices. */
async function namesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  if (found === null) return [join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path))];
  return found.isFile() ? [await realpath(path), `${found.dev}:${found.ino}`] : [];
}
