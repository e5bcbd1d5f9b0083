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
 * region and action, or for some services per account and region: a bucket each. A bucket of which AWS says that it is
 * empty is asked more slowly from then on, by all who share it, and comes back to its rate step by step.
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
    const bucket = this.bucket(account, region, listing);
    for (;;) {
      const { cuts } = bucket;
      const wait = bucket.take(this.clock.now());
      if (wait === 0) return;
      await this.clock.sleep(wait);
      // AWS refused somebody meanwhile: the place in the queue is worth nothing any more.
      if (bucket.cuts === cuts) return;
    }
  }

  /** AWS refused such a call for load; `pauseMs`: it said how long to wait. */
  throttled(account: string, region: string, listing: Listing, pauseMs = 0): void {
    this.bucket(account, region, listing).cut(this.clock.now(), pauseMs);
  }

  private bucket(account: string, region: string, listing: Listing): Bucket {
    const { iamPrefix, rate, unpagedRate } = services[listing.service];
    const { burst, refill } = listing.page === undefined && unpagedRate !== undefined ? unpagedRate : rate;
    const name = `${account} ${region} ${iamPrefix} ${rate.shared ? "" : listing.operation}`;
    let bucket = this.buckets.get(name);
    if (bucket === undefined) {
      bucket = new Bucket(Math.max(1, burst * this.share), refill * this.share, this.clock.now());
      this.buckets.set(name, bucket);
    }
    return bucket;
  }
}

/** Refusals within this time are one: the calls were under way together. */
const CUT_EVERY_MS = 1000;
/** What is left of the rate at a cut. */
const CUT_TO = 0.5;
/** The least that is left of the rate, so that it is found out when AWS answers again. */
const LEAST = 1 / 16;
/** How much of the rate comes back a second. */
const RECOVERY = 0.05;

/** A token bucket that may go into debt: who takes a token that is not there yet is told how long to wait for it. */
class Bucket {
  /** How often the rate was cut; who waits across a cut takes anew. */
  cuts = 0;
  private tokens: number;
  /** Up to when tokens are counted; in the future, while the bucket pauses. */
  private at: number;
  /** The part of the rate that is used, at `at`. */
  private part = 1;
  private cutAt = Number.NEGATIVE_INFINITY;
  private readonly burst: number;
  private readonly refill: number;

  constructor(burst: number, refill: number, now: number) {
    this.burst = burst;
    this.refill = refill;
    this.tokens = burst;
    this.at = now;
  }

  /** Takes a token; gives the milliseconds to wait for it. */
  take(now: number): number {
    this.count(now);
    this.tokens--;
    const pause = this.at - now;
    return this.tokens >= 0 ? pause : pause + this.secondsFor(-this.tokens) * 1000;
  }

  cut(now: number, pauseMs: number): void {
    this.count(now);
    const until = now + pauseMs;
    if (now - this.cutAt >= CUT_EVERY_MS) this.part = Math.max(LEAST, this.part * CUT_TO);
    else if (until <= this.at) return;
    this.cutAt = now;
    this.cuts++;
    // AWS's bucket is empty; the debt is that of those who will take anew.
    this.tokens = 0;
    this.at = Math.max(this.at, until);
  }

  private count(now: number): void {
    if (now <= this.at) return;
    const seconds = (now - this.at) / 1000;
    const rising = Math.min(seconds, (1 - this.part) / RECOVERY);
    const risen = this.part + rising * RECOVERY;
    const refilled = ((this.part + risen) / 2) * rising + (seconds - rising);
    this.tokens = Math.min(this.burst, this.tokens + refilled * this.refill);
    this.part = Math.min(1, risen);
    this.at = now;
  }

  /** How long it takes for as many tokens to come, at a rate that rises up to the whole one. */
  private secondsFor(tokens: number): number {
    const wanted = tokens / this.refill;
    const rising = (1 - this.part) / RECOVERY;
    const whileRising = ((this.part + 1) / 2) * rising;
    if (wanted >= whileRising) return rising + wanted - whileRising;
    return (Math.sqrt(this.part ** 2 + 2 * RECOVERY * wanted) - this.part) / RECOVERY;
  }
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
