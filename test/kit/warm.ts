/**
 * The program, started once for a test file: one command after the other in one process, for tests of what a command
 * prints and how it ends. What is of the process itself (signals, users, pipes, a terminal) needs `runIn`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { environment, type Ran, type Run } from "./clausewatch.ts";

export interface Asked {
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  /** Ends what the command prints, on both streams. */
  readonly mark: string;
}

const server = fileURLToPath(new URL("./warm-server.ts", import.meta.url));

/** To be called at the top of a test file, whose last test also ends the process. */
export function warmRunner(): (folder: string) => Run {
  let child: ChildProcess | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  afterAll(async () => {
    if (child === undefined || child.exitCode !== null) return;
    // It ends by itself only if no command left anything behind that keeps a process.
    child.disconnect();
    await once(child, "exit");
  });
  return (folder) =>
    (args, more = {}) => {
      child ??= spawn(process.execPath, [server], {
        env: environment(folder),
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      });
      const ran = turn.then(() => ask(child!, { folder, args, env: environment(folder, more), mark: randomUUID() }));
      turn = ran.catch(() => undefined);
      return ran;
    };
}

async function ask(child: ChildProcess, asked: Asked): Promise<Ran> {
  const ended = new AbortController();
  const printed = [child.stdout!, child.stderr!].map((stream) => {
    stream.setEncoding("utf8");
    let text = "";
    return new Promise<string>((resolve) => {
      const take = (more: string) => {
        text += more;
        if (text.endsWith(asked.mark)) resolve(text.slice(0, -asked.mark.length));
      };
      stream.on("data", take);
      ended.signal.addEventListener("abort", () => stream.off("data", take));
    });
  });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      const gone = () => reject(new Error(`the process of the commands ended at: ${asked.args.join(" ")}`));
      if (child.exitCode !== null) gone();
      child.once("message", resolve).once("exit", gone);
      ended.signal.addEventListener("abort", () => child.off("message", resolve).off("exit", gone));
      child.send(asked);
    });
    const [stdout = "", stderr = ""] = await Promise.all(printed);
    return { code, stdout, stderr };
  } finally {
    ended.abort();
  }
}
