import { expect, it } from "vitest";
import { play } from "../../../scripts/chaos/deliver/schedule.ts";
import { waysBy } from "../../../scripts/chaos/deliver/ways.ts";
import { randomBy } from "../../ledger/sample.ts";

// `npm run chaos:deliver` plays ten thousand.
it("opens one ticket of each finding, whatever dies and whatever is lost", { timeout: 120_000 }, async () => {
  for (let seed = 0; seed < 30; seed++) expect((await play(randomBy(seed))).wrong, `seed ${seed}`).toEqual([]);
});

it(
  "so it does for groups and under a cap, with several calls and processes at a time",
  { timeout: 120_000 },
  async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { wrong } = await play(randomBy(seed), waysBy(randomBy(~seed)));
      expect(wrong, `seed ${seed}`).toEqual([]);
    }
  },
);

it("what became due while others were told does not overtake what waits before it", async () => {
  expect((await play(randomBy(424_242 + 73))).wrong).toEqual([]);
});
