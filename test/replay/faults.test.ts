import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Listing } from "../../src/contract/index.ts";
import { ec2, elbv2, rds } from "../../src/listings/index.ts";
import {
  faults,
  startReplay,
  type Fault,
  type FaultRule,
  type Replay,
  type ReplayOptions,
} from "../../src/replay/index.ts";
import { FaultBook, without } from "../../src/replay/fault.ts";
import { call, readListing, recordingOfAccounts } from "../kit/replay.ts";

const account = "111122223333";
const region = "eu-west-1";
const volumes = [1, 2, 3, 4, 5].map((n) => ({ VolumeId: `vol-${n}`, Encrypted: true }));
const databases = [1, 2, 3, 4, 5].map((n) => ({
  DBInstanceIdentifier: `db-${n}`,
  DBInstanceArn: `arn:aws:rds:${region}:${account}:db:db-${n}`,
  Engine: "postgres",
  StorageEncrypted: true,
  PubliclyAccessible: false,
}));
const groups = [
  {
    GroupId: "sg-1",
    GroupName: "web",
    IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [], Ipv6Ranges: [] }],
    IpPermissionsEgress: [],
  },
];
const made = { "ec2.volumes": volumes, "rds.db-instances": databases, "ec2.security-groups": groups };
const recording = recordingOfAccounts({ account, regions: { [region]: made, "us-east-1": made } });

let replay: Replay;
afterEach(() => replay.close());

async function start(rules: readonly FaultRule[], options: Partial<ReplayOptions> = {}): Promise<string> {
  replay = await startReplay({ recordings: [recording], pageLimit: 2, faults: rules, ...options });
  return replay.url;
}

/** The error of the SDK, as a program tells errors apart. */
async function failureOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => null,
    (error: unknown) => error as Record<string, any>,
  );
  if (error === null) throw new Error("nothing failed");
  return {
    code: error["name"] === "Error" ? (error["code"] ?? error["message"]) : error["name"],
    status: error["$metadata"]?.httpStatusCode,
  };
}

const of = (listing: Listing, fault: Exclude<Fault, "missing-field">, more: Partial<FaultRule> = {}) =>
  ({ operation: listing.operation, fault, ...more }) as FaultRule;

describe("a refusal is what the SDK reports", () => {
  test.each([
    [ec2.volumes, "access-denied", "UnauthorizedOperation", 403],
    [ec2.volumes, "throttling", "RequestLimitExceeded", 503],
    [ec2.volumes, "error-500", "InternalError", 500],
    [ec2.volumes, "expired-token", "RequestExpired", 400],
    [rds.dbInstances, "access-denied", "AccessDenied", 403],
    [rds.dbInstances, "throttling", "Throttling", 400],
    [rds.dbInstances, "error-500", "InternalFailure", 500],
    [rds.dbInstances, "expired-token", "ExpiredToken", 403],
    [elbv2.loadBalancers, "access-denied", "AccessDenied", 403],
  ] as const)("$0.id: %s", async (listing, fault, code, status) => {
    const url = await start([of(listing, fault)]);
    expect(await failureOf(readListing(url, listing))).toEqual({ code, status });
    expect(replay.requests).toMatchObject([{ operation: listing.operation, account, region, page: 1, status, fault }]);
  });
});

describe.each([
  [ec2.volumes, volumes],
  [rds.dbInstances, databases],
] as const)("$0.id: a spoiled answer", (listing, items) => {
  test("that does not come", async () => {
    const url = await start([of(listing, "timeout")]);
    expect(await failureOf(readListing(url, listing, { timeout: 50 }))).toMatchObject({ code: "TimeoutError" });
    expect(replay.requests).toMatchObject([{ status: null, fault: "timeout" }]);
  });

  test("that is cut off with its connection", async () => {
    const url = await start([of(listing, "reset")]);
    expect((await failureOf(readListing(url, listing))).code).toMatch(/ECONNRESET|aborted/);
  });

  test("that is empty gives no items, and no token", async () => {
    const url = await start([of(listing, "empty-body")]);
    const output = await call(url, listing.service, listing.operation);
    expect(output).toEqual({ $metadata: expect.objectContaining({ httpStatusCode: 200 }) });
  });

  test.each(["truncated-body", "html"] as const)("that is no whole document: %s", async (fault) => {
    const url = await start([of(listing, fault)]);
    // The web page is well-formed, so the SDK finds no items in it and says nothing.
    const output = await call(url, listing.service, listing.operation).catch((error: unknown) => error);
    if (fault === "truncated-body") expect(String(output)).toContain("XML parse error");
    else expect(Object.keys(output as object)).toEqual(["$metadata"]);
  });

  const tokenOut = { ec2: "NextToken", rds: "Marker" }[listing.service as "ec2" | "rds"];
  const next = (url: string, token: unknown) =>
    call(url, listing.service, listing.operation, { input: token === undefined ? {} : { [tokenOut]: token } });

  test.each([1, 2, 3])("that repeats its token, on page %i", async (page) => {
    const url = await start([of(listing, "repeated-token", { page })]);
    let token: unknown;
    for (let n = 1; n < page; n++) token = (await next(url, token))[tokenOut];
    const first = (await next(url, token))[tokenOut];
    expect(first).toEqual(page === 1 ? expect.any(String) : token);
    expect((await next(url, first))[tokenOut]).toBe(first);
  });

  test.each([1, 2, 3])("whose token is refused afterwards, on page %i", async (page) => {
    const url = await start([of(listing, "bad-token", { page })]);
    const code = listing.service === "ec2" ? "InvalidPaginationToken" : "InvalidParameterValue";
    expect(await failureOf(readListing(url, listing))).toEqual({ code, status: 400 });
    expect(replay.requests.map(({ status }) => status)).toEqual([...Array.from({ length: page }, () => 200), 400]);
  });

  test("where an item lacks a field", async () => {
    const field = Object.keys(items[0]!)[1]!;
    const url = await start([{ operation: listing.operation, fault: "missing-field", field, item: 1, page: 2 }]);
    expect(await readListing(url, listing)).toEqual(items.with(3, without(items[3], [field]) as never));
  });
});

test("a nested field is missed at its place alone", async () => {
  const rule = {
    operation: "DescribeSecurityGroups",
    fault: "missing-field",
    field: "IpPermissions.0.IpProtocol",
  } as const;
  const url = await start([rule]);
  const [group] = await readListing(url, ec2.securityGroups);
  const { IpProtocol: _, ...permission } = groups[0]!.IpPermissions[0]!;
  expect(group).toEqual({ ...groups[0], IpPermissions: [permission] });
});

describe("which calls go wrong", () => {
  const denied = of(ec2.volumes, "access-denied");
  const fails = async (url: string, options = {}) =>
    await readListing(url, ec2.volumes, options).then(
      () => false,
      () => true,
    );

  test("all of the operation, and no other", async () => {
    const url = await start([denied]);
    expect(await fails(url)).toBe(true);
    expect(await fails(url)).toBe(true);
    expect(await readListing(url, rds.dbInstances)).toEqual(databases);
  });

  test("those of a region", async () => {
    const url = await start([{ ...denied, region: "us-east-1" }]);
    expect(await fails(url)).toBe(false);
    expect(await fails(url, { region: "us-east-1" })).toBe(true);
  });

  test("those of an account", async () => {
    const url = await start([{ ...denied, account: "444455556666" }]);
    expect(await fails(url)).toBe(false);
  });

  test("those of a page: what came before is served", async () => {
    const url = await start([{ ...denied, page: 3 }]);
    expect(await fails(url)).toBe(true);
    expect(replay.requests.map(({ page, status }) => [page, status])).toEqual([
      [1, 200],
      [2, 200],
      [3, 403],
    ]);
  });

  test("the SDK's retry gets through a throttle that ends", async () => {
    const url = await start([of(ec2.volumes, "throttling", { nth: 2, times: 2 })]);
    expect(await readListing(url, ec2.volumes, { attempts: 3 })).toEqual(volumes);
    expect(replay.requests.map(({ status }) => status)).toEqual([200, 503, 503, 200, 200]);
  });

  const target = { service: "ec2", operation: "DescribeVolumes", account, region, page: 1 } as const;
  const rule = fc.record(
    { nth: fc.integer({ min: 1, max: 6 }), times: fc.integer({ min: 0, max: 6 }) },
    { requiredKeys: [], noNullPrototype: true },
  );
  test("from the nth on, so many times: once where only nth is given, always where nothing is", () => {
    fc.assert(
      fc.property(rule, ({ nth, times }) => {
        const counts = { ...(nth === undefined ? {} : { nth }), ...(times === undefined ? {} : { times }) };
        const book = new FaultBook([{ operation: "DescribeVolumes", fault: "timeout", ...counts }]);
        const hit = Array.from({ length: 20 }, (_, i) => i + 1).filter(() => {
          book.next({ ...target, operation: "DescribeVpcs" });
          return book.next(target) !== undefined;
        });
        const count = times ?? (nth === undefined ? 20 : 1);
        expect(hit).toEqual(Array.from({ length: count }, (_, i) => (nth ?? 1) + i));
      }),
    );
  });

  test("of one service alone, where the rule names it", () => {
    const book = new FaultBook([{ service: "elb", operation: "DescribeLoadBalancers", fault: "reset" }]);
    const balancers = { ...target, operation: "DescribeLoadBalancers" };
    expect(book.next({ ...balancers, service: "elbv2" })).toBeUndefined();
    expect(book.next({ ...balancers, service: "elb" })?.fault).toBe("reset");
  });

  test("the first of two rules wins, and both count", () => {
    const book = new FaultBook([
      { operation: "DescribeVolumes", fault: "timeout", nth: 1 },
      { operation: "DescribeVolumes", fault: "reset", nth: 2 },
    ]);
    expect([1, 2, 3].map(() => book.next(target)?.fault)).toEqual(["timeout", "reset", undefined]);
  });
});

test("no fault leaves an answer as it was, and the next call is right again", async () => {
  for (const fault of faults) {
    const spoil = { operation: "DescribeVolumes", fault, times: 1, field: "Encrypted" } as FaultRule;
    const url = await start([spoil]);
    const first = await readListing(url, ec2.volumes, { timeout: 50 }).catch((error: unknown) => error);
    // A token that is repeated once is followed without harm.
    if (fault !== "repeated-token") expect(first, fault).not.toEqual(volumes);
    expect(await readListing(url, ec2.volumes), fault).toEqual(volumes);
    await replay.close();
  }
});

test("latency is waited for, and closing does not wait for it", async () => {
  const url = await start([], { latencyMs: 60_000 });
  const pending = failureOf(readListing(url, ec2.volumes, { timeout: 50 }));
  expect(await pending).toMatchObject({ code: "TimeoutError" });
  expect(replay.requests).toEqual([]);
});
