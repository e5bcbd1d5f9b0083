/**
 * A process to be killed: a daemon for each lane, which has its scans read by workers. It is told a day and brings its
 * clock there; tells when the scan of that day is done, also where one before it had done it already.
 */
import { setTimeout } from "node:timers/promises";
import { Daemon } from "../../../src/app/serve/daemon.ts";
import { doneUpTo } from "../../../src/app/serve/done-up-to.ts";
import { WaiverTimes } from "../../../src/app/serve/waiver-times.ts";
import { blind, Scanner } from "../../../src/app/serve/scanner.ts";
import { Coordinator } from "../../../src/app/work/coordinator.ts";
import { Queue } from "../../../src/app/work/queue.ts";
import { openStore, unfinishedScans, type Store } from "../../../src/store/index.ts";
import { SimTicker } from "../../../test/kit/sim-ticker.ts";
import type { Variant } from "../work.ts";
import { dayOf, openLane, queueSettings, quiet, schedule, type Begin, type LaneOrder } from "./lane.ts";
import { begun, readChaos } from "./read.ts";

export interface DayOrder {
  readonly lane: number;
  readonly day: number;
  readonly variant: Variant;
}

export interface DayEnd {
  readonly lane: number;
  readonly day: number;
  /** How the scans of the day ended that this process made; none, where another had done it. */
  readonly ends: readonly string[];
}

const POLL_MS = 50;
/** The clock goes on by so much where the daemon waits for something to come back. */
const LOOK_MS = 60_000;
/** After so many looks the day is not scanned any more. */
const MOST_LOOKS = 600;

process.on("disconnect", () => process.exit());
let begin: Begin | null = null;
const lanes = new Map<number, Promise<Lane>>();
process.on("message", (message: Begin | DayOrder) => {
  if ("lanes" in message) begin = message;
  else void scan(message);
});

async function scan({ lane, day, variant }: DayOrder): Promise<void> {
  const order = begin!.lanes.find((one) => one.lane === lane)!;
  // Before the day: what is due at its beginning is scanned when the clock gets there.
  const opened = lanes.get(lane) ?? begun(() => Lane.open(order, begin!.config, dayOf(day) - 30 * LOOK_MS));
  lanes.set(lane, opened);
  process.send!({ lane, day, ends: await (await opened).until(day, variant) } satisfies DayEnd);
}

class Lane {
  private ends: string[] = [];
  private variant: Variant = "sinful";
  private readonly store: Store;
  private readonly ticker: SimTicker;
  private daemon: Daemon | null = null;

  private constructor(store: Store, ticker: SimTicker) {
    this.store = store;
    this.ticker = ticker;
  }

  static async open({ lane, address }: LaneOrder, config: string, at: number): Promise<Lane> {
    const ticker = new SimTicker(new Date(at).toISOString());
    const store = await openStore({ kind: "postgres", address, connections: 6 }, ticker.now().toISOString());
    const queue = await Queue.open(address, queueSettings, quiet);
    const coordinator = new Coordinator({ queue, store, now: () => ticker.now() });
    const one = new Lane(store, ticker);
    const scanner = new Scanner({
      store,
      ticker,
      env: process.env,
      log: quiet,
      open: async (_, { accounts }) => openLane(lane, accounts, one.variant),
      elsewhere: coordinator.elsewhere,
      leaseMs: queue.leaseMs,
      observer: blind,
    });
    one.daemon = await Daemon.start({
      store,
      scanner,
      ticker,
      log: quiet,
      load: () => readChaos(config),
      changed: async () => false,
      ended: ({ outcome }) => void one.ends.push(outcome),
      waiverTimes: new WaiverTimes({ store, env: process.env, ticker, log: quiet }),
    });
    void one.daemon.run();
    return one;
  }

  async until(day: number, variant: Variant): Promise<readonly string[]> {
    this.variant = variant;
    this.ends = [];
    this.ticker.jump(dayOf(day));
    for (let looks = 0; looks < MOST_LOOKS;) {
      await setTimeout(POLL_MS);
      if (this.daemon!.scanning !== null || !this.ticker.isWaitedFor) continue;
      if (await this.isDone(day).catch(() => false)) return this.ends;
      looks++;
      this.ticker.advance(this.ticker.now().getTime() + LOOK_MS);
    }
    return [...this.ends, "never done"];
  }

  private async isDone(day: number): Promise<boolean> {
    const { db } = this.store;
    if ((await unfinishedScans(db)).length > 0) return false;
    return ((await doneUpTo(db, this.ticker.now())).get(schedule) ?? 0) >= dayOf(day);
  }
}
