/** Several accounts at once, each bad in a way of its own, against a replay: what becomes of the others, and of findings. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Follower } from "../../src/app/follow.ts";
import { scan } from "../../src/app/scan.ts";
import { exitOf } from "../../src/cli/exit.ts";
import { liveSource, systemClock } from "../../src/collect/index.ts";
import type { CheckSummary, ScanEvent } from "../../src/contract/index.ts";
import type { EnabledCheck } from "../../src/evaluate/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import { baseCredentials, startReplay, type FaultRule, type MadeOrganization } from "../../src/replay/index.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { defaultSettings } from "../../src/track/index.ts";
import { recordingOfAccounts, type MadeAccount } from "../kit/replay.ts";

const hub = "222233334444";
const regions = ["eu-central-1", "us-east-1"];
const [home = ""] = regions;
const role = "clausewatch-read";
const arn = (id: string) => `arn:aws:iam::${id}:role/${role}`;

/** Account → what is bad about it; the bad ones first, so that they are first to take what there is. */
const ids = {
  denies: "100000000001",
  throttles: "100000000002",
  "times out": "100000000003",
  "has a region disabled": "100000000004",
  "loses its credentials": "100000000005",
  "has no role": "100000000006",
  "is good": "100000000007",
  "is good, too": "100000000008",
} as const;
const good = [ids["is good"], ids["is good, too"]];
const organization: MadeOrganization = {
  management: hub,
  accounts: Object.entries(ids).map(([name, id]) => ({ id, name })),
};

const forever = { times: Number.POSITIVE_INFINITY };
const faults: readonly FaultRule[] = [
  { account: ids.denies, fault: "access-denied" },
  { account: ids.throttles, operation: "DescribeVolumes", fault: "throttling" },
  { account: ids["times out"], operation: "DescribeVolumes", fault: "timeout" },
  // After the first page of the first region.
  { account: ids["loses its credentials"], operation: "DescribeVolumes", nth: 3, ...forever, fault: "expired-token" },
];

const PAGES = 10;
const volume = (Encrypted: boolean) => (_: unknown, i: number) => ({ VolumeId: `vol-${i}`, Encrypted });

/** An account with pages of volumes in each region: all encrypted, or none. */
function made(account: string, encrypted: boolean, disabled: readonly string[] = []): MadeAccount {
  const volumes = Array.from({ length: 2 * PAGES }, volume(encrypted));
  const enabled = regions.filter((region) => !disabled.includes(region));
  return {
    account,
    disabled,
    regions: Object.fromEntries(enabled.map((region) => [region, { "ec2.volumes": volumes }])),
  };
}

const check: EnabledCheck = {
  id: "encrypted",
  severity: "high",
  over: ec2.volumes,
  with: {},
  judge: {
    scope: "resource",
    open: () => ({
      judge: (items) =>
        items.map((item) => {
          const encrypted = (item as { Encrypted: boolean }).Encrypted;
          return encrypted ? [{ status: "pass" }] : [{ status: "fail", message: "is not", key: "" }];
        }),
      close: () => undefined,
    }),
  },
  params: {},
  clauses: [],
};
const summary: CheckSummary = {
  id: "encrypted",
  severity: "high",
  controls: [],
  controlTitles: [],
  title: "",
  why: "",
  fix: "",
  params: {},
  clauses: [],
};

const before = { ...process.env };
let folder = "";
const stores: Store[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-accounts-"));
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  process.env["AWS_ACCESS_KEY_ID"] = baseCredentials.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = baseCredentials.secretAccessKey;
});
afterEach(() => {
  process.env = { ...before };
});

async function newStore(): Promise<Store> {
  const store = await openStore({ kind: "sqlite", file: join(folder, `${stores.length}.db`) }, at(0));
  stores.push(store);
  return store;
}

const at = (day: number) => new Date(Date.UTC(2026, 2, 1 + day)).toISOString();

interface Given {
  readonly accounts: readonly MadeAccount[];
  readonly faults?: readonly FaultRule[];
  /** Role → how often it may be assumed; a role that is not here is not there. */
  readonly roles?: Readonly<Record<string, number>>;
  readonly exclude?: readonly string[];
  readonly store?: Store;
  readonly day?: number;
}

async function run({ accounts, faults = [], roles = allRoles, exclude = [], store, day = 1 }: Given) {
  const replay = await startReplay({
    recordings: [recordingOfAccounts(made(hub, true), ...accounts)],
    organization,
    faults,
    latencyMs: 2,
    pageLimit: 2,
    credentials: {
      base: hub,
      roles: Object.entries(roles).map(([id, times]) => ({ arn: arn(id), externalId: "right", times })),
    },
  });
  process.env["AWS_ENDPOINT_URL"] = replay.url;
  const source = liveSource({
    accounts: [],
    organization: { role, externalId: "right", exclude },
    regions,
    homeRegion: home,
    maxShare: 1,
    calls: { attempts: 3, timeoutSeconds: 1, concurrency: 4, program: "clausewatch test" },
    clock: systemClock,
  });
  const checks = [{ summary, aliases: [], estate: false }];
  const follower =
    store === undefined
      ? null
      : new Follower({ store, checks, enabled: ["encrypted"], settings: defaultSettings, waivers: [] });
  const events: ScanEvent[] = [];
  try {
    const told = await scan({
      id: `scan ${day}`,
      program: "test",
      source,
      checks: [check],
      summaries: [summary],
      follower,
      units: 16,
      now: () => new Date(at(day)),
      emit: (event) => void events.push(event),
      progress: () => undefined,
    });
    const cells = events.filter((event) => event.type === "cell");
    return { told, requests: [...replay.requests], events, cells };
  } finally {
    source.close();
    await replay.close();
  }
}

const always = Number.POSITIVE_INFINITY;
const allRoles: Readonly<Record<string, number>> = Object.fromEntries(Object.values(ids).map((id) => [id, always]));
const { [ids["has no role"]]: _, ...otherRoles } = allRoles;
const badRoles = { ...otherRoles, [ids["loses its credentials"]]: 1 };
/** The region is disabled from the first scan on that is bad. */
const disabledIn = (id: string) => (id === ids["has a region disabled"] ? ["us-east-1"] : []);
const bad = Object.values(ids).map((id) => made(id, true, disabledIn(id)));

test("the others are complete, and none takes more calls from them than its share", async () => {
  const alone = await run({
    accounts: good.map((id) => made(id, true)),
    roles: allRoles,
    exclude: Object.values(ids).filter((id) => !good.includes(id as never)),
  });
  const { requests, cells, told, events } = await run({ accounts: bad, faults, roles: badRoles });

  const statuses = Object.entries(ids).map(([name, id]) => {
    const own = cells.filter(({ unit }) => unit.account === id);
    return [
      name,
      own
        .map(({ status, reasons: [why] }) => {
          return why?.kind === "unreadable" ? `${status}: ${why.unreadable.api} ${why.unreadable.kind}` : status;
        })
        .toSorted(),
    ];
  });
  expect(Object.fromEntries(statuses)).toEqual({
    denies: Array(2).fill("unknown: sts:GetCallerIdentity denied"),
    throttles: Array(2).fill("unknown: ec2:DescribeVolumes throttled"),
    "times out": Array(2).fill("unknown: ec2:DescribeVolumes unreachable"),
    "has a region disabled": ["pass", "unknown: ec2:DescribeRegions region-disabled"],
    "loses its credentials": Array(2).fill("unknown: sts:AssumeRole denied"),
    "has no role": Array(2).fill("unknown: sts:AssumeRole denied"),
    "is good": ["pass", "pass"],
    "is good, too": ["pass", "pass"],
  });
  // It says for whom.
  const unread = events.flatMap((event) => (event.type === "account" && event.unreadable ? [event.account] : []));
  expect(unread.toSorted()).toEqual([ids.denies, ids["has no role"]]);
  expect(told).toMatchObject({ accounts: 8, cells: { pass: 5, unknown: 11 } });
  expect(exitOf(told, "low")).toBe(4);

  const callsOf = (id: string, all = requests) => all.filter(({ account }) => account === id).length;
  const last = requests.findLastIndex(({ account }) => good.includes(account as never));
  const meanwhile = requests.slice(0, last + 1);
  for (const id of good) expect(callsOf(id)).toBe(callsOf(id, alone.requests));
  for (const id of Object.values(ids)) expect(callsOf(id, meanwhile)).toBeLessThanOrEqual(callsOf(good[0]!) + 2);
  // All six bad ones together do not hold them up for more than they read themselves, twice.
  expect(meanwhile.length).toBeLessThanOrEqual(3 * alone.requests.length);
});

test("nothing of theirs resolves, and what is gone from those that were read does", async () => {
  const store = await newStore();
  const accounts = Object.values(ids);
  const first = await run({ store, accounts: accounts.map((id) => made(id, false)) });
  const each = 2 * regions.length * PAGES;
  expect(first.events.find(({ type }) => type === "tracked")).toMatchObject({ changes: { opened: 8 * each } });

  // All is mended everywhere; of the six that are bad, it cannot be seen.
  const { events } = await run({ store, day: 2, accounts: bad, faults, roles: badRoles });
  const resolved = events.filter((event) => event.type === "change" && event.kind === "resolved");
  const whose = Map.groupBy(resolved, (event) =>
    event.type === "change" ? `${event.unit.account} ${event.unit.region}` : "",
  );
  expect([...whose.keys()].toSorted()).toEqual(
    [
      ...good.flatMap((id) => regions.map((region) => `${id} ${region}`)),
      `${ids["has a region disabled"]} ${home}`,
    ].toSorted(),
  );
  expect(events.find(({ type }) => type === "tracked")).toMatchObject({
    changes: { resolved: 2.5 * each, unverified: 5.5 * each },
    open: 5.5 * each,
  });
});

test("an organization that does not answer makes findings unverified, not out of scope", async () => {
  const store = await newStore();
  const accounts = good.map((id) => made(id, false));
  const exclude = Object.values(ids).filter((id) => !good.includes(id as never));
  const each = 2 * regions.length * PAGES;
  await run({ store, accounts, exclude });
  const silent: readonly FaultRule[] = [{ operation: "ListAccounts", fault: "throttling" }];
  const { told, events } = await run({ store, accounts, exclude, faults: silent, day: 2 });
  expect(events.find(({ type }) => type === "tracked")).toMatchObject({
    changes: { unverified: 2 * each },
    open: 2 * each,
  });
  expect(events.filter(({ type }) => type === "account")).toMatchObject([
    { account: "*", unreadable: { kind: "throttled", api: "organizations:ListAccounts" } },
  ]);
  expect(exitOf(told, "low")).toBe(1);

  // One that is not meant any more is, where the organization answers.
  const [left, kept] = good;
  const third = await run({ store, accounts, exclude: [...exclude, left!], day: 3 });
  expect(third.events.find(({ type }) => type === "tracked")).toMatchObject({
    changes: { "out of scope": each, verified: each },
    open: 2 * each,
  });
  expect(third.told.accounts).toBe(1);
  expect(third.events.filter(({ type }) => type === "account")).toMatchObject([{ account: kept }]);
});
