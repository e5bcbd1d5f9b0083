import fc from "fast-check";
import { expect, test } from "vitest";
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
