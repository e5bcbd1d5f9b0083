import { expect, test } from "vitest";
import type { Follower } from "../../src/app/follow.ts";
import { scan } from "../../src/app/scan.ts";
import { HandedBack } from "../../src/app/unit-readings.ts";
import { StoreError } from "../../src/store/index.ts";
import { sampleSource } from "./serve/kit.ts";

const cases = [
  { kind: "fenced", isLent: true, thrown: HandedBack, givenUp: 0 },
  { kind: "fenced", isLent: false, thrown: StoreError, givenUp: 1 },
  { kind: "gone", isLent: true, thrown: StoreError, givenUp: 1 },
] as const;

test.for(cases)("a scan whose end is $kind (lent: $isLent) is given up $givenUp times", async (each) => {
  let givenUp = 0;
  const source = sampleSource();
  const follower = {
    isLent: each.isLent,
    number: 1,
    watch: () => source,
    begin: async () => undefined,
    has: () => false,
    claim: async () => true,
    unit: async () => undefined,
    tell: () => undefined,
    end: () => {
      throw new StoreError(each.kind, "somebody else goes on with it");
    },
    abandon: async () => void givenUp++,
  };
  const scanning = scan({
    id: "one",
    program: "test",
    source,
    checks: [],
    summaries: [],
    units: 4,
    follower: follower as unknown as Follower,
    now: () => new Date("2026-03-02T03:00:00Z"),
    emit: () => undefined,
    progress: () => undefined,
  });
  await expect(scanning).rejects.toThrow(each.thrown);
  expect(givenUp).toBe(each.givenUp);
});
