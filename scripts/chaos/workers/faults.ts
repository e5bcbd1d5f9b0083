/** What happens to the processes and the server while lanes are scanned. */
import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { PostgresServer } from "../../../test/store/kit/postgres.ts";
import pg from "pg";
import type { Fleet, Worker } from "./fleet.ts";
import type { Run } from "./run.ts";

export interface FaultOptions {
  readonly fleet: Fleet;
  readonly runs: readonly Run[];
  readonly server: PostgresServer;
  readonly random: () => number;
}

const kinds = [
  "worker killed",
  "worker stopped",
  "coordinator killed",
  "coordinator stopped",
  "connections cut",
  "server restarted",
] as const;
type Kind = (typeof kinds)[number];

/** How often each befalls, of a hundred. */
const shares: Readonly<Record<Kind, number>> = {
  "worker killed": 55,
  "worker stopped": 14,
  "coordinator killed": 8,
  "coordinator stopped": 7,
  "connections cut": 11,
  "server restarted": 5,
};
/** Between two faults, in milliseconds. */
const PAUSE = { least: 4_000, most: 16_000 };
const READY_MS = 200;
/** Longer than the lease and the look that ends it. */
const STOPPED = { least: 12_000, most: 18_000 };
/** So long a coordinator that was stopped goes on beside the one that took its place. */
const BESIDE_MS = 10_000;

export class Faults {
  private readonly options: FaultOptions;
  private readonly counts = new Map<Kind, number>();
  /** Seconds from a fault to the end of a scan that it befell. */
  private readonly recovered = new Map<Kind, number[]>();

  constructor(options: FaultOptions) {
    this.options = options;
  }

  async until(isOver: () => boolean): Promise<void> {
    const stopped: Promise<void>[] = [];
    for (;;) {
      await setTimeout(this.between(PAUSE));
      // On a slow machine a worker would be killed before it did anything, and the next one after it.
      while (!isOver() && !this.options.fleet.isReady) await setTimeout(READY_MS);
      if (isOver()) break;
      const kind = this.draw();
      if (kind === "worker killed") this.kill();
      else if (kind === "worker stopped") stopped.push(this.stop());
      else if (kind === "coordinator killed") this.replaceCoordinator(kind, "SIGKILL");
      else if (kind === "coordinator stopped") stopped.push(this.stopCoordinator());
      else if (kind === "connections cut") await this.cut();
      else await this.restart();
    }
    await Promise.all(stopped);
  }

  /** How often each befell. */
  told(): string {
    return kinds.map((kind) => `${kind} ${this.counts.get(kind) ?? 0} times`).join(", ");
  }

  recoveries(): string[] {
    return kinds.flatMap((kind) => {
      const all = this.recovered.get(kind)?.toSorted((a, b) => a - b) ?? [];
      if (all.length === 0) return [];
      const [median, worst] = [all[all.length >> 1]!, all.at(-1)!].map((each) => each.toFixed(1));
      return [`${kind}: ${all.length} scans under it were done after ${median} s (median), ${worst} s (worst)`];
    });
  }

  private kill(): void {
    const worker = this.oneOf([...this.options.fleet.workers].filter(({ stopped }) => !stopped));
    if (worker === undefined) return;
    this.befalls("worker killed", lanesOf(worker));
    worker.child.kill("SIGKILL");
    this.options.fleet.work();
  }

  /** It goes on after its units were given to others. */
  private async stop(): Promise<void> {
    const able = [...this.options.fleet.workers].filter(({ stopped }) => !stopped);
    const worker = able.length > 1 ? this.oneOf(able) : undefined;
    if (worker === undefined) return;
    worker.stopped = true;
    this.befalls("worker stopped", lanesOf(worker));
    worker.child.kill("SIGSTOP");
    await setTimeout(this.between(STOPPED));
    worker.child.kill("SIGCONT");
    worker.stopped = false;
  }

  /** It goes on when another one has the right to scan, and leads what it led. */
  private async stopCoordinator(): Promise<void> {
    const former = this.replaceCoordinator("coordinator stopped", "SIGSTOP");
    await setTimeout(this.between(STOPPED));
    former.kill("SIGCONT");
    await setTimeout(BESIDE_MS);
    former.kill("SIGKILL");
  }

  /** Sends the signal, and has another one lead what is under way. */
  private replaceCoordinator(kind: Kind, signal: NodeJS.Signals): ChildProcess {
    const { fleet, runs } = this.options;
    const under = runs.filter(({ isScanning }) => isScanning);
    this.befalls(kind, new Set(under.map(({ order }) => order.lane)));
    const former = fleet.coordinator;
    former.kill(signal);
    const next = fleet.coordinate();
    for (const run of under) next.send(run.under);
    return former;
  }

  private async cut(): Promise<void> {
    const run = this.oneOf(this.options.runs)!;
    const { tls: _, ...address } = run.order.address;
    const client = new pg.Client(address);
    client.on("error", () => undefined);
    try {
      await client.connect();
      this.befalls("connections cut", new Set(run.isScanning ? [run.order.lane] : []));
      await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async restart(): Promise<void> {
    const { runs, server } = this.options;
    const under = runs.flatMap(({ isScanning, order }) => (isScanning ? [order.lane] : []));
    this.befalls("server restarted", new Set(under));
    await server.restart();
  }

  private befalls(kind: Kind, lanes: ReadonlySet<number>): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const since = performance.now();
    for (const lane of lanes) {
      const run = this.options.runs[lane]!;
      if (!run.isScanning) continue;
      run.waiting.add((at) => {
        const all = this.recovered.get(kind) ?? [];
        all.push((at - since) / 1000);
        this.recovered.set(kind, all);
      });
    }
  }

  private draw(): Kind {
    let at = this.options.random() * 100;
    return kinds.find((kind) => (at -= shares[kind]) < 0) ?? "worker killed";
  }

  private oneOf<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.options.random() * all.length)];
  }

  private between({ least, most }: { readonly least: number; readonly most: number }): number {
    return least + this.options.random() * (most - least);
  }
}

function lanesOf({ holds }: Worker): ReadonlySet<number> {
  return new Set(holds.values());
}
