/** `clausewatch deliveries send`, as a user starts it, behind a proxy of its own that may end it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { environment, main } from "../../../test/kit/clausewatch.ts";
import type { RequestTracker } from "../servers.ts";
import { startProxy, type Fate, type Proxy } from "../proxy.ts";

export interface Sent {
  /** Null where it was killed. */
  readonly status: number | null;
  /** All that it wrote. */
  readonly said: string;
}

/** A place that sends run in, one after the other. */
export class Worker {
  private readonly folder: string;
  private readonly config: string;
  private readonly rt: RequestTracker;
  private readonly proxy: Proxy;
  private readonly running: { child: ChildProcess | null };

  /** `sink`: the settings of RT but for its address and who asks. */
  static async open(
    rt: RequestTracker,
    folder: string,
    name: string,
    sink: object,
    fate: (request: string) => Fate,
  ): Promise<Worker> {
    const running: { child: ChildProcess | null } = { child: null };
    const kill = () => void running.child?.kill("SIGKILL");
    const proxy = await startProxy({ target: rt.url, fate, kill });
    const settings = { url: proxy.url, token: { env: "RT_TOKEN" }, queue: "General", ...sink };
    // JSON is YAML.
    const text = JSON.stringify({ store: { sqlite: "c.db" }, sinks: [{ name: "tickets", "request-tracker": settings }], delivery: { timeoutSeconds: 300 } }); // prettier-ignore
    writeFileSync(join(folder, `${name}.yaml`), text);
    return new Worker(rt, folder, `${name}.yaml`, proxy, running);
  }

  private constructor(rt: RequestTracker, folder: string, config: string, proxy: Proxy, running: Worker["running"]) {
    this.rt = rt;
    this.folder = folder;
    this.config = config;
    this.proxy = proxy;
    this.running = running;
  }

  /** `killAfterMs`: whatever it does then; null where nobody looks at the clock. */
  async send(killAfterMs: number | null, signal: AbortSignal): Promise<Sent> {
    signal.throwIfAborted();
    const child = spawn(process.execPath, [main, "deliveries", "send", "--config", this.config], {
      cwd: this.folder,
      env: environment(this.folder, { RT_TOKEN: this.rt.token }),
      signal,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.on("error", () => undefined);
    this.running.child = child;
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => (said += part));
    const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    const [status] = (await once(child, "close")) as [number | null];
    clearTimeout(timer);
    this.running.child = null;
    // No server works on a request for as long as is waited before a ticket is created again.
    await this.proxy.idle();
    return { status, said };
  }

  close(): void {
    this.proxy.close();
  }
}
