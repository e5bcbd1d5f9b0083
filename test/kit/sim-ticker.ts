import type { Ticker } from "../../src/app/serve/ticker.ts";

interface Waiter {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that stands still until it is moved. */
export class SimTicker implements Ticker {
  private time: number;
  private readonly waiters = new Set<Waiter>();

  constructor(start: string) {
    this.time = Date.parse(start);
  }

  now(): Date {
    return new Date(this.time);
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        this.waiters.delete(waiter);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const waiter = { at: this.time + milliseconds, wake };
      this.waiters.add(waiter);
      signal.addEventListener("abort", wake);
    });
  }

  /** Somebody waits. */
  get isWaitedFor(): boolean {
    return this.waiters.size > 0;
  }

  /** On to the next moment that somebody waits for, or to `latest`. */
  advance(latest = Number.POSITIVE_INFINITY): void {
    const next = Math.min(latest, ...[...this.waiters].map(({ at }) => at));
    this.jump(Math.max(this.time, next));
  }

  /** To any time: a clock that is set, be it back. */
  jump(time: number): void {
    this.time = time;
    for (const waiter of this.waiters) if (waiter.at <= this.time) waiter.wake();
  }
}
