/** One lane as it is led and looked at from outside. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beginLedger } from "../../../src/app/ledger/epochs.ts";
import { sequence } from "../../../src/app/ledger/sequence.ts";
import { scanNow } from "../../../src/app/scan-now.ts";
import { checksOf, everything } from "../../../src/app/serve/setup.ts";
import { baseCredentials } from "../../../src/replay/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { problemsOf, type Expected } from "../check.ts";
import { sequencing, type Variant } from "../work.ts";
import type { DayEnd, DayOrder } from "./coordinator.ts";
import { checks, openLane, schedule, type LaneOrder } from "./lane.ts";
import { readChaos } from "./read.ts";

export async function openRun(order: LaneOrder, folder: string): Promise<Run> {
  const address = { kind: "postgres", address: order.address, connections: 2 } as const;
  const store = await openStore(address, new Date().toISOString());
  const checkpoints = join(folder, `checkpoints-${order.lane}.txt`);
  await beginLedger(store, sequencing(checkpoints));
  return new Run(order, store, checkpoints);
}

export class Run {
  readonly order: LaneOrder;
  variant: Variant = "sinful";
  day = 0;
  scans = 0;
  /** Scans of a day that were given up, and made again. */
  again = 0;
  /** How long each took. */
  readonly seconds: number[] = [];
  /** Is told when the scan that is under way ends. */
  readonly waiting = new Set<(at: number) => void>();
  isScanning = false;
  private end: DayEnd | null = null;
  private readonly store: Store;
  private readonly checkpoints: string;
  private expected: Omit<Expected, "told"> = { keys: { sinful: new Set(), mended: new Set() }, cells: 0 };

  constructor(order: LaneOrder, store: Store, checkpoints: string) {
    this.order = order;
    this.store = store;
    this.checkpoints = checkpoints;
  }

  /** What scans come to that nobody disturbs; `url`: of the replay endpoint. */
  async expect(config: string, url: string): Promise<void> {
    process.env["AWS_ENDPOINT_URL"] = url;
    process.env["AWS_ACCESS_KEY_ID"] = baseCredentials.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = baseCredentials.secretAccessKey;
    const { read, close } = await readChaos(config);
    const keys = { sinful: new Set<string>(), mended: new Set<string>() };
    let cells = 0;
    for (const variant of ["sinful", "mended"] as const) {
      this.variant = variant;
      cells = 0;
      const source = openLane(this.order.lane, [], variant);
      await scanNow(read, source, checksOf(read, { ...everything, checks }), {
        emit: (event) => {
          if (event.type === "finding") keys[variant].add(event.key);
          if (event.type === "cell") cells++;
        },
      });
      source.close();
    }
    await close();
    this.expected = { keys, cells };
  }

  ended(end: DayEnd): void {
    if (end.day === this.day) this.end = end;
  }

  /** The order of the scan that is under way: for a coordinator that takes the place of another. */
  get under(): DayOrder {
    return { lane: this.order.lane, day: this.day, variant: this.variant };
  }

  /** Has one day scanned; gives what is wrong with it. */
  async scan(send: (order: DayOrder) => void, wedgedMs: number): Promise<readonly string[]> {
    const began = performance.now();
    this.day++;
    this.variant = this.day % 2 === 1 ? "sinful" : "mended";
    this.end = null;
    this.isScanning = true;
    send(this.under);
    while (this.end === null && performance.now() - began < wedgedMs) await setTimeout(20);
    this.isScanning = false;
    const now = performance.now();
    for (const tell of this.waiting) tell(now);
    this.waiting.clear();
    if (this.end === null) return [`the scan is not done after ${wedgedMs / 1000} s`];
    this.scans++;
    this.seconds.push((now - began) / 1000);
    return [...this.wrongEnds(this.end), ...(await this.patiently(() => this.problems()))];
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private wrongEnds({ ends }: DayEnd): string[] {
    return ends.flatMap((end) => (["complete", "failed", "handed back"].includes(end) ? [] : [`a scan was ${end}`]));
  }

  private async problems(): Promise<string[]> {
    const { db } = this.store;
    const wrong: string[] = [];
    // What a daemon told since the end of the scan is taken up as well, and published.
    await sequence(this.store, { ...sequencing(this.checkpoints), deadAfterMs: 5_000 });
    const made = await db
      .selectFrom("scans")
      .select(["state", "due"])
      .where("schedule", "=", schedule)
      .orderBy("id")
      .execute();
    const done = made.filter(({ state }) => state === "done").map(({ due }) => due);
    if (done.length !== new Set(done).size) wrong.push("a due time was scanned twice");
    if (done.length !== this.day) wrong.push(`${done.length} scans are done after ${this.day} days`);
    this.again = made.length - done.length;
    return [...wrong, ...(await problemsOf(this.store, this.checkpoints, { ...this.expected, told: this.day }))];
  }

  /** The server may be away just now. */
  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let left = 5; ; left--) {
      try {
        return await work();
      } catch (error) {
        if (left === 0) throw error;
        await setTimeout(1000);
      }
    }
  }
}
