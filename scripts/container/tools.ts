import { spawn } from "node:child_process";

export interface Ran {
  /** The exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Something that this machine lacks, in words for whoever runs the test. */
export class Missing extends Error {}

/** Runs a program in namespaces of its own: its mounts and processes go when it ends, or is killed. */
export type Run = (command: string, ...args: string[]) => Promise<Ran>;

const ALONE = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"];

export function runner(env: NodeJS.ProcessEnv, cwd: string, signal: AbortSignal): Run {
  return async (command, ...args) => {
    const child = spawn("unshare", [...ALONE, command, ...args], {
      cwd,
      env,
      signal,
      // unshare lets SIGTERM pass by.
      killSignal: "SIGKILL",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { promise, resolve, reject } = Promise.withResolvers<Ran>();
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
    return await promise;
  };
}

/** What a program printed, trimmed. Throws what it said where it failed. */
export async function output(run: Run, command: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(command, ...args);
  if (status === 0) return stdout.trim();
  const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-30).join("\n");
  throw new Error(`${[command, ...args].join(" ")} failed (${status}):\n${said}`);
}

/** Sees to it that the tools are there: from Debian's packages where we may install them. */
export async function needTools(run: Run): Promise<void> {
  if (process.platform !== "linux") throw new Missing("this test needs Linux");
  if (process.getuid?.() !== 0) throw new Missing("this test makes a root file system and mounts it: run it as root");
  const missing: string[] = [];
  for (const tool of ["buildah", "debootstrap"]) {
    if ((await run("sh", "-c", `command -v ${tool}`)).status !== 0) missing.push(tool);
  }
  if (missing.length === 0) return;
  try {
    await output(run, "apt-get", "update", "-q");
    await output(run, "apt-get", "install", "-q", "-y", "--no-install-recommends", ...missing);
  } catch (error) {
    throw new Missing(`${missing.join(" and ")} cannot be installed: ${(error as Error).message}`);
  }
}
