import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { liveSource, systemClock, type AccountSettings, type ApiCall } from "../../src/collect/index.ts";
import type { End, Listing, Page, Source, UnreadableKind } from "../../src/contract/index.ts";
import { ec2, elbv2, kms, rds } from "../../src/listings/index.ts";
import {
  baseCredentials,
  startReplay,
  type Fault,
  type FaultRule,
  type Replay,
  type ReplayOptions,
} from "../../src/replay/index.ts";
import { recordingOfAccounts } from "../kit/replay.ts";

const account = "111122223333";
const region = "eu-central-1";
const volumes = Array.from({ length: 5 }, (_, i) => ({ VolumeId: `vol-${i}`, Encrypted: i % 2 === 0 }));
const lb = (name: string) => ({ LoadBalancerArn: `arn:lb/${name}`, LoadBalancerName: name, Type: "application" });
const listener = (name: string, Protocol: string) => ({
  ListenerArn: `arn:listener/${name}`,
  LoadBalancerArn: `arn:lb/${name}`,
  Protocol,
  Port: 80,
  DefaultActions: [{ Type: "forward" }],
});
const rule = (name: string) => ({
  RuleArn: `arn:rule/${name}`,
  ListenerArn: `arn:listener/${name}`,
  Priority: "default",
  Actions: [],
});
const recording = recordingOfAccounts(
  {
    account,
    disabled: ["ap-east-1"],
    regions: {
      [region]: {
        "ec2.volumes": volumes,
        "rds.db-instances": [],
        "elbv2.load-balancers": [lb("a"), lb("b")],
        "elbv2.listeners": [listener("a", "HTTP"), listener("b", "HTTPS")],
        "elbv2.rules": [rule("a"), rule("b")],
      },
      "us-east-1": { "ec2.volumes": [] },
    },
  },
  { account: "444455556666", regions: { [region]: { "ec2.volumes": [volumes[0]!] } } },
);

/** Who reads the answers, in the test that runs. */
let parser: "fast" | "sdk" = "fast";

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

interface World extends Partial<ReplayOptions> {
  readonly accounts?: readonly AccountSettings[];
  readonly regions?: readonly string[] | "all";
  readonly timeoutSeconds?: number;
}

async function world({ accounts = [], regions = "all", timeoutSeconds = 5, ...options }: World = {}): Promise<{
  source: Source;
  replay: Replay;
}> {
  const replay = await startReplay({ recordings: [recording], pageLimit: 2, ...options });
  process.env["AWS_ENDPOINT_URL"] = replay.url;
  const calls = { attempts: 1, timeoutSeconds, concurrency: 8, program: "clausewatch test", parser };
  const source = liveSource({ accounts, regions, homeRegion: region, maxShare: 1, calls, clock: systemClock });
  opened.push(source, replay);
  return { source, replay };
}

async function read(
  source: Source,
  listing: Listing,
  parents?: readonly unknown[],
): Promise<{ items: unknown[]; flawed: unknown[]; end: End }> {
  const items: unknown[] = [];
  const flawed: unknown[] = [];
  const unit = { account, partition: "aws", region };
  const onPage = (page: Page) => {
    items.push(...page.items);
    flawed.push(...page.flawed);
  };
  const end = await source.read(parents === undefined ? { unit, listing } : { unit, listing, parents }, onPage);
  return { items, flawed, end };
}

describe.each(["fast", "sdk"] as const)("read by the %s parser:", (which) => {
  beforeEach(() => {
    parser = which;
  });

  describe("accounts", () => {
    test("without configuration it is the account of the credentials, with its enabled regions", async () => {
      const { source } = await world();
      expect(await source.accounts()).toEqual([
        {
          account,
          partition: "aws",
          identity: expect.stringContaining(account),
          regions: [{ region }, { region: "us-east-1" }],
          disabled: ["ap-east-1"],
        },
      ]);
    });

    test("a region that was asked for and is not enabled is told apart from one that does not exist", async () => {
      const { source } = await world({ regions: [region, "ap-east-1", "eu-north-9"] });
      const [plan] = await source.accounts();
      expect(plan?.regions.map(({ region, unreadable }) => [region, unreadable?.kind, unreadable?.code])).toEqual([
        [region, undefined, undefined],
        ["ap-east-1", "region-disabled", "RegionNotEnabled"],
        ["eu-north-9", "region-disabled", "NoSuchRegion"],
      ]);
    });

    test("a role is assumed with its external id", async () => {
      const role = "arn:aws:iam::444455556666:role/clausewatch-read";
      const { source } = await world({
        accounts: [{ id: "444455556666", name: "sandbox", role, externalId: "right" }],
        credentials: { roles: [{ arn: role, externalId: "right" }] },
      });
      const [plan] = await source.accounts();
      expect(plan).toMatchObject({ account: "444455556666", accountName: "sandbox", regions: [{ region }] });
      expect(plan?.unreadable).toBeUndefined();
    });

    test.each<[string, AccountSettings, World, object]>([
      [
        "a role that may not be assumed",
        { id: "444455556666", role: "arn:aws:iam::444455556666:role/clausewatch-read", externalId: "wrong" },
        { credentials: { roles: [{ arn: "arn:aws:iam::444455556666:role/clausewatch-read", externalId: "right" }] } },
        {
          kind: "denied",
          action: "sts:AssumeRole",
          account: "444455556666",
          message: expect.stringContaining("role/clausewatch-read"),
        },
      ],
      [
        "credentials of another account",
        { id: "999999999999" },
        {},
        { kind: "credentials", code: "WrongAccount", message: `the credentials are of account ${account}` },
      ],
      [
        "regions that may not be listed",
        { id: account },
        { faults: [{ operation: "DescribeRegions", fault: "access-denied" }] },
        { kind: "denied", action: "ec2:DescribeRegions", code: "UnauthorizedOperation" },
      ],
      [
        "an answer that is not AWS's",
        { id: account },
        { faults: [{ operation: "GetCallerIdentity", fault: "html" }] },
        { kind: "malformed", action: "sts:GetCallerIdentity" },
      ],
    ])("%s: the account is unreadable, in one unit for all its regions", async (_, settings, options, expected) => {
      const { source } = await world({ accounts: [settings], ...options });
      const [plan] = await source.accounts();
      expect(plan?.unreadable).toMatchObject(expected);
      expect(plan?.regions).toEqual([{ region: "*", unreadable: plan?.unreadable }]);
    });

    test("credentials that AWS does not know are told from a disabled region, and are not quoted", async () => {
      process.env["AWS_ACCESS_KEY_ID"] = "AKIAUNKNOWNUNKNOWN22";
      const { source } = await world({ accounts: [{ id: account }] });
      const [plan] = await source.accounts();
      expect(plan?.unreadable).toMatchObject({ kind: "credentials", code: "InvalidClientTokenId" });
      expect(JSON.stringify(plan)).not.toContain("AKIAUNKNOWN");
    });

    test("no credentials at all", async () => {
      for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) delete process.env[name];
      Object.assign(process.env, {
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        AWS_PROFILE: "audit",
      });
      const { source } = await world();
      const [plan] = await source.accounts();
      expect(plan?.unreadable).toMatchObject({
        kind: "credentials",
        code: "CredentialsProviderError",
        message: "no AWS credentials were found for the profile audit",
      });
    });

    test("an endpoint where nobody answers", async () => {
      const { source, replay } = await world();
      await replay.close();
      const [plan] = await source.accounts();
      expect(plan?.unreadable).toMatchObject({ kind: "unreachable", code: "ECONNREFUSED" });
    });
  });

  describe("a listing", () => {
    test("is read to its last page", async () => {
      const { source } = await world();
      await source.accounts();
      expect(await read(source, ec2.volumes)).toEqual({ items: volumes, flawed: [], end: { complete: true } });
    });

    test("without items is complete and empty", async () => {
      const { source } = await world();
      await source.accounts();
      expect(await read(source, rds.dbInstances)).toEqual({ items: [], flawed: [], end: { complete: true } });
    });

    const kinds: Readonly<Partial<Record<Fault, UnreadableKind>>> = {
      "access-denied": "denied",
      throttling: "throttled",
      "error-500": "service",
      timeout: "unreachable",
      reset: "unreachable",
      "expired-token": "credentials",
      "empty-body": "malformed",
      "truncated-body": "malformed",
      "repeated-token": "malformed",
      "bad-token": "service",
      html: "malformed",
    };
    const cases = Object.entries(kinds).flatMap(([fault, kind]) =>
      [1, 2, 3].map((page) => [fault as Fault, page, kind] as const),
    );
    test.each(cases)("%s on page %i: unreadable (%s), and what came before stands", async (fault, page, kind) => {
      const { source } = await world({
        faults: [{ operation: "DescribeVolumes", page, fault } as FaultRule],
        timeoutSeconds: 0.3,
      });
      await source.accounts();
      const { items, end } = await read(source, ec2.volumes);
      expect(end).toMatchObject({
        complete: false,
        unreadable: { kind, api: "ec2:DescribeVolumes", action: "ec2:DescribeVolumes", account, region },
      });
      // A repeated token may bring a page twice; nothing else than what is there comes.
      expect(volumes).toEqual(expect.arrayContaining(items));
    });

    test("an item without a required field is flawed, the others are not", async () => {
      const { source } = await world({
        faults: [{ operation: "DescribeVolumes", page: 2, fault: "missing-field", field: "Encrypted", item: 1 }],
      });
      await source.accounts();
      const { items, flawed } = await read(source, ec2.volumes);
      expect(items).toHaveLength(4);
      expect(flawed).toEqual([{ item: { VolumeId: "vol-3" }, missing: "Encrypted" }]);
    });

    test("throttled once is tried again", async () => {
      const replay = await startReplay({
        recordings: [recording],
        faults: [{ operation: "DescribeVolumes", nth: 1, fault: "throttling" }],
      });
      process.env["AWS_ENDPOINT_URL"] = replay.url;
      const tries: ApiCall[] = [];
      const onCall = (call: ApiCall) => void tries.push(call);
      const calls = { attempts: 3, timeoutSeconds: 5, concurrency: 8, program: "clausewatch test", parser, onCall };
      const source = liveSource({
        accounts: [],
        regions: "all",
        homeRegion: region,
        maxShare: 1,
        calls,
        clock: systemClock,
      });
      opened.push(source, replay);
      await source.accounts();
      tries.splice(0);
      expect((await read(source, ec2.volumes)).items).toHaveLength(5);
      expect(tries.map(({ service, outcome }) => `${service} ${outcome}`)).toEqual(["ec2 throttled", "ec2 ok"]);
    });

    test("a session that expires between two pages is renewed, and the reading goes on", async () => {
      const role = "arn:aws:iam::444455556666:role/clausewatch-read";
      const { source, replay } = await world({
        accounts: [{ id: "444455556666", role }],
        faults: [{ operation: "DescribeVolumes", nth: 1, fault: "expired-token" }],
      });
      await source.accounts();
      const unit = { account: "444455556666", partition: "aws", region };
      expect(await source.read({ unit, listing: ec2.volumes }, () => undefined)).toEqual({ complete: true });
      expect(replay.requests.filter(({ operation }) => operation === "AssumeRole")).toHaveLength(2);
    });

    test("of an account whose session expires disturbs no other account's", async () => {
      const role = "arn:aws:iam::444455556666:role/clausewatch-read";
      const { source } = await world({
        accounts: [{ id: account }, { id: "444455556666", role }],
        faults: [{ account: "444455556666", operation: "DescribeVolumes", fault: "expired-token" }],
        latencyMs: 10,
      });
      await source.accounts();
      const expired = { unit: { account: "444455556666", partition: "aws", region }, listing: ec2.volumes };
      const [ends] = await Promise.all([
        Promise.all(
          [ec2.volumes, rds.dbInstances, elbv2.loadBalancers].map(async (one) => (await read(source, one)).end),
        ),
        source.read(expired, () => undefined),
      ]);
      expect(ends).toEqual([{ complete: true }, { complete: true }, { complete: true }]);
    });
  });

  describe("a listing asked per parent", () => {
    test("asks for each parent that its condition names, and stamps the items", async () => {
      const { source, replay } = await world();
      await source.accounts();
      const listeners = await read(source, elbv2.listeners, [lb("a"), lb("b")]);
      expect(listeners.end).toEqual({ complete: true });
      const rules = await read(source, elbv2.rules, listeners.items);
      expect(rules.items).toMatchObject([{ RuleArn: "arn:rule/a", ListenerArn: "arn:listener/a" }]);
      expect(replay.requests.filter(({ operation }) => operation === "DescribeRules")).toHaveLength(1);
    });

    test("asks by each value once that the parents have, and keeps the items it is about", async () => {
      const group = (name: string) => ({ DBParameterGroupName: name, ParameterApplyStatus: "in-sync" });
      const instance = (name: string, Engine: string, groups: readonly string[]) => ({
        DBInstanceIdentifier: name,
        DBInstanceArn: `arn:db/${name}`,
        Engine,
        StorageEncrypted: true,
        PubliclyAccessible: false,
        DBParameterGroups: groups.map(group),
      });
      const instances = [
        instance("a", "postgres", ["tls", "more"]),
        instance("b", "postgres", ["tls"]),
        instance("c", "postgres", []),
        instance("d", "oracle-ee", ["not-asked-for"]),
      ];
      const parameter = (ParameterName: string, DBParameterGroupName: string) => ({
        ParameterName,
        ParameterValue: "1",
        DBParameterGroupName,
      });
      const made = recordingOfAccounts({
        account,
        regions: {
          [region]: {
            "rds.db-instances": instances,
            "rds.db-parameters": [
              ...Array.from({ length: 250 }, (_, i) => parameter(`other_${i}`, "tls")),
              parameter("rds.force_ssl", "tls"),
              parameter("rds.force_ssl", "more"),
            ],
          },
        },
      });
      const { source, replay } = await world({ recordings: [made], pageLimit: 100 });
      await source.accounts();
      const { items, end } = await read(source, rds.dbParameters, instances);
      expect(end).toEqual({ complete: true });
      expect(items).toEqual([parameter("rds.force_ssl", "more"), parameter("rds.force_ssl", "tls")]);
      const asked = replay.requests.filter(({ operation }) => operation === "DescribeDBParameters");
      expect(asked).toHaveLength(3 + 1);
    });

    test("a failure for one parent makes the listing unreadable", async () => {
      const { source } = await world({ faults: [{ operation: "DescribeListeners", nth: 2, fault: "access-denied" }] });
      await source.accounts();
      const { end } = await read(source, elbv2.listeners, [lb("a"), lb("b")]);
      expect(end).toMatchObject({
        complete: false,
        unreadable: { kind: "denied", action: "elasticloadbalancing:DescribeListeners" },
      });
    });

    describe("whose parents may refuse us by themselves", () => {
      const key = (KeyId: string) => ({ KeyId, KeyArn: `arn:key/${KeyId}` });
      const details = (KeyId: string) => ({ KeyId, Arn: `arn:key/${KeyId}`, KeyManager: "CUSTOMER" });
      const keys = [key("a"), key("b"), key("c")];
      const readKeys = async (described: readonly string[], faults: readonly FaultRule[]) => {
        const listings = { "kms.keys": keys, "kms.key-details": described.map(details) };
        const recordings = [recordingOfAccounts({ account, regions: { [region]: listings } })];
        const { source } = await world({ recordings, faults });
        await source.accounts();
        return await read(source, kms.keyDetails, keys);
      };

      test("one that does is left out, and the others are there", async () => {
        const denied = { operation: "DescribeKey", nth: 2, fault: "access-denied" } as const;
        const { items, end } = await readKeys(["a", "b", "c"], [denied]);
        expect(end).toEqual({ complete: true });
        expect(items).toHaveLength(2);
      });

      test("where all do, it is we who may not ask", async () => {
        const { items, end } = await readKeys(["a", "b", "c"], [{ operation: "DescribeKey", fault: "access-denied" }]);
        expect(items).toEqual([]);
        expect(end).toMatchObject({ unreadable: { kind: "denied", action: "kms:DescribeKey" } });
      });

      test("where all others are gone, too", async () => {
        const denied = { operation: "DescribeKey", nth: 1, fault: "access-denied" } as const;
        expect((await readKeys([], [denied])).end).toMatchObject({ unreadable: { kind: "denied" } });
      });

      test("what failed otherwise makes the listing unreadable, refusals or not", async () => {
        const { end } = await readKeys(
          ["a", "b", "c"],
          [
            { operation: "DescribeKey", nth: 1, fault: "access-denied" },
            { operation: "DescribeKey", nth: 3, fault: "error-500" },
          ],
        );
        expect(end).toMatchObject({ unreadable: { kind: "service", action: "kms:DescribeKey" } });
      });

      test("a structure that was not recorded is replayed as gone", async () => {
        const { items, end } = await readKeys(["a", "c"], []);
        expect(end).toEqual({ complete: true });
        expect(items).toEqual(expect.arrayContaining([details("a"), details("c")]));
        expect(items).toHaveLength(2);
      });
    });
  });
});
