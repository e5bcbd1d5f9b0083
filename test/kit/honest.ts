import { expect } from "vitest";
import type { Listing } from "../../src/contract/index.ts";
import { prepareSweep, sweepCases } from "./sweep.ts";

/** The faults that differ most in how they show; `npm run sweep` tries all of them on every page. */
const sampled = new Set(["access-denied", "truncated-body", "repeated-token", "missing-field"]);

/** Tries them on the listings that are chosen: no fail becomes a pass, no cell is missing, and the reason names the call. */
export async function expectHonest(chosen: (listing: Listing) => boolean): Promise<void> {
  const all = await sweepCases();
  const cases = all.filter(({ listing, fault, at }) => chosen(listing) && sampled.has(fault) && at === "middle");
  const sweep = await prepareSweep();
  const found: Record<string, readonly string[]> = {};
  for (const one of cases) {
    const { met, problems } = await sweep.run(one);
    if (!met) found[one.listing.id] = ["the sample account asks no call of it"];
    else if (problems.length > 0) found[`${one.listing.id} ${one.fault}`] = problems;
  }
  expect(cases.length).toBeGreaterThan(20);
  expect(found).toEqual({});
}
