import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** All files of users' folders that checks are made of: their own, and what these share; in order. A folder that cannot be read has none. */
export function userFiles(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => [...filesIn(folder)]);
}

/** A hash of what users' folders hold: two processes with the same one have the same checks of users. */
export function digestOf(folders: readonly string[]): string {
  const digest = createHash("sha256");
  for (const [i, folder] of folders.entries())
    for (const file of filesIn(folder)) {
      const content = createHash("sha256").update(readFileSync(file)).digest("hex");
      digest.update(`${i} ${file.slice(folder.length)} ${content}\n`);
    }
  return digest.digest("hex");
}

/** Hidden ones are not ours, as in the layout of the folder. */
function* filesIn(folder: string): Generator<string> {
  for (const name of namesIn(folder)) {
    if (name.startsWith(".") || name === "node_modules") continue;
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) yield* filesIn(path);
    else if (found?.isFile() === true && /\.([cm]?[jt]s|json|yaml)$/.test(name)) yield path;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
