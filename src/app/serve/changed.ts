import { stat } from "node:fs/promises";

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
