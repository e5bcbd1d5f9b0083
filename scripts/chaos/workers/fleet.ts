/** The processes: workers and the coordinator of all lanes. Keeps one of each loaded and idle, for the next one that begins. */
import { fork, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { baseCredentials } from "../../../src/replay/index.ts";
import { signerKey } from "../work.ts";
import type { DayEnd } from "./coordinator.ts";
import type { Begin } from "./lane.ts";

export interface Worker {
  readonly child: ChildProcess;
  /** Lane and unit of what it has in hand. */
  readonly holds: Map<string, number>;
  stopped: boolean;
  /** Whether it began to take units. */
  ready: boolean;
}

type Told = { ready?: true; took?: number; gave?: number; unit?: string } & Partial<DayEnd>;

export class Fleet {
  readonly workers = new Set<Worker>();
  /** Processes that ended without being killed. */
  readonly ended: string[] = [];
  coordinator: ChildProcess;
  /** Those that were, where they are stopped or went on. */
  private readonly former = new Set<ChildProcess>();
  private readonly spares = new Map<string, ChildProcess>();
  private readonly begin: Begin;
  private readonly url: string;
  private readonly onDay: (end: DayEnd) => void;
  private closing = false;

  constructor(begin: Begin, url: string, onDay: (end: DayEnd) => void) {
    this.begin = begin;
    this.url = url;
    this.onDay = onDay;
    this.coordinator = this.coordinate();
  }

  /** One more worker. */
  work(): void {
    const worker: Worker = { child: this.take("worker"), holds: new Map(), stopped: false, ready: false };
    this.workers.add(worker);
    worker.child.on("message", ({ ready, took, gave, unit }: Told) => {
      worker.ready ||= ready === true;
      if (took !== undefined) worker.holds.set(`${took} ${unit}`, took);
      if (gave !== undefined) worker.holds.delete(`${gave} ${unit}`);
    });
    worker.child.on("exit", () => this.workers.delete(worker));
  }

  /** A new coordinator in place of the one that was, which may live. */
  coordinate(): ChildProcess {
    const before = this.coordinator as ChildProcess | undefined;
    if (before !== undefined) {
      this.former.add(before);
      before.on("exit", () => this.former.delete(before));
    }
    this.coordinator = this.take("coordinator");
    this.coordinator.on("message", (told: Told) => {
      if (told.day !== undefined) this.onDay(told as DayEnd);
    });
    return this.coordinator;
  }

  get isReady(): boolean {
    return [...this.workers].every(({ ready }) => ready);
  }

  close(): void {
    this.closing = true;
    const { coordinator, former, spares } = this;
    for (const child of [...spares.values(), coordinator, ...former, ...[...this.workers].map(({ child }) => child)])
      child.kill("SIGKILL");
  }

  private take(kind: "worker" | "coordinator"): ChildProcess {
    const child = this.spares.get(kind) ?? this.load(kind);
    this.spares.set(kind, this.load(kind));
    child.send(this.begin);
    return child;
  }

  private load(kind: string): ChildProcess {
    const child = fork(fileURLToPath(new URL(`${kind}.ts`, import.meta.url)), {
      env: {
        PATH: process.env["PATH"],
        // Compiled code, which those that come to their end leave to the others.
        NODE_COMPILE_CACHE: join(tmpdir(), "clausewatch-chaos-cache"),
        AWS_ENDPOINT_URL: this.url,
        AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
        CLAUSEWATCH_LEDGER_KEY: signerKey,
      },
      stdio: "inherit",
    });
    child.on("exit", (code, signal) => {
      if (signal !== "SIGKILL" && !this.closing) this.ended.push(`a ${kind} ended by itself, with ${code ?? signal}`);
    });
    return child;
  }
}
