import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A place where something stands exactly once, and what stands there instead in a mutant. */
export interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A copy of the project, so that the checkout stays as it is. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), "clausewatch-mutants-"));

  constructor() {
    const names = ["src", "checks", "test", "config", "scripts", "package.json", "tsconfig.json", "vitest.config.ts"];
    for (const name of names) cpSync(join(root, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Changes a file for as long as something runs. */
  async with<T>({ file, find, replace }: Change, run: () => Promise<T>): Promise<T> {
    const path = join(this.folder, file);
    const source = readFileSync(path, "utf8");
    const at = source.indexOf(find);
    if (at < 0 || source.indexOf(find, at + 1) >= 0) throw new Error(`${file}: not there exactly once: ${find}`);
    writeFileSync(path, `${source.slice(0, at)}${replace}${source.slice(at + find.length)}`);
    try {
      return await run();
    } finally {
      writeFileSync(path, source);
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Refuses, before anything runs, changes whose places are not there any more. */
export function standing(changes: readonly Change[]): void {
  const astray = changes.filter(({ file, find }) => readFileSync(join(root, file), "utf8").split(find).length !== 2);
  if (astray.length === 0) return;
  const told = astray.map(({ file, find }) => `${file}: ${find}`).join("\n");
  throw new Error(`not there exactly once:\n${told}`);
}

/** Takes each in turn, in all workspaces at once. */
export async function inTurn<T>(
  workspaces: readonly Workspace[],
  items: readonly T[],
  run: (workspace: Workspace, item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  await Promise.all(
    workspaces.map(async (workspace) => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(workspace, item);
    }),
  );
}
