import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Clients, liveSource, systemClock, type LiveSettings, type LiveSource } from "../../src/collect/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import {
  baseCredentials,
  startReplay,
  type MadeOrganization,
  type Replay,
  type ReplayOptions,
} from "../../src/replay/index.ts";
import { recordingOfAccounts } from "../kit/replay.ts";

const region = "eu-central-1";
const hub = "222233334444";
const ids = ["111122223333", "333344445555", "444455556666", "555566667777"] as const;
const [production, records, sandbox, closed] = ids;
const role = "clausewatch-read";
const arn = (id: string, name = role) => `arn:aws:iam::${id}:role/${name}`;
const via = arn(hub, "clausewatch-hub");

const organization: MadeOrganization = {
  management: hub,
  units: { "ou-demo-prod0000": "r-demo", "ou-demo-data0000": "ou-demo-prod0000", "ou-demo-play0000": "r-demo" },
  accounts: [
    { id: hub, name: "hub" },
    { id: production, name: "production", unit: "ou-demo-prod0000", tags: { environment: "production" } },
    { id: records, name: "records", unit: "ou-demo-data0000", tags: { environment: "production", data: "ephi" } },
    { id: sandbox, name: "sandbox", unit: "ou-demo-play0000" },
    { id: closed, name: "closed", unit: "ou-demo-prod0000", state: "SUSPENDED" },
  ],
};
const recording = recordingOfAccounts(
  ...[hub, ...ids].map((account) => ({ account, regions: { [region]: { "ec2.volumes": [] } } })),
);

const before = { ...process.env };
const opened: { close(): unknown }[] = [];
beforeEach(() => {
  process.env["AWS_ACCESS_KEY_ID"] = baseCredentials.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = baseCredentials.secretAccessKey;
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  process.env = { ...before };
});

interface World extends Partial<Omit<ReplayOptions, "organization">>, Pick<LiveSettings, "organization"> {
  readonly accounts?: LiveSettings["accounts"];
}

async function world({
  accounts = [],
  organization: settings,
  ...options
}: World): Promise<{ source: LiveSource; replay: Replay }> {
  const replay = await startReplay({ recordings: [recording], organization, pageLimit: 2, ...options });
  process.env["AWS_ENDPOINT_URL"] = replay.url;
  const source = liveSource({
    accounts,
    ...(settings === undefined ? {} : { organization: settings }),
    regions: "all",
    homeRegion: region,
    maxShare: 1,
    calls: { attempts: 1, timeoutSeconds: 5, concurrency: 8, program: "clausewatch test" },
    clock: systemClock,
  });
  opened.push(source, replay);
  return { source, replay };
}

/** Id → whether it can be read; the code, where it cannot. */
async function plansOf(source: LiveSource) {
  const plans = await source.accounts();
  return Object.fromEntries(plans.map(({ account, unreadable }) => [account, unreadable?.code ?? "read"]));
}

describe("discovery", () => {
  test.each<[string, Partial<NonNullable<World["organization"]>>, object]>([
    [
      "the whole organization",
      {},
      { [hub]: "read", [production]: "read", [records]: "read", [sandbox]: "read", [closed]: "SUSPENDED" },
    ],
    [
      "a unit and all below it",
      { units: ["ou-demo-prod0000"] },
      { [production]: "read", [records]: "read", [closed]: "SUSPENDED" },
    ],
    [
      "a unit and one in it",
      { units: ["ou-demo-data0000", "ou-demo-prod0000"], exclude: [closed] },
      { [production]: "read", [records]: "read" },
    ],
    ["the root", { units: ["r-demo"], exclude: [hub, closed, sandbox] }, { [production]: "read", [records]: "read" }],
    [
      "those with a tag",
      { tags: { environment: "production" }, exclude: [closed] },
      { [production]: "read", [records]: "read" },
    ],
    [
      "those with all of several tags",
      { tags: { environment: "production", data: "ephi" }, exclude: [closed] },
      { [records]: "read" },
    ],
    [
      "those that alone were asked for",
      { only: [sandbox, "999999999999"] },
      { [sandbox]: "read", "999999999999": "NotDiscovered" },
    ],
  ])("%s", async (_, settings, expected) => {
    const { source } = await world({ organization: { role, ...settings }, credentials: { base: hub } });
    expect(await plansOf(source)).toEqual(expected);
  });

  test("a suspended account has nothing to read, and says why", async () => {
    const { source } = await world({ organization: { role, units: ["ou-demo-prod0000"] }, credentials: { base: hub } });
    expect((await source.accounts()).find(({ account }) => account === closed)).toEqual({
      account: closed,
      accountName: "closed",
      partition: "aws",
      regions: [],
      disabled: [],
      unreadable: expect.objectContaining({ kind: "inactive", code: "SUSPENDED", account: closed }),
    });
  });

  test("an account that is listed, too, is read as it says there", async () => {
    const other = arn(production, "audit");
    const { source, replay } = await world({
      accounts: [{ id: production, name: "ours", role: other }],
      organization: { role, exclude: [hub, sandbox, closed], externalId: "right" },
      credentials: { base: hub, roles: [{ arn: other }, { arn: arn(records), externalId: "right" }] },
    });
    const plans = await source.accounts();
    expect(plans.map(({ account, accountName, unreadable }) => [account, accountName, unreadable])).toEqual([
      [production, "ours", undefined],
      [records, "records", undefined],
    ]);
    expect(replay.requests.filter(({ operation }) => operation === "AssumeRole")).toHaveLength(2);
  });

  test.each([
    ["DescribeOrganization", {}],
    ["ListAccounts", {}],
    ["ListAccountsForParent", { units: ["ou-demo-data0000"] }],
    ["ListOrganizationalUnitsForParent", { units: ["r-demo"] }],
  ])("where %s is refused, the accounts that are not known stand as one", async (operation, settings) => {
    const { source } = await world({
      organization: { role, ...settings },
      credentials: { base: hub },
      faults: [{ operation, fault: "access-denied" }],
    });
    const plans = await source.accounts();
    expect(plans.at(-1)).toMatchObject({
      account: "*",
      accountName: "accounts of the organization",
      regions: [{ region: "*" }],
      unreadable: { kind: "denied", action: `organizations:${operation}`, account: "*" },
    });
  });

  test("where one unit is refused, the accounts of the others are read", async () => {
    const { source } = await world({
      organization: { role, units: ["ou-demo-data0000", "ou-demo-none0000"] },
      credentials: { base: hub },
    });
    expect(await plansOf(source)).toEqual({ [records]: "read", "*": "ParentNotFoundException" });
  });

  test("where the tags of an account cannot be read, it is unknown, and the others are read", async () => {
    const { source } = await world({
      organization: { role, units: ["ou-demo-prod0000"], tags: { environment: "production" }, exclude: [closed] },
      credentials: { base: hub },
      faults: [{ operation: "ListTagsForResource", nth: 1, fault: "throttling" }],
    });
    expect(Object.values(await plansOf(source)).toSorted()).toEqual(["ThrottlingException", "read"]);
  });

  test("an account that is not of the organization is told so by AWS", async () => {
    const { source } = await world({ organization: { role }, credentials: { base: sandbox } });
    expect(await plansOf(source)).toEqual({ "*": "AccessDeniedException" });
  });
});

describe("a role from a role", () => {
  const credentials = {
    base: sandbox,
    roles: [
      { arn: via, externalId: "right", trusts: `arn:aws:iam::${sandbox}:` },
      ...[hub, production, records].map((id) => ({
        arn: arn(id),
        externalId: "right",
        trusts: `arn:aws:sts::${hub}:assumed-role/clausewatch-hub/`,
      })),
    ],
  };

  test("the organization is asked as the first, and the accounts are entered from it, once assumed", async () => {
    const { source, replay } = await world({
      organization: { role, via, externalId: "right", exclude: [sandbox, closed] },
      credentials,
    });
    expect(await plansOf(source)).toEqual({ [hub]: "read", [production]: "read", [records]: "read" });
    const assumed = replay.requests.filter(({ operation }) => operation === "AssumeRole");
    expect(assumed.map(({ account }) => account)).toEqual([sandbox, hub, hub, hub]);
    expect(new Set(assumed.map(({ region }) => region))).toEqual(new Set([region]));
  });

  test("a listed account is entered so, too", async () => {
    const { source } = await world({
      accounts: [{ id: production, role: arn(production), via, externalId: "right" }],
      credentials,
    });
    const [plan] = await source.accounts();
    expect(plan?.identity).toBe(`arn:aws:sts::${production}:assumed-role/${role}/clausewatch`);
  });

  test("where the first cannot be assumed, that is what is said", async () => {
    const { source } = await world({
      accounts: [{ id: production, role: arn(production), via, externalId: "wrong" }],
      credentials,
    });
    const [plan] = await source.accounts();
    expect(plan?.unreadable).toMatchObject({ kind: "denied", action: "sts:AssumeRole", account: production });
    expect(plan?.unreadable?.message).toContain(via);
  });

  test("both sessions that end in the middle of a listing are renewed, and the reading goes on", async () => {
    const volumes = Array.from({ length: 6 }, (_, i) => ({ VolumeId: `vol-${i}`, Encrypted: true }));
    const made = [hub, sandbox, production].map((account) => ({
      account,
      regions: { [region]: { "ec2.volumes": volumes } },
    }));
    let now = Date.now();
    const { source, replay } = await world({
      accounts: [{ id: production, role: arn(production), via, externalId: "right" }],
      recordings: [recordingOfAccounts(...made)],
      credentials: { ...credentials, lifetimeSeconds: 3600, now: () => now },
    });
    await source.accounts();
    let items = 0;
    const unit = { account: production, partition: "aws", region };
    const end = await source.read({ unit, listing: ec2.volumes }, (page) => {
      items += page.items.length;
      // Every session that there is ends on AWS's side after the first page.
      if (items === 2) now += 2 * 3600_000;
    });
    expect([end, items]).toEqual([{ complete: true }, 6]);
    const assumed = replay.requests.filter(({ operation, status }) => operation === "AssumeRole" && status === 200);
    expect(assumed.map(({ account }) => account)).toEqual([sandbox, hub, sandbox, hub]);
  });
});

describe("whether a role asks for its external id", () => {
  const account = { id: production, role: arn(production), externalId: "right" };
  const trusting = (externalId?: string) => [{ arn: arn(production), ...(externalId ? { externalId } : {}) }];

  test.each<[string, World, object]>([
    ["it does", { accounts: [account], credentials: { roles: trusting("right") } }, { is: "required" }],
    [
      "it does not",
      { accounts: [account], credentials: { roles: trusting() } },
      { is: "not required", assumed: "without one" },
    ],
    ["none is configured", { accounts: [{ id: production, role: arn(production) }] }, { is: "none" }],
    ["no role is assumed", { accounts: [{ id: production }], credentials: { base: production } }, { is: "no role" }],
    [
      "AWS would not say",
      { accounts: [account], faults: [{ operation: "AssumeRole", nth: 2, fault: "throttling" }] },
      { is: "untried", why: { kind: "throttled", account: production } },
    ],
  ])("%s", async (_, settings, expected) => {
    const { source } = await world(settings);
    await source.accounts();
    expect(await source.tryExternalId(production)).toMatchObject(expected);
  });

  test("the clock of this machine is held against AWS's", async () => {
    const { source } = await world({ accounts: [{ id: production }], credentials: { base: production } });
    expect(source.skewMs()).toBeNull();
    await source.accounts();
    expect(Math.abs(source.skewMs()!)).toBeLessThan(5000);
  });
});

test("sources that share their clients enter each its own accounts", async () => {
  const clients = new Clients();
  const replay = await startReplay({ recordings: [recording], organization });
  process.env["AWS_ENDPOINT_URL"] = replay.url;
  opened.push(replay);
  const sources = [production, records, sandbox].map((id) =>
    liveSource({
      accounts: [{ id, role: arn(id) }],
      regions: [region],
      homeRegion: region,
      maxShare: 1,
      calls: { attempts: 1, timeoutSeconds: 5, concurrency: 8, program: "clausewatch test" },
      clock: systemClock,
      clients,
    }),
  );
  opened.push(...sources);
  expect(await Promise.all(sources.map(plansOf))).toEqual([
    { [production]: "read" },
    { [records]: "read" },
    { [sandbox]: "read" },
  ]);
});
