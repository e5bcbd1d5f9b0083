import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pace } from "../../src/collect/pace.ts";
import type { Listing } from "../../src/contract/index.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";

/** When each of the calls may go out, in milliseconds, all asked for at once. */
async function departures(share: number, calls: readonly Listing[]): Promise<number[]> {
  const waits: number[] = [];
  const pace = new Pace(share, { now: () => 0, sleep: async (milliseconds) => void waits.push(milliseconds) });
  for (const listing of calls) {
    const before = waits.length;
    await pace.turn("111122223333", "eu-central-1", listing);
    if (waits.length === before) waits.push(0);
  }
  return waits;
}

test("in any second no more goes out than the burst and that second's refill", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.constantFrom(0.1, 0.5, 1), async (n, share) => {
      const times = await departures(
        share,
        Array.from({ length: n }, () => elbv2.listeners),
      );
      for (const start of times) {
        const inSecond = times.filter((time) => time >= start && time < start + 1000).length;
        expect(inSecond).toBeLessThanOrEqual(Math.max(1, 40 * share) + 10 * share + 1);
      }
      const bound = Math.max(0, ((n - Math.max(1, 40 * share)) / (10 * share)) * 1000);
      expect(Math.max(...times)).toBeCloseTo(bound, 5);
    }),
  );
});

test("all actions of load balancing share one bucket", async () => {
  const mixed = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? elbv2.listeners : elbv2.loadBalancers));
  expect(Math.max(...(await departures(1, mixed)))).toBeCloseTo(2000);
});

test("each EC2 action has a bucket of its own, and unpaged ones a smaller one", async () => {
  const mixed = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? ec2.volumes : ec2.subnets));
  expect(Math.max(...(await departures(1, mixed)))).toBe(0);
  const unpaged = Array.from({ length: 60 }, () => ec2.regions);
  expect(Math.max(...(await departures(1, unpaged)))).toBeCloseTo(1000);
});

/** Time that goes on only by sleeping; who sleeps wakes in order. */
class VirtualClock {
  private at = 0;
  private readonly sleeping: { readonly until: number; readonly wake: () => void }[] = [];
  readonly now = () => this.at;
  readonly sleep = (milliseconds: number) =>
    new Promise<void>((wake) => void this.sleeping.push({ until: this.at + milliseconds, wake }));

  /** Lets time go on until nobody sleeps. */
  async run(until = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      // Whoever woke goes on first.
      for (let i = 0; i < 20; i++) await Promise.resolve();
      const next = this.sleeping.toSorted((a, b) => a.until - b.until)[0];
      if (next === undefined || next.until > until) break;
      this.sleeping.splice(this.sleeping.indexOf(next), 1);
      this.at = Math.max(this.at, next.until);
      next.wake();
    }
    if (Number.isFinite(until)) this.at = until;
  }
}

/** A pace with an emptied bucket of load balancing (10 a second), and when each of the calls goes out, in milliseconds. */
async function emptied() {
  const clock = new VirtualClock();
  const pace = new Pace(1, clock);
  const where = ["111122223333", "eu-central-1", elbv2.listeners] as const;
  for (let i = 0; i < 40; i++) await pace.turn(...where);
  const times: number[] = [];
  const ask = (calls: number) => {
    for (let i = 0; i < calls; i++) void pace.turn(...where).then(() => times.push(clock.now()));
  };
  return { clock, pace, where, times, ask };
}

describe("where AWS refuses for load", () => {
  test("all who share the bucket wait for half the rate, those too that wait already", async () => {
    const { clock, pace, where, times, ask } = await emptied();
    ask(5);
    pace.throttled(...where);
    await clock.run();
    // 5 a second, and rising by half a call a second each second: 0.2 s for the first.
    expect(times[0]).toBeCloseTo(198, 0);
    expect(times.at(-1)).toBeGreaterThan(900);
    expect(times.at(-1)).toBeLessThan(1000);
  });

  test("nobody else does: not another account, region or service", async () => {
    const { clock, pace, where } = await emptied();
    pace.throttled(...where, 60_000);
    const others: [string, string, Listing][] = [
      ["444455556666", "eu-central-1", elbv2.listeners],
      ["111122223333", "us-east-1", elbv2.listeners],
      ["111122223333", "eu-central-1", ec2.volumes],
    ];
    for (const other of others) await pace.turn(...other);
    expect(clock.now()).toBe(0);
  });

  test("what was under way together is one refusal", async () => {
    const once = await emptied();
    once.pace.throttled(...once.where);
    const often = await emptied();
    for (let i = 0; i < 10; i++) often.pace.throttled(...often.where);
    for (const { ask, clock } of [once, often]) {
      ask(10);
      await clock.run();
    }
    expect(often.times).toEqual(once.times);
  });

  test("it waits as long as AWS says", async () => {
    const { clock, pace, where, times, ask } = await emptied();
    ask(2);
    pace.throttled(...where, 3000);
    await clock.run();
    expect(times[0]).toBeGreaterThan(3000);
    expect(times[0]).toBeLessThan(3500);
  });

  test("the rate comes back step by step, and never above what it was", async () => {
    const { clock, pace, where, times, ask } = await emptied();
    pace.throttled(...where);
    await clock.run(60_000);
    for (let i = 0; i < 40; i++) await pace.turn(...where);
    ask(10);
    await clock.run();
    expect(times.at(-1)! - 60_000).toBeCloseTo(1000, 5);
  });

  test("whatever happens, every call goes out, in order, and never faster than the documented rate", async () => {
    const events = fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 3000 }),
        calls: fc.integer({ min: 0, max: 8 }),
        throttled: fc.boolean(),
        pause: fc.constantFrom(0, 0, 0, 1500),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const { clock, pace, where, times, ask } = await emptied();
        let asked = 0;
        for (const { after, calls, throttled, pause } of all) {
          await clock.run(clock.now() + after);
          ask(calls);
          asked += calls;
          if (throttled) pace.throttled(...where, pause);
        }
        await clock.run();
        expect(times).toHaveLength(asked);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const start of times) {
          const inSecond = times.filter((time) => time >= start && time < start + 1000).length;
          expect(inSecond).toBeLessThanOrEqual(40 + 10 + 1);
        }
        // The least rate is a sixteenth: nobody waits for ever.
        const least = (asked / 10) * 16_000 + all.reduce((sum, { after, pause }) => sum + after + pause, 0);
        expect(times.at(-1) ?? 0).toBeLessThanOrEqual(least);
      }),
      { numRuns: 200 },
    );
  });
});
