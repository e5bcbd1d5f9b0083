import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { userFiles } from "../../catalog/index.ts";
import { firstInputs, inputsOf, loadConfig, type LoadedConfig } from "../../config/index.ts";
import type { ReadRequest } from "../read.ts";

/** The files that all that is judged by is made of; by what was `known`, where the configuration cannot be read now. */
export async function filesOf(request: Omit<ReadRequest, "log">, known: LoadedConfig): Promise<readonly string[]> {
  const now = await loadConfig(request).catch(() => known);
  const named = [...firstInputs(request), ...(await inputsOf(now))].map(({ path }) => path);
  return [...named, ...userFiles(now.config.checks.folders.map((folder) => resolve(now.folder, folder)))];
}

/** Tells whether one of some files is another than when it was last asked; the first answer is false. */
export function changesOf(files: () => Promise<readonly string[]>): () => Promise<boolean> {
  let before: string | null = null;
  return async () => {
    const states = (await files()).toSorted().map(async (file) => {
      // A file that is replaced has another number, one that is written another time.
      const state = await stat(file, { bigint: true }).catch(() => null);
      return state === null ? `${file} -` : `${file} ${state.ino} ${state.size} ${state.mtimeNs}`;
    });
    const now = (await Promise.all(states)).join("\n");
    const changed = before !== null && before !== now;
    before = now;
    return changed;
  };
}
