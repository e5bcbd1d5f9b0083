/** The program as a user runs it: a process of its own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

export const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Run = (args: readonly string[], env?: Record<string, string>) => Promise<Ran>;

/** Nothing of the caller's environment but the path. */
export function environment(folder: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_COMPILE_CACHE: fileURLToPath(new URL("../../node_modules/.cache/clausewatch", import.meta.url)),
    ...more,
  };
}

/** Runs it in a folder; as another user, where one is given. */
export function runIn(folder: string, uid?: number): Run {
  return (args, more) => {
    const env = environment(folder, more);
    const options = { cwd: folder, env, maxBuffer: 1 << 26, ...(uid === undefined ? {} : { uid }) };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
      });
      child.stdin?.end();
    });
  };
}
