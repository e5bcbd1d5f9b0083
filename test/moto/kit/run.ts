import { spawn } from "node:child_process";

export interface Ran {
  /** The exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/** No program here runs longer, the first installation from the Python registry included. */
const LONGEST_MS = 10 * 60_000;

/** Runs a program to its end. Rejects where it cannot be started, or is stopped. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(LONGEST_MS)]);
  const child = spawn(command, args, { ...options, signal, stdio: ["ignore", "pipe", "pipe"] });
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.on("error", reject);
  child.on("close", (status) => resolve({ status, stdout, stderr }));
  return await promise;
}
