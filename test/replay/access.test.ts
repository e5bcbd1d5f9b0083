import { afterEach, describe, expect, test } from "vitest";
import type { Unreadable } from "../../src/contract/index.ts";
import { ec2, elbv2, rds, sts } from "../../src/listings/index.ts";
import { baseCredentials, startReplay, type CredentialOptions, type Replay } from "../../src/replay/index.ts";
import { call, readListing, recordingOfAccounts, type Credentials } from "../kit/replay.ts";

const [production, sandbox] = ["111122223333", "444455556666"];
const volume = (name: string) => ({ VolumeId: `vol-${name}`, Encrypted: true });
const recordings = [
  recordingOfAccounts({
    account: production,
    identity: `arn:aws:iam::${production}:user/reader`,
    disabled: ["af-south-1"],
    regions: {
      "eu-west-1": { "ec2.volumes": [volume("eu")], "rds.db-instances": [] },
      "us-east-1": { "ec2.volumes": [volume("us")] },
    },
  }),
  recordingOfAccounts({ account: sandbox, regions: { "eu-west-1": { "ec2.volumes": [volume("sandbox")] } } }),
];

let replay: Replay;
afterEach(() => replay.close());

async function start(credentials: CredentialOptions = {}): Promise<string> {
  replay = await startReplay({ recordings, credentials });
  return replay.url;
}

const roleOf = (account: string, role = "clausewatch") => `arn:aws:iam::${account}:role/${role}`;

async function assume(url: string, arn: string, more: object = {}, credentials: Credentials = baseCredentials) {
  const input = { RoleArn: arn, RoleSessionName: "clausewatch", ...more };
  const output = await call(url, "sts", "AssumeRole", { input, credentials });
  const given = output["Credentials"] as Record<string, string> & { Expiration: Date };
  return {
    accessKeyId: given["AccessKeyId"]!,
    secretAccessKey: given["SecretAccessKey"]!,
    sessionToken: given["SessionToken"]!,
    expires: given.Expiration,
  };
}

const refused = (name: string, status: number) => ({ name, $metadata: { httpStatusCode: status } });

describe("several accounts and regions", () => {
  test("the base credentials are the first account's, or whose they are said to be", async () => {
    expect(await readListing(await start(), ec2.volumes)).toEqual([volume("eu")]);
    await replay.close();
    expect(await readListing(await start({ base: sandbox }), ec2.volumes)).toEqual([volume("sandbox")]);
  });

  test("each region has its own", async () => {
    const url = await start();
    expect(await readListing(url, ec2.volumes, { region: "us-east-1" })).toEqual([volume("us")]);
  });

  test("a role's session is of the role's account", async () => {
    const url = await start();
    const session = await assume(url, roleOf(sandbox, "path/to/reader"));
    expect(await readListing(url, ec2.volumes, { credentials: session })).toEqual([volume("sandbox")]);
    expect(await readListing(url, sts.identity, { credentials: session })).toMatchObject([
      { Account: sandbox, Arn: `arn:aws:sts::${sandbox}:assumed-role/reader/clausewatch` },
    ]);
    expect(replay.requests.map(({ account }) => account)).toEqual([production, sandbox, sandbox]);
  });

  test("the identity is the recorded one, or one of the account", async () => {
    const [known] = await readListing(await start(), sts.identity);
    expect(known).toMatchObject({ Account: production, Arn: `arn:aws:iam::${production}:user/reader` });
    await replay.close();
    const [madeUp] = await readListing(await start({ base: sandbox }), sts.identity);
    expect(madeUp).toMatchObject({ Account: sandbox, Arn: `arn:aws:iam::${sandbox}:user/replay` });
  });

  test("an account cannot be in two recordings", async () => {
    replay = await startReplay({ recordings });
    await expect(startReplay({ recordings: [...recordings, recordings[1]!] })).rejects.toThrow(
      `${sandbox} is recorded twice`,
    );
    await expect(startReplay({ recordings: [] })).rejects.toThrow("no account");
  });

  test("a base account must be recorded", async () => {
    replay = await startReplay({ recordings });
    await expect(startReplay({ recordings, credentials: { base: "999999999999" } })).rejects.toThrow("999999999999");
  });
});

describe("AssumeRole", () => {
  const externalId = "clausewatch-42";

  test.each([
    ["of an account that is not there", roleOf("999999999999"), {}, "AccessDenied", 403],
    ["that is not there", roleOf(sandbox, "other"), {}, "AccessDenied", 403],
    ["without the external id", roleOf(production), {}, "AccessDenied", 403],
    ["with another external id", roleOf(production), { ExternalId: "other" }, "AccessDenied", 403],
    ["that is no role", `arn:aws:iam::${production}:user/x`, {}, "ValidationError", 400],
    ["under an ill-formed name", roleOf(sandbox), { RoleSessionName: "two words" }, "ValidationError", 400],
  ])("refuses a role %s", async (_, arn, more, code, status) => {
    const url = await start({ roles: [{ arn: roleOf(production), externalId }, { arn: roleOf(sandbox) }] });
    await expect(assume(url, arn, more)).rejects.toMatchObject(refused(code, status));
  });

  test("gives any role of a recorded account, where the roles are not said, and none of another", async () => {
    const url = await start();
    await assume(url, roleOf(sandbox, "any"));
    await expect(assume(url, roleOf("999999999999"))).rejects.toMatchObject(refused("AccessDenied", 403));
  });

  test("gives the role for its external id, and one that asks for none in any case", async () => {
    const url = await start({ roles: [{ arn: roleOf(production), externalId }, { arn: roleOf(sandbox) }] });
    await assume(url, roleOf(production), { ExternalId: externalId });
    await assume(url, roleOf(sandbox), { ExternalId: "whatever" });
    await assume(url, roleOf(sandbox));
  });

  test("every session has credentials of its own", async () => {
    const url = await start();
    const [one, two] = [await assume(url, roleOf(sandbox)), await assume(url, roleOf(sandbox))];
    for (const name of ["accessKeyId", "secretAccessKey", "sessionToken"] as const)
      expect(one[name]).not.toBe(two[name]);
    expect(one.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  });

  test("a session ends when its time is over, as each service says it", async () => {
    let now = Date.parse("2026-01-02T03:04:05Z");
    const url = await start({ lifetimeSeconds: 60, now: () => now });
    const session = await assume(url, roleOf(production));
    expect(session.expires).toEqual(new Date("2026-01-02T03:05:05Z"));
    now += 59_999;
    expect(await readListing(url, ec2.volumes, { credentials: session })).toHaveLength(1);
    now += 1;
    const as = { credentials: session };
    await expect(readListing(url, ec2.volumes, as)).rejects.toMatchObject(refused("RequestExpired", 400));
    await expect(readListing(url, rds.dbInstances, as)).rejects.toMatchObject({
      name: expect.stringMatching(/^ExpiredToken/),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(readListing(url, sts.identity, as)).rejects.toMatchObject({
      name: expect.stringMatching(/^ExpiredToken/),
    });
  });

  test("a session lasts as long as asked, else an hour", async () => {
    const now = () => 0;
    const url = await start({ now });
    expect((await assume(url, roleOf(production))).expires).toEqual(new Date(3_600_000));
    expect((await assume(url, roleOf(production), { DurationSeconds: 900 })).expires).toEqual(new Date(900_000));
  });
});

describe("credentials that are not good", () => {
  const session = (url: string) => assume(url, roleOf(production));
  test.each<[string, (url: string) => Promise<Credentials> | Credentials]>([
    ["an unknown key", () => ({ accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" })],
    [
      "a session without its token",
      async (url) => ({ accessKeyId: (await session(url)).accessKeyId, secretAccessKey: "x" }),
    ],
    [
      "a session with another's token",
      async (url) => ({ ...(await session(url)), sessionToken: (await session(url)).sessionToken }),
    ],
    ["a token where none belongs", () => ({ ...baseCredentials, sessionToken: "x" })],
  ])("%s", async (_, make) => {
    const url = await start();
    const credentials = await make(url);
    await expect(readListing(url, ec2.volumes, { credentials })).rejects.toMatchObject(refused("AuthFailure", 401));
    for (const listing of [rds.dbInstances, elbv2.loadBalancers, sts.identity]) {
      await expect(readListing(url, listing, { credentials })).rejects.toMatchObject(
        refused("InvalidClientTokenId", 403),
      );
    }
    expect(replay.requests.at(-1)).toMatchObject({ account: null, status: 403 });
  });

  test("the log of calls has no secrets", async () => {
    const url = await start();
    const { accessKeyId, secretAccessKey, sessionToken } = await session(url);
    await readListing(url, ec2.volumes, { credentials: { accessKeyId, secretAccessKey, sessionToken } });
    const log = JSON.stringify(replay.requests);
    for (const secret of [accessKeyId, secretAccessKey, sessionToken]) expect(log).not.toContain(secret);
  });
});

describe("regions", () => {
  test("are listed with those that are not enabled, where asked for all", async () => {
    const url = await start();
    expect(await readListing(url, ec2.regions)).toMatchObject([
      { RegionName: "af-south-1", OptInStatus: "not-opted-in" },
      { RegionName: "eu-west-1", OptInStatus: "opt-in-not-required" },
      { RegionName: "us-east-1", OptInStatus: "opt-in-not-required" },
    ]);
    const { Regions } = await call(url, "ec2", "DescribeRegions");
    expect((Regions as { RegionName: string }[]).map(({ RegionName }) => RegionName)).toEqual([
      "eu-west-1",
      "us-east-1",
    ]);
  });

  test("can be asked for, and the identity too, in a region that was not recorded", async () => {
    const url = await start();
    expect(await readListing(url, ec2.regions, { region: "eu-north-1" })).toHaveLength(3);
    expect(await readListing(url, sts.identity, { region: "eu-north-1" })).toHaveLength(1);
  });

  test.each(["af-south-1", "eu-north-1"])("that are not enabled answer as to bad credentials: %s", async (region) => {
    const url = await start();
    await expect(readListing(url, ec2.volumes, { region })).rejects.toMatchObject(refused("AuthFailure", 401));
    await expect(readListing(url, rds.dbInstances, { region })).rejects.toMatchObject(
      refused("InvalidClientTokenId", 403),
    );
  });

  test("nothing is answered in a disabled one", async () => {
    const url = await start();
    const region = "af-south-1";
    await expect(readListing(url, ec2.regions, { region })).rejects.toMatchObject(refused("AuthFailure", 401));
    await expect(readListing(url, sts.identity, { region })).rejects.toMatchObject(
      refused("InvalidClientTokenId", 403),
    );
  });
});

describe("an account that could not be opened cannot be opened again", () => {
  const why = (api: string, code: string): Unreadable => ({
    kind: "denied",
    api,
    action: api,
    code,
    message: "not allowed then",
    account: sandbox,
    region: "us-east-1",
  });

  test.each([
    ["its role was refused", why("sts:AssumeRole", "AccessDenied"), (url: string) => assume(url, roleOf(sandbox))],
    [
      "its regions were refused",
      why("ec2:DescribeRegions", "UnauthorizedOperation"),
      async (url: string) => await readListing(url, ec2.regions, { credentials: await assume(url, roleOf(sandbox)) }),
    ],
    [
      "its credentials were refused",
      why("sts:GetCallerIdentity", "InvalidClientTokenId"),
      async (url: string) => await readListing(url, sts.identity, { credentials: await assume(url, roleOf(sandbox)) }),
    ],
  ])("where %s", async (_, unreadable, act) => {
    const failed = recordingOfAccounts({ account: sandbox, unreadable, regions: { "*": {} } });
    replay = await startReplay({ recordings: [recordings[0]!, failed] });
    await expect(act(replay.url)).rejects.toMatchObject({ name: unreadable.code, message: "not allowed then" });
    expect(await readListing(replay.url, ec2.volumes)).toEqual([volume("eu")]);
  });

  test("the region that stands for those unknown is none", async () => {
    const unreadable = why("sts:GetCallerIdentity", "InvalidClientTokenId");
    const failed = recordingOfAccounts({ account: sandbox, unreadable, regions: { "*": {} } });
    replay = await startReplay({ recordings: [failed] });
    expect(await readListing(replay.url, ec2.regions)).toEqual([]);
  });
});
