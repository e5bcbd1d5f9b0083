import { holdValue, releaseHold, renewSending, takeHold, type Db, type Hold } from "../../store/index.ts";
import type { Clock } from "./sender-options.ts";

/** Who sends to a sink and writes nothing for so long is taken to be dead. */
const DEAD_AFTER_MS = 60_000;
export const BEAT_MS = 10_000;
/** Who waits so long for a sink that another process sends to takes over where that one is dead. */
export const TAKEN_OVER_MS = DEAD_AFTER_MS + 2 * BEAT_MS;

/** The right to send to a sink, which one process has at a time. */
export class Right {
  private readonly db: Db;
  private readonly hold: Hold;
  private readonly clock: Clock;
  /** What another one last wrote, and when that was first seen. */
  private seen: { readonly value: string; readonly at: number } | null = null;

  constructor(db: Db, hold: Hold, clock: Clock) {
    this.db = db;
    this.hold = hold;
    this.clock = clock;
  }

  /** Works while it has the right; undefined where another process has it. */
  async during<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.take())) return undefined;
    const beating = new AbortController();
    const beat = this.beat(beating.signal);
    try {
      return await work();
    } finally {
      beating.abort();
      await beat;
      await releaseHold(this.db, this.hold).catch(() => undefined);
    }
  }

  private async take(): Promise<boolean> {
    const { db, clock, hold } = this;
    const value = await holdValue(db, hold.fact);
    const now = clock.monotonic();
    const isOurs = value.startsWith(`${hold.holder} `);
    if (value !== "" && !isOurs) {
      if (this.seen?.value !== value) this.seen = { value, at: now };
      if (now - this.seen.at < DEAD_AFTER_MS) return false;
    }
    return await takeHold(db, hold, value);
  }

  /** Shows that this process lives, until the signal is aborted. Who finds that it lost the right is stopped by its next write. */
  private async beat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.clock.wait(BEAT_MS, signal);
      if (!signal.aborted) await renewSending(this.db, this.hold).catch(() => undefined);
    }
  }
}
