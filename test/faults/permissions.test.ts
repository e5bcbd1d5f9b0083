import { expect, test } from "vitest";
import { iamPolicy } from "../../src/app/iam-policy.ts";
import { demoChecks } from "../demo/judged.ts";
import { listingsReadBy, scanDemo } from "../kit/sweep.ts";
import { listings } from "../../src/listings/index.ts";

test("denying any one action of the least policy gives unknown for exactly the checks that need it", async () => {
  const checks = await demoChecks();
  const needed = checks.map((check) => ({ id: check.id, listings: [...listingsReadBy([check])] }));
  const actions = iamPolicy(needed).Statement[0]!.Action;
  expect(actions.length).toBeGreaterThan(15);
  const wrong: Record<string, unknown> = {};
  for (const action of actions) {
    const denied = new Set(
      [...listings.values()].flatMap(({ iam, operation }) => (iam.includes(action) ? [operation] : [])),
    );
    const rules = [...denied].map((operation) => ({ operation, fault: "access-denied" }) as const);
    const { cells } = await scanDemo(checks, rules, { regions: "all" });
    const unknown = [...new Set(cells.flatMap(({ status, check }) => (status === "unknown" ? [check] : [])))].sort();
    const expected = needed.flatMap((check) =>
      iamPolicy([check]).Statement[0]!.Action.includes(action) ? [check.id] : [],
    );
    if (JSON.stringify(unknown) !== JSON.stringify(expected.sort())) wrong[action] = { unknown, expected };
  }
  expect(wrong).toEqual({});
});
