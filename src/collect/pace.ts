import { services } from "../listings/index.ts";
import type { Listing } from "../contract/index.ts";

/** Time as the pacing sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Keeps below a share of AWS's documented rates, so that production's own calls find room. AWS counts per account,
 * region and action, or for some services per account and region: a bucket each.
 */
export class Pace {
  private readonly buckets = new Map<string, Bucket>();
  private readonly share: number;
  private readonly clock: Clock;

  /** `share` of the documented rate, above 0 and at most 1. */
  constructor(share: number, clock: Clock) {
    this.share = share;
    this.clock = clock;
  }

  /** Waits until one call of the listing's operation may go out. */
  async turn(account: string, region: string, listing: Listing): Promise<void> {
    const { iamPrefix, rate, unpagedRate } = services[listing.service];
    const { burst, refill } = listing.page === undefined && unpagedRate !== undefined ? unpagedRate : rate;
    const name = `${account} ${region} ${iamPrefix} ${rate.shared ? "" : listing.operation}`;
    let bucket = this.buckets.get(name);
    if (bucket === undefined) {
      bucket = new Bucket(Math.max(1, burst * this.share), refill * this.share, this.clock.now());
      this.buckets.set(name, bucket);
    }
    const wait = bucket.take(this.clock.now());
    if (wait > 0) await this.clock.sleep(wait);
  }
}

/** A token bucket that may go into debt: who takes a token that is not there yet is told how long to wait for it. */
class Bucket {
  private tokens: number;
  private at: number;
  private readonly burst: number;
  private readonly refill: number;

  constructor(burst: number, refill: number, now: number) {
    this.burst = burst;
    this.refill = refill;
    this.tokens = burst;
    this.at = now;
  }

  /** Milliseconds to wait. */
  take(now: number): number {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.at) / 1000) * this.refill) - 1;
    this.at = now;
    return this.tokens >= 0 ? 0 : (-this.tokens / this.refill) * 1000;
  }
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
