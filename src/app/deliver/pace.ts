import type { Limits } from "../../deliver/index.ts";

/** Keeps to the documented limits of a sink: so many deliveries in any span of so many milliseconds. */
export class Pace {
  private readonly limits: Limits["pace"];
  private readonly monotonic: () => number;
  /** When deliveries were sent, as far back as any limit looks, oldest first. */
  private sent: number[] = [];

  /** `monotonic`: milliseconds of a clock that nobody sets. */
  constructor(limits: Limits["pace"], monotonic: () => number) {
    this.limits = limits;
    this.monotonic = monotonic;
  }

  /** How many may be sent now. */
  room(): number {
    const now = this.monotonic();
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...this.limits.map(({ most, perMs }) => Math.max(0, most - this.within(now, perMs))),
    );
  }

  /** For how many milliseconds there is no room; 0 where there is. */
  waitMs(): number {
    const now = this.monotonic();
    const waits = this.limits.map(({ most, perMs }) => {
      const oldest = this.sent.at(-most);
      return oldest === undefined ? 0 : Math.max(0, oldest + perMs - now);
    });
    return Math.max(0, ...waits);
  }

  took(count: number): void {
    if (this.limits.length === 0) return;
    const now = this.monotonic();
    const longest = Math.max(...this.limits.map(({ perMs }) => perMs));
    this.sent = this.sent.slice(this.sent.findIndex((at) => at > now - longest));
    this.sent.push(...Array<number>(count).fill(now));
  }

  private within(now: number, perMs: number): number {
    // From the youngest back: there are at most as many as the limit.
    let count = 0;
    for (let i = this.sent.length - 1; i >= 0 && this.sent[i]! > now - perMs; i--) count++;
    return count;
  }
}
