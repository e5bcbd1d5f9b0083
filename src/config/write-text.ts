import { randomUUID } from "node:crypto";
import { access, chmod, constants, link, realpath, rename, rm, stat, writeFile } from "node:fs/promises";

interface Care {
  readonly fresh?: boolean;
  readonly still?: () => Promise<void>;
}

/**
 * Writes a file whole or not at all: it is written beside its place, and takes it when it is whole. What was there
 * before stays until then. `fresh`: what is there is never replaced. `still` is asked right before the file takes its
 * place; what it throws stops that. Pipes and devices are written to as they are.
 */
export async function writeText(path: string, text: string, { fresh = false, still }: Care = {}): Promise<void> {
  const { place, mode } = await placeOf(path);
  if (mode === "direct") return writeFile(place, text);
  const next = besideOf(place);
  try {
    await writeFile(next, text, { flag: "wx", flush: true });
    if (mode !== null) await chmod(next, mode);
    await still?.();
    await (fresh ? link(next, place) : rename(next, place));
  } finally {
    await rm(next, { force: true });
  }
}

/** Throws where `writeText` could not begin; leaves everything as it is. */
export async function tryWriting(path: string): Promise<void> {
  const { place, mode } = await placeOf(path);
  if (mode === "direct") return;
  const next = besideOf(place);
  await writeFile(next, "", { flag: "wx" });
  await rm(next);
}

/** Where the file is, links followed; and its permissions, null where there is none yet, `direct` for what is no file. */
async function placeOf(path: string): Promise<{ place: string; mode: number | "direct" | null }> {
  const found = await stat(path).catch(() => null);
  if (found === null) return { place: path, mode: null };
  await access(path, constants.W_OK);
  return found.isFile() ? { place: await realpath(path), mode: found.mode & 0o777 } : { place: path, mode: "direct" };
}

function besideOf(path: string): string {
  return `${path}.${randomUUID()}.new`;
}
