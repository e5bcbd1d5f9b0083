import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { readEverything } from "../../../src/app/read.ts";
import { setupOf, type Setup } from "../../../src/app/serve/setup.ts";

/** The configuration that all processes work by. */
export async function readChaos(path: string): Promise<Setup> {
  const read = await readEverything({ path, cwd: dirname(path), env: {}, log: () => undefined });
  if (read.problems.length > 0) throw new Error(read.problems.map(({ message }) => message).join("; "));
  return setupOf(read);
}

/** Where the server is away when a process begins, whoever runs it begins it again. */
export async function begun<T>(begin: () => Promise<T>): Promise<T> {
  for (let left = 30; ; left--) {
    try {
      return await begin();
    } catch (error) {
      if (left === 0) throw error;
      await setTimeout(500);
    }
  }
}
