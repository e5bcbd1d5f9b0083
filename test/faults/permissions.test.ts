import { expect, test } from "vitest";
import { iamPolicy } from "../../src/app/iam-policy.ts";
import { demoChecks } from "../demo/judged.ts";
import { hangsOn, listingsReadBy, scanDemo } from "../kit/sweep.ts";
import type { Listing } from "../../src/contract/index.ts";
import { listings } from "../../src/listings/index.ts";

// A scan for each action.
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
    const denies = ({ iam }: Listing) => iam.includes(action);
    const needs = (check: (typeof needed)[number]) => iamPolicy([check]).Statement[0]!.Action.includes(action);
    const expected = new Set(needed.filter(needs).map(({ id }) => id));
    // A network check is unknown where what was not read lies on a way; for certain, where it says what is there at all.
    const sure = checks.filter((check) =>
      listingsReadBy([check])
        .values()
        .some((each) => denies(each) && hangsOn(check, each)),
    );
    const missing = sure.filter(({ id }) => !unknown.includes(id)).map(({ id }) => id);
    const more = unknown.filter((id) => !expected.has(id));
    if (missing.length + more.length > 0) wrong[action] = { missing, more };
  }
  expect(wrong).toEqual({});
}, 120_000);
