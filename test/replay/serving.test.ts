import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Service, Unreadable, UnreadableKind } from "../../src/contract/index.ts";
import { ec2, elbv2, rds } from "../../src/listings/index.ts";
import { recordingOf } from "../../src/recording/index.ts";
import { baseCredentials, startReplay, type Replay, type ReplayOptions } from "../../src/replay/index.ts";
import { call, readListing, recordingOfAccounts, type MadeListing } from "../kit/replay.ts";

const account = "111122223333";
const region = "eu-west-1";
const volumes = [1, 2, 3].map((n) => ({ VolumeId: `vol-${n}`, Encrypted: true }));
const arn = (kind: string, name: string) => `arn:aws:elasticloadbalancing:${region}:${account}:${kind}/app/${name}`;
const balancer = { LoadBalancerArn: arn("loadbalancer", "web/1"), LoadBalancerName: "web", Type: "application" };
const listener = (port: number, Protocol: string) => ({
  ListenerArn: arn("listener", `web/1/${port}`),
  LoadBalancerArn: balancer.LoadBalancerArn,
  Protocol,
  Port: port,
  DefaultActions: [],
});

/** Why a listing could not be read. */
const because = (kind: UnreadableKind, code: string): Unreadable => ({
  kind,
  api: "ec2:DescribeVolumes",
  action: "ec2:DescribeVolumes",
  code,
  message: "so it was",
  account,
  region,
});

let replay: Replay;
afterEach(() => replay.close());

async function start(
  made: Readonly<Record<string, MadeListing>>,
  options: Partial<ReplayOptions> = {},
): Promise<string> {
  replay = await startReplay({
    recordings: [recordingOfAccounts({ account, regions: { [region]: made } })],
    ...options,
  });
  return replay.url;
}

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=${baseCredentials.accessKeyId}/20260102/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: "POST", body, headers });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}

describe("the wire", () => {
  test("EC2: a root named after the operation, the request's id, empty lists as empty elements", async () => {
    const group = { GroupId: "sg-1", GroupName: 'a<b&"c"', IpPermissions: [], IpPermissionsEgress: [], Tags: [] };
    const url = await start({ "ec2.security-groups": [group] });
    const form = "Action=DescribeSecurityGroups&Version=2016-11-15&MaxResults=1000";
    const { status, type, body } = await post(url, form, { authorization: authorization("ec2") });
    expect({ status, type }).toEqual({ status: 200, type: "text/xml;charset=UTF-8" });
    expect(body.replace(/<requestId>[\da-f-]{36}<\/requestId>/, "<requestId/>")).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<DescribeSecurityGroupsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><requestId/>' +
        "<securityGroupInfo><item><groupId>sg-1</groupId><ipPermissionsEgress/><tagSet/>" +
        "<groupName>a&lt;b&amp;&quot;c&quot;</groupName><ipPermissions/></item></securityGroupInfo>" +
        "</DescribeSecurityGroupsResponse>",
    );
  });

  test("EC2: no items at all are an empty element too", async () => {
    const url = await start({ "ec2.volumes": [] });
    const form = "Action=DescribeVolumes&Version=2016-11-15&MaxResults=1000";
    expect((await post(url, form, { authorization: authorization("ec2") })).body).toContain("<volumeSet/>");
  });

  test("query: the result in the response, the request's id behind it", async () => {
    const url = await start({ "rds.db-clusters": [] });
    const form = "Action=DescribeDBClusters&Version=2014-10-31&MaxRecords=100";
    const { body } = await post(url, form, { authorization: authorization("rds") });
    expect(body.replace(/<RequestId>[\da-f-]{36}<\/RequestId>/, "<RequestId/>")).toBe(
      '<DescribeDBClustersResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBClustersResult><DBClusters/>' +
        "</DescribeDBClustersResult><ResponseMetadata><RequestId/></ResponseMetadata></DescribeDBClustersResponse>",
    );
  });

  test("pages written beforehand are the same bytes each time, others have a request id of their own", async () => {
    const form = "Action=DescribeVolumes&Version=2016-11-15&MaxResults=1000";
    for (const prebuild of [true, false]) {
      const url = await start({ "ec2.volumes": volumes }, { prebuild, pageLimit: 2 });
      const { NextToken } = await call(url, "ec2", "DescribeVolumes");
      for (const page of [form, `${form}&NextToken=${String(NextToken)}`]) {
        const [one, two] = [0, 1].map(() => post(url, page, { authorization: authorization("ec2") }));
        expect((await one)!.body === (await two)!.body).toBe(prebuild);
      }
      await replay.close();
    }
  });

  test("pages written beforehand are spoiled like others", async () => {
    const rule = { operation: "DescribeVolumes", fault: "missing-field", field: "Encrypted" } as const;
    const url = await start({ "ec2.volumes": volumes }, { prebuild: true, faults: [rule] });
    expect(await readListing(url, ec2.volumes)).toEqual(volumes.with(0, { VolumeId: "vol-1" } as never));
  });

  test("pages written beforehand are not written at all for what a service could not have sent", async () => {
    const bad = recordingOfAccounts({ account, regions: { [region]: { "ec2.volumes": [{ VolumeId: 7 }] } } });
    await start({});
    await expect(startReplay({ recordings: [bad], prebuild: true })).rejects.toThrow(
      "DescribeVolumes.Volumes[0].VolumeId",
    );
  });
});

describe("pages", () => {
  test("hold as many items as asked for, or as the limit says", async () => {
    const url = await start({ "ec2.volumes": volumes }, { pageLimit: 2 });
    for (const [size, count] of [
      [1, 1],
      [2, 2],
      [3, 2],
    ]) {
      const output = await call(url, "ec2", "DescribeVolumes", { input: { MaxResults: size } });
      expect(output["Volumes"]).toHaveLength(count!);
    }
  });

  test("of one operation have a limit, and those of another none", async () => {
    const subnets = [{ SubnetId: "subnet-1" }, { SubnetId: "subnet-2" }];
    const pageLimit = { DescribeVolumes: 1 };
    const url = await start({ "ec2.volumes": volumes, "ec2.subnets": subnets }, { pageLimit });
    expect((await call(url, "ec2", "DescribeVolumes"))["Volumes"]).toHaveLength(1);
    expect((await call(url, "ec2", "DescribeSubnets"))["Subnets"]).toHaveLength(2);
  });

  test.each([
    ["ec2", "DescribeVolumes", "MaxResults", 1001],
    ["ec2", "DescribeVolumes", "MaxResults", 0],
    ["rds", "DescribeDBInstances", "MaxRecords", 101],
    ["elbv2", "DescribeTargetGroups", "PageSize", 401],
  ] as const)("cannot be larger than the API's: %s %s %s=%i", async (service, operation, name, size) => {
    const url = await start({ "ec2.volumes": volumes, "rds.db-instances": [], "elbv2.target-groups": [] });
    const error = { name: "InvalidParameterValue", message: expect.stringContaining(`${name} is ${size}`) };
    await expect(call(url, service, operation, { input: { [name]: size } })).rejects.toMatchObject(error);
  });

  /** The same token, of a page that begins elsewhere. */
  const movedTo = (token: string, start: number) => {
    const [place, page] = JSON.parse(Buffer.from(token, "base64url").toString()) as unknown[];
    return Buffer.from(JSON.stringify([place, page, start])).toString("base64url");
  };

  test.each<[string, (token: string) => [Service, string, object]]>([
    ["that was never given", () => ["ec2", "DescribeVolumes", { NextToken: "xyz" }]],
    ["that is JSON, and no token", () => ["ec2", "DescribeVolumes", { NextToken: "e30" }]],
    ["of another listing", (token) => ["ec2", "DescribeSubnets", { NextToken: token }]],
    ["that begins behind the end", (token) => ["ec2", "DescribeVolumes", { NextToken: movedTo(token, 4) }]],
    ["of another service", (token) => ["rds", "DescribeDBInstances", { Marker: token }]],
  ])("do not follow a token %s", async (_, make) => {
    const others = {
      "ec2.subnets": [{ SubnetId: "subnet-1" }, { SubnetId: "subnet-2" }],
      "rds.db-instances": [{}, {}],
    };
    const url = await start({ "ec2.volumes": volumes, ...others }, { pageLimit: 1 });
    const { NextToken } = await call(url, "ec2", "DescribeVolumes");
    const [service, operation, input] = make(NextToken as string);
    const name = service === "ec2" ? "InvalidPaginationToken" : "InvalidParameterValue";
    await expect(call(url, service, operation, { input })).rejects.toMatchObject({ name });
  });
});

describe("what cannot be answered", () => {
  test.each([
    ["ec2", "DescribeKeyPairs"],
    ["rds", "DescribeEvents"],
    ["elbv2", "DescribeAccountLimits"],
    ["sts", "GetSessionToken"],
  ] as const)("an operation that is not replayed: %s %s", async (service, operation) => {
    const url = await start({});
    await expect(call(url, service, operation)).rejects.toMatchObject({
      name: "InvalidAction",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("another version of the API", async () => {
    const url = await start({ "ec2.volumes": volumes });
    const form = "Action=DescribeVolumes&Version=2010-01-01&MaxResults=1000";
    const { status, body } = await post(url, form, { authorization: authorization("ec2") });
    expect(status).toBe(400);
    expect(body).toContain("<Code>InvalidAction</Code>");
  });

  test("parameters that would be passed over", async () => {
    const url = await start({ "ec2.volumes": volumes });
    const filtered = { Filters: [{ Name: "status", Values: ["available"] }] };
    const error = { name: "InvalidParameterValue" };
    await expect(call(url, "ec2", "DescribeVolumes", { input: filtered })).rejects.toMatchObject(error);
    await expect(call(url, "ec2", "DescribeRegions", { input: { RegionNames: [region] } })).rejects.toMatchObject(
      error,
    );
  });

  test("a listing that was not recorded is not an empty one", async () => {
    const url = await start({ "elbv2.load-balancers": [balancer] });
    const error = { name: "NotRecorded", $metadata: { httpStatusCode: 400 } };
    await expect(readListing(url, ec2.volumes)).rejects.toMatchObject(error);
    const input = { LoadBalancerArn: balancer.LoadBalancerArn };
    await expect(readListing(url, elbv2.listeners, { input })).rejects.toMatchObject(error);
  });

  test.each([
    ["an empty one", "", ""],
    ["unsigned", "Action=DescribeVolumes&Version=2016-11-15", ""],
    ["signed otherwise", "Action=DescribeVolumes&Version=2016-11-15", "Basic eDp5"],
    ["of a service that is not replayed", "Action=Publish&Version=2010-03-31", authorization("sns")],
    ["without an action", "Version=2016-11-15", authorization("ec2")],
    ["far too long", `Version=2016-11-15&Action=${"x".repeat(1_100_000)}`, authorization("ec2")],
  ])("a request that is no call: %s", async (_, body, signature) => {
    const url = await start({});
    const { status, type } = await post(url, body, { authorization: signature });
    expect({ status, type }).toEqual({ status: 400, type: "text/plain" });
    expect(replay.requests).toEqual([]);
  });

  test.each([
    ["a member that the service does not have", { VolumeId: "vol-1", Colour: "red" }, "Volume has no member Colour"],
    ["a member of every object", { VolumeId: "vol-1", constructor: "x" }, "Volume has no member constructor"],
    [
      "a nested one",
      { Tags: [{ Key: "a" }, { Kee: "b" }] },
      "DescribeVolumes.Volumes[0].Tags[1]: the service's Tag has no member Kee",
    ],
    ["a number for a text", { VolumeId: 1 }, "Volumes[0].VolumeId: this is not what the service has there: 1"],
    [
      "a text for a truth",
      { Encrypted: "false" },
      'Volumes[0].Encrypted: this is not what the service has there: "false"',
    ],
    ["a text for a number", { Size: "8" }, "Volumes[0].Size"],
    ["no date", { CreateTime: "yesterday" }, "Volumes[0].CreateTime"],
    ["an object for a list", { Tags: { Key: "a" } }, "Volumes[0].Tags"],
    ["null", { VolumeId: null }, "Volumes[0].VolumeId"],
  ])("an item that no service sent: %s", async (_, item, message) => {
    const url = await start({ "ec2.volumes": [item] });
    const error = { name: "ReplayError", message: expect.stringContaining(message) };
    await expect(readListing(url, ec2.volumes)).rejects.toMatchObject(error);
  });
});

describe("children", () => {
  const made = {
    "elbv2.load-balancers": [balancer],
    "elbv2.listeners": [listener(80, "HTTP"), listener(443, "HTTPS")],
    "elbv2.rules": [],
  };

  test("are those of the parent that is asked about", async () => {
    const url = await start(made);
    const input = { LoadBalancerArn: balancer.LoadBalancerArn };
    expect(await readListing(url, elbv2.listeners, { input })).toEqual(made["elbv2.listeners"]);
  });

  test.each([
    [
      "of a parent that is gone",
      elbv2.listeners,
      { LoadBalancerArn: arn("loadbalancer", "gone/2") },
      "LoadBalancerNotFoundException",
    ],
    ["of no parent", elbv2.listeners, {}, "ValidationError"],
    // The recording does not say whether there are any.
    [
      "of a parent that was not asked about",
      elbv2.rules,
      { ListenerArn: listener(443, "HTTPS").ListenerArn },
      "NotRecorded",
    ],
  ])("%s are refused", async (_, listing, input, name) => {
    const url = await start(made);
    await expect(readListing(url, listing, { input })).rejects.toMatchObject({ name });
  });
});

describe("one call for children of several kinds of parents", () => {
  const entry = (n: number) => ({ PrefixListId: `pl-${n}`, Cidr: `10.${n}.0.0/16` });
  const rule = (n: number) => [{ IpProtocol: "-1", PrefixListIds: [{ PrefixListId: `pl-${n}` }] }];
  const made = {
    "ec2.security-groups": [{ GroupId: "sg-1", IpPermissions: rule(1), IpPermissionsEgress: rule(2) }],
    "ec2.route-tables": [{ RouteTableId: "rtb-1", Routes: [{ DestinationPrefixListId: "pl-3" }] }],
    "ec2.prefix-list-entries": [entry(1)],
    "ec2.outbound-prefix-list-entries": [entry(2)],
    "ec2.route-prefix-list-entries": [entry(3)],
  };
  const ask = async (url: string, n: number) => {
    const input = { PrefixListId: `pl-${n}`, MaxResults: 100 };
    return (await call(url, "ec2", "GetManagedPrefixListEntries", { input }))["Entries"];
  };

  test("has the answer of the listing that was asked by this parent", async () => {
    const url = await start(made);
    for (const n of [1, 2, 3]) expect(await ask(url, n)).toEqual([{ Cidr: entry(n).Cidr }]);
    await expect(ask(url, 4)).rejects.toMatchObject({ name: "InvalidPrefixListID.NotFound" });
  });

  test("has the answer of one that was read whole, where several were asked", async () => {
    const unreadable = because("throttled", "RequestLimitExceeded");
    const cited = { GroupId: "sg-1", IpPermissions: rule(2), IpPermissionsEgress: rule(2) };
    const url = await start({
      ...made,
      "ec2.security-groups": [cited],
      "ec2.prefix-list-entries": { items: [], unreadable },
    });
    expect(await ask(url, 2)).toEqual([{ Cidr: entry(2).Cidr }]);
  });

  test("is refused as it was, where none was read whole", async () => {
    const unreadable = because("throttled", "RequestLimitExceeded");
    const url = await start({ ...made, "ec2.outbound-prefix-list-entries": { items: [], unreadable } });
    await expect(ask(url, 2)).rejects.toMatchObject({ name: "RequestLimitExceeded" });
  });
});

describe("a listing that could not be read fails again, after what was read before", () => {
  test.each([
    ["denied", "UnauthorizedOperation", 403],
    ["throttled", "RequestLimitExceeded", 503],
    ["credentials", "RequestExpired", 401],
    ["region-disabled", "OptInRequired", 401],
    ["service", "InternalError", 500],
    ["service", "InvalidParameterValue", 400],
  ] as const)("%s: %s", async (kind, code, status) => {
    const url = await start({ "ec2.volumes": { items: volumes, unreadable: because(kind, code) } });
    const error = { name: code, message: "so it was", $metadata: { httpStatusCode: status } };
    await expect(readListing(url, ec2.volumes)).rejects.toMatchObject(error);
    expect(replay.requests.map(({ page, status }) => [page, status])).toEqual([
      [1, 200],
      [2, status],
    ]);
  });

  test("at once, where nothing was read", async () => {
    const url = await start({ "rds.db-instances": { items: [], unreadable: because("throttled", "Throttling") } });
    await expect(readListing(url, rds.dbInstances)).rejects.toMatchObject({
      name: expect.stringMatching(/^Throttling/),
    });
    expect(replay.requests).toMatchObject([{ page: 1, status: 400 }]);
  });

  test("without an answer, where there was none", async () => {
    const url = await start({ "ec2.volumes": { items: [], unreadable: because("unreachable", "ETIMEDOUT") } });
    await expect(readListing(url, ec2.volumes)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("with an answer that says nothing, where it said nothing that could be understood", async () => {
    const url = await start({ "ec2.volumes": { items: [], unreadable: because("malformed", "NoItems") } });
    expect(Object.keys(await call(url, "ec2", "DescribeVolumes"))).toEqual(["$metadata"]);
  });

  test("a region of which nothing could be read, and one that was disabled", async () => {
    const plan = { account, partition: "aws", disabled: [] };
    const regions = [
      { region, unreadable: because("denied", "UnauthorizedOperation") },
      { region: "af-south-1", unreadable: because("region-disabled", "OptInRequired") },
    ];
    const recording = recordingOf("made up", [
      { kind: "recording", version: 1, recorded: "2026-01-02T03:04:05Z", program: "test" },
      { kind: "account", ...plan, regions },
    ]);
    replay = await startReplay({ recordings: [recording] });
    await expect(readListing(replay.url, ec2.volumes)).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    await expect(readListing(replay.url, ec2.volumes, { region: "af-south-1" })).rejects.toMatchObject({
      name: "AuthFailure",
    });
  });
});

test("flawed items are served as they came", async () => {
  const place = { account, region, listing: "ec2.volumes" };
  const flawed = [{ item: { VolumeId: "vol-4" }, missing: "Encrypted" }];
  const recording = recordingOf("made up", [
    { kind: "recording", version: 1, recorded: "2026-01-02T03:04:05Z", program: "test" },
    { kind: "account", account, partition: "aws", regions: [{ region }], disabled: [] },
    { kind: "page", ...place, items: volumes, flawed },
    { kind: "end", ...place, complete: true },
  ]);
  replay = await startReplay({ recordings: [recording] });
  expect(await readListing(replay.url, ec2.volumes)).toEqual([...volumes, { VolumeId: "vol-4" }]);
});

test("only this machine is served, and a port that is taken is an error", async () => {
  const url = new URL(await start({}));
  expect(url.hostname).toBe("127.0.0.1");
  await expect(fetch(`http://127.0.0.2:${url.port}`)).rejects.toThrow();
  await expect(
    startReplay({ recordings: [recordingOfAccounts({ account, regions: {} })], port: Number(url.port) }),
  ).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

test("closing ends what is open", async () => {
  const url = new URL(
    await start({ "ec2.volumes": volumes }, { faults: [{ operation: "DescribeVolumes", fault: "timeout" }] }),
  );
  const idle = connect(Number(url.port), url.hostname);
  const ended = new Promise((resolve) => idle.once("close", resolve));
  await new Promise((resolve) => idle.once("connect", resolve));
  const pending = readListing(url.href, ec2.volumes).catch((error: unknown) => error);
  while (replay.requests.length === 0) await new Promise(setImmediate);
  await replay.close();
  expect(await pending).toMatchObject({ code: "ECONNRESET" });
  await ended;
});
