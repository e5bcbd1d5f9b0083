import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const LONGEST_WAIT_MS = 60_000;

export interface Program {
  readonly url: string;
  /** Ends it; gives its exit status. */
  stop(): Promise<number | null>;
}

/** A daemon as a user starts it, once it serves. */
export async function startDaemon(cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Program> {
  const child = spawn(process.execPath, [main, "serve"], { cwd, env, signal, stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit") as Promise<[number | null]>;
  // One that is stopped with us is no failure of its own.
  child.on("error", () => undefined);
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      said += `${line}\n`;
      const { message, addresses } = line.startsWith("{") ? (JSON.parse(line) as Said) : {};
      const address = addresses?.find((one) => one.startsWith("http"));
      if (message === "serving" && address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`clausewatch serve ended:\n${said}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
  };
}

interface Said {
  readonly message?: string;
  readonly addresses?: readonly string[];
}

/** A Prometheus on loopback that scrapes a daemon each second, once it answers. */
export async function startPrometheus(
  prometheus: string,
  folder: string,
  { target, rules }: { readonly target: string; readonly rules: string },
  signal: AbortSignal,
): Promise<Program> {
  const config = join(folder, "prometheus.yml");
  // JSON is YAML, too.
  const jobs = [{ job_name: "clausewatch", static_configs: [{ targets: [target.replace("http://", "")] }] }];
  const global = { scrape_interval: "1s", evaluation_interval: "1s" };
  writeFileSync(config, JSON.stringify({ global, rule_files: [rules], scrape_configs: jobs }));
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, "data")}`];
  const child = spawn(prometheus, [...flags, `--web.listen-address=${address}`], {
    signal,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  child.on("error", () => undefined);
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const url = `http://${address}`;
  await until("Prometheus is ready", signal, async () => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended:\n${said}`);
    const answer = await fetch(`${url}/-/ready`).catch(() => null);
    return answer?.status === 200 ? true : null;
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Asks again and again until there is an answer. */
export async function until<T>(what: string, signal: AbortSignal, ask: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error(`in ${LONGEST_WAIT_MS / 1000} s it did not come to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
