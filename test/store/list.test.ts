/** The first page of a list is read off an index in order, whatever single filter is asked for: its cost does not grow. */
import { expect, it } from "vitest";
import { deliveryCounts, listFindings, openStore, type FindingsAsked } from "../../src/store/index.ts";
import type { SqliteHandle } from "../../src/store/database/sqlite.ts";
import { outboxOf, sinkOf } from "../app/deliver/kit.ts";
import { fill } from "./kit/fill.ts";
import { checkOf, day, scan } from "./kit/world.ts";

const now = "2026-06-01T00:00:00.000Z";
const asked: readonly Omit<FindingsAsked, "now">[] = [
  {},
  ...(["due", "opened", "changed"] as const).map((order) => ({ order })),
  ...[
    { state: "open" } as const,
    { severity: ["low"] } as const,
    { check: ["check-10"] },
    { check: ["check-10", "check-20"] },
    { account: ["account-10"] },
    { region: ["region-3"] },
    { resource: ["vol-500"] },
    { customer: ["customer-3"] },
    { owner: ["owner-3"] },
    { owner: ["nobody"] },
    { waived: true },
    { waived: false },
    { unverified: true } as const,
    { outOfScope: true } as const,
    { closedByHand: true } as const,
  ].map((filter) => ({ filter })),
  { order: "due", filter: { dueBefore: "2026-03-01" } },
  { order: "opened", filter: { openedSince: "2025-05-01" } },
  { order: "changed", filter: { changedSince: "2025-05-01" } },
];

/** A store, the queries that it is asked, and how it answers one. */
async function watched(asked: RegExp) {
  let handle: SqliteHandle | undefined;
  const queries: string[] = [];
  const wrap = (bare: SqliteHandle): SqliteHandle => {
    handle = bare;
    return {
      exec: (sql) => bare.exec(sql),
      close: () => bare.close(),
      get isTransaction() {
        return bare.isTransaction;
      },
      prepare: (sql) => {
        if (asked.test(sql)) queries.push(sql);
        return bare.prepare(sql);
      },
    };
  };
  const store = await openStore({ kind: "sqlite", file: ":memory:", wrap }, day(1));
  const stepsOf = (query: string): string => {
    const plan = handle!.prepare(`explain query plan ${query}`).all() as { detail: string }[];
    return plan.map(({ detail }) => detail).join("; ");
  };
  return { store, queries, stepsOf };
}

it("counts what is not told without going through what is", async () => {
  const { store, queries, stepsOf } = await watched(/^select .* from "deliveries"/);
  const units = [{ account: "1", region: "r", fails: [{ check: "x", id: "v1" }] }];
  const outbox = outboxOf([sinkOf("one"), sinkOf("two")]);
  await scan(store.db, { at: day(1), units, checks: [checkOf("x")], outbox });
  queries.length = 0;
  expect([...(await deliveryCounts(store.db)).keys()]).toEqual(["one", "two"]);
  expect(queries.length).toBeGreaterThan(1);
  for (const query of queries) expect(stepsOf(query), query).toMatch(/^SEARCH deliveries USING .*INDEX/);
  await store.close();
});

it("finds the group of a check in an account off an index", async () => {
  const { store, queries, stepsOf } = await watched(/^select "key" from "subjects"/);
  const units = [{ account: "1", region: "r", fails: [{ check: "x", id: "v1" }] }];
  await scan(store.db, {
    at: day(1),
    units,
    checks: [checkOf("x")],
    outbox: outboxOf([sinkOf("one", { groups: true })]),
  });
  const steps = queries.map(stepsOf);
  expect(steps).toEqual([
    expect.stringMatching(/^SEARCH .*\(sink=\? AND key=\?\)/),
    expect.stringMatching(/^SEARCH .*\(sink=\? AND check_id=\? AND account=\?\)/),
  ]);
  await store.close();
});

it("reads pages off indexes", async () => {
  const { store, queries, stepsOf } = await watched(/^select .* from "findings"/);
  const empty = { account: "1", region: "r", fails: [] };
  await scan(store.db, { at: day(1), units: [empty], checks: [checkOf("x")] });
  await fill(store, 20_000);
  queries.length = 0;
  for (const one of asked) await listFindings(store.db, { ...one, now });
  expect(queries.length).toBeGreaterThan(15);
  for (const query of queries) {
    const steps = stepsOf(query);
    expect(steps, query).toMatch(/^SEARCH findings USING INDEX/);
    expect(steps, query).not.toMatch(/TEMP B-TREE/);
  }
  await store.close();
});
