import { expect, test } from "vitest";
import { isAllTold } from "../../src/cli/run/sending.ts";

const counts = (waiting: number, parked: number) => ({ waiting, parked });

test.each<[string, string | null, ReturnType<typeof counts> | null, readonly string[], boolean]>([
  ["nothing is left", null, null, [], true],
  ["something was refused", null, counts(0, 1), [], false],
  ["the sink takes nothing", "nobody is there", counts(2, 0), [], false],
  ["something waits for another try", null, counts(1, 0), [], false],
  ["what waits is for the next digest", null, counts(1, 0), ["one"], true],
  ["the next digest waits, and something was refused", null, counts(1, 1), ["one"], false],
])("whether all is told: %s", (_, wrong, left, digests, isTold) => {
  const of = new Map(left === null ? [] : [["one", left]]);
  expect(isAllTold([{ sink: "one", wrong }], of, new Set(digests))).toBe(isTold);
});
