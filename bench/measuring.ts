/** Processes that serve a generated world, and processes that are measured against it. */
import { execFile, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { baseCredentials } from "../src/replay/index.ts";
import type { CompanySize } from "./company.ts";
import type { NetworkSize } from "./networks.ts";
import type { Size } from "./world.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);

export const envOf = ({ url }: Served): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
});

export interface Served {
  readonly url: string;
  /** Calls since the last time, by service. */
  calls(): Promise<Readonly<Record<string, number>>>;
  close(): void;
}

export async function serve(size: Size | NetworkSize | CompanySize, latencyMs = 0): Promise<Served> {
  const child: ChildProcess = fork(here("serve.ts"), [JSON.stringify(size), String(latencyMs)], {
    execArgv: ["--max-old-space-size=12000"],
  });
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  return {
    url,
    calls: async () => {
      child.send("calls");
      const [{ calls }] = (await once(child, "message")) as [{ calls: Record<string, number> }];
      return calls;
    },
    close: () => child.disconnect(),
  };
}

export interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
  readonly listings: readonly string[];
}

export async function measure(
  served: Served,
  mode: "scan" | "bare" | "network",
  parser = "fast",
  share = "0",
): Promise<Measured> {
  const { stdout } = await run(process.execPath, [here("measured.ts"), mode, parser, share], {
    env: envOf(served),
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout) as Measured;
}
