import { expect, test } from "vitest";
import { Follower } from "../../src/app/follow.ts";
import type { ScanEvent } from "../../src/contract/index.ts";
import type { EnabledCheck } from "../../src/evaluate/index.ts";
import { listings } from "../../src/listings/index.ts";
import type { Fault, FaultRule } from "../../src/replay/index.ts";
import { listFindings, openStore, type Store } from "../../src/store/index.ts";
import { defaultSettings } from "../../src/track/index.ts";
import { demoChecks } from "../demo/judged.ts";
import { listingsReadBy, scanDemo } from "../kit/sweep.ts";

/** Those that differ most in how they show; every other listing has one of them. */
const faults: readonly Fault[] = ["access-denied", "truncated-body", "error-500", "empty-body", "throttling", "reset"];

/**
 * The oracle of faults, through the store: whatever fails on the way, every finding that was open is open, and the next
 * scan without fault changes nothing but that it can be judged again.
 */
test("no fault in the calls to AWS resolves a finding, or opens one", async () => {
  const checks = await demoChecks();
  const store = await openStore({ kind: "sqlite", file: ":memory:" }, "2026-01-01T00:00:00.000Z");
  const first = await scanDemo(checks, [], { follower: followerOf(store, checks) });
  const open = await openKeys(store);
  expect(open.length).toBe(first.findings.length);
  expect(open.length).toBeGreaterThan(50);

  const wrong: Record<string, unknown> = {};
  let unverified = 0;
  const read = [...listings.values()]
    .filter((listing) => listingsReadBy(checks).has(listing))
    .filter((_, i) => i % 2 === 0);
  for (const [i, { id, operation }] of read.entries()) {
    const fault = faults[i % faults.length]!;
    const { events } = await scanDemo(checks, [{ operation, fault } as FaultRule], {
      follower: followerOf(store, checks),
    });
    const kinds = kindsOf(events);
    unverified += kinds.filter((kind) => kind === "unverified").length;
    const others = kinds.filter((kind) => kind !== "unverified" && kind !== "verified");
    const now = new Set(await openKeys(store));
    const lost = open.filter((key) => !now.has(key));
    if (others.length + lost.length > 0 || now.size !== open.length) wrong[`${id} ${fault}`] = { others, lost };
  }
  expect(wrong).toEqual({});
  expect(unverified).toBeGreaterThan(20);

  const last = await scanDemo(checks, [], { follower: followerOf(store, checks) });
  expect(kindsOf(last.events).filter((kind) => kind !== "verified")).toEqual([]);
  const { findings } = await listFindings(store.db, { filter: { unverified: true }, now });
  expect(findings).toEqual([]);
  await store.close();
}, 300_000);

const now = "2026-03-02T06:00:00.000Z";

function followerOf(store: Store, checks: readonly EnabledCheck[]): Follower {
  return new Follower({
    store,
    checks: checks.map(({ id, severity, over }) => ({
      summary: { id, severity, controls: [], controlTitles: [], title: id, why: "", fix: "", params: {}, clauses: [] },
      aliases: [],
      estate: over === null,
    })),
    enabled: checks.map(({ id }) => id),
    settings: defaultSettings,
    waivers: [],
  });
}

async function openKeys({ db }: Store): Promise<string[]> {
  const { findings } = await listFindings(db, { filter: { state: "open" }, limit: 1000, now });
  return findings.map(({ key }) => key);
}

function kindsOf(events: readonly ScanEvent[]): string[] {
  // How a finding is described follows from what is known: of whom, and by which of several ways.
  return events.flatMap((event) => (event.type === "change" && event.kind !== "described" ? [event.kind] : []));
}
