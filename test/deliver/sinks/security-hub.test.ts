/** The real SDK over HTTP, against hubs on loopback that hold the limits of the API. */
import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openHttp } from "../../../src/deliver/http.ts";
import type { Answer, Delivery, Opening, Sink } from "../../../src/deliver/sink.ts";
import { batches } from "../../../src/deliver/sinks/security-hub/hub.ts";
import { securityHub } from "../../../src/deliver/sinks/security-hub/security-hub.ts";
import { inert } from "../../../src/report/index.ts";
import type { TrackedFinding } from "../../../src/track/index.ts";
import { hostile, lineEnds } from "../../kit/hostile.ts";
import { deliveryOf, hold, KEY, Memory, NOW, told, toldFinding } from "../tickets/kit.ts";
import { of, written } from "./kit/digests.ts";
import { EXTERNAL_ID, FakeHubs } from "./kit/hub.ts";

const hubs = new FakeHubs();
const sinks: Sink[] = [];
const http = openHttp({ timeoutMs: 10_000, allowed: [], userAgent: "clausewatch/test" });
let now = Date.parse(NOW);
let requests = 0;

beforeAll(async () => {
  await hubs.start();
  vi.stubEnv("AWS_ENDPOINT_URL", hubs.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-secret");
});
beforeEach(() => {
  hubs.forget();
  now = Date.parse(NOW);
  requests = 0;
});
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close();
});
afterAll(() => {
  vi.unstubAllEnvs();
  hubs.close();
});

const ROLE = "arn:aws:iam::{account}:role/clausewatch-security-hub";
const HOME = "111122223333 eu-central-1";

async function open(more: object = {}, reads?: Opening["reads"]): Promise<Sink> {
  const all = { role: ROLE, externalId: EXTERNAL_ID, region: "eu-central-1", ...more };
  const settings = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const sink = await securityHub.open(securityHub.settings.parse(settings), {
    name: "hub",
    http: (request) => {
      requests++;
      return http(request);
    },
    secret: () => Promise.reject(new Error("there is none")),
    program: "clausewatch 1.2.3",
    folder: "/",
    ...(reads === undefined ? {} : { reads }),
    now: () => new Date(now),
  });
  sinks.push(sink);
  return sink;
}

const thread = new Memory({ now: 0 });
const tell = (more: Partial<Delivery>, finding: Partial<TrackedFinding> = {}) =>
  deliveryOf(thread, { ...more, findings: [toldFinding(finding)] });
const accepted = (count: number): Answer[] => Array.from({ length: count }, () => ({ is: "accepted" }));
const unitOf = (account: string, region: string) => ({ account, region, partition: "aws" });

test("a finding says what is wrong, where, by which sentence, and since when", async () => {
  const sink = await open();
  expect(await sink.send([tell({})])).toEqual(accepted(1));
  expect(hubs.assumed).toEqual(["arn:aws:iam::111122223333:role/clausewatch-security-hub"]);
  expect(hubs.at(HOME)).toEqual([
    expect.objectContaining({
      Id: `clausewatch/${KEY}`,
      ProductArn: "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default",
      GeneratorId: "ebs-volume-encrypted",
      AwsAccountId: "111122223333",
      CreatedAt: "2026-03-01T10:00:00.000Z",
      FirstObservedAt: "2026-03-01T10:00:00.000Z",
      UpdatedAt: NOW,
      Title: "EBS volumes are encrypted: logging data",
      Description: "EBS volume vol-00000001 is not encrypted",
      Compliance: { Status: "FAILED", RelatedRequirements: ["Encryption Policy 2.1, 7.14.2"] },
      RecordState: "ACTIVE",
      ProductFields: expect.objectContaining({ "clausewatch/key": KEY, ProviderVersion: "1.2.3" }),
    }),
  ]);
});

describe("it is as the finding is", () => {
  const resolved = { number: 1, opened: { at: "2026-03-01T10:00:00.000Z", scan: 7 }, resolved: { at: NOW, scan: 9 } };
  const passed = told("resolved", 2);
  const proven = { ...passed, change: { ...passed.change, detail: { how: "passed" } } };
  const over: Partial<TrackedFinding> = { state: "resolved", episode: resolved };
  test.each<[string, Delivery["changes"], Partial<TrackedFinding>, string]>([
    ["open", [told("opened", 1)], {}, "FAILED ACTIVE"],
    ["told again", [], {}, "FAILED ACTIVE"],
    ["resolved: judged to pass", [proven], over, "PASSED ARCHIVED"],
    ["resolved: passed or gone", [passed], over, "NOT_AVAILABLE ARCHIVED"],
    ["reopened", [proven, told("reopened", 3)], {}, "FAILED ACTIVE"],
    ["resolved twice, as the last time", [proven, told("reopened", 3), told("resolved", 4)], over, "NOT_AVAILABLE ARCHIVED"], // prettier-ignore
    ["not judged", [told("unverified", 2)], { unverifiedSince: NOW }, "NOT_AVAILABLE ACTIVE"],
    ["out of scope", [told("out of scope", 2)], { outOfScopeSince: NOW }, "NOT_AVAILABLE ACTIVE"],
    ["waived: it fails all the same", [told("waived", 2)], { waiver: hold }, "FAILED ACTIVE"],
    ["waiver expired", [told("waiver expired", 3)], { waiver: { ...hold, expired: true } }, "FAILED ACTIVE"],
    ["closed by hand", [told("described", 2)], { closedByHand: { at: NOW, by: "x", where: "y", why: "z" } }, "FAILED ACTIVE"], // prettier-ignore
  ])("%s", async (_, changes, finding, state) => {
    const sink = await open();
    expect(await sink.send([tell({ changes }, finding)])).toEqual(accepted(1));
    const [one] = hubs.at(HOME);
    expect(`${one!.Compliance!.Status} ${one!.RecordState}`).toBe(state);
    expect("clausewatch/waiver" in one!.ProductFields!).toBe(finding.waiver?.expired === false);
    for (const left of ["Workflow", "Note", "VerificationState", "Severity", "Types"])
      expect(one).not.toHaveProperty(left);
  });

  test("one finding through its life: made once, updated each time, even of one moment and under another key", async () => {
    const sink = await open();
    const states: string[] = [];
    for (const [changes, finding] of [
      [[told("opened", 1)], {}],
      [[proven], over],
      [[told("reopened", 3)], { episode: { ...resolved, number: 2, resolved: null } }],
      [[told("renamed", 4)], { key: "f".repeat(64), formerKeys: [KEY], check: "ebs-volume-is-encrypted" }],
    ] as const) {
      now += 1;
      expect(await sink.send([tell({ changes }, finding)])).toEqual(accepted(1));
      const [one, ...others] = hubs.at(HOME);
      expect([others, one!.CreatedAt, one!.UpdatedAt]).toEqual([[], "2026-03-01T10:00:00.000Z", new Date(now).toISOString()]); // prettier-ignore
      states.push(`${one!.GeneratorId} ${one!.RecordState}`);
    }
    expect(states).toEqual([
      "ebs-volume-encrypted ACTIVE",
      "ebs-volume-encrypted ARCHIVED",
      "ebs-volume-encrypted ACTIVE",
      "ebs-volume-is-encrypted ACTIVE",
    ]);
  });

  test("a clock that is behind makes no finding that was changed before it was made", async () => {
    now = Date.parse("2026-02-01T00:00:00Z");
    expect(await (await open()).send([tell({})])).toEqual(accepted(1));
  });

  test("what has no region goes to the region that is named; what is of no one account nowhere", async () => {
    const sink = await open({ region: "us-east-1" });
    const global = tell({}, { unit: unitOf("111122223333", "global") });
    const nobody = tell({}, { unit: unitOf("*", "*") });
    expect(await sink.send([nobody, global])).toEqual([
      { is: "needless", why: "it is of no one account" },
      { is: "accepted" },
    ]);
    expect(hubs.at("111122223333 us-east-1").map(({ Resources }) => Resources![0]!.Region)).toEqual(["us-east-1"]);
  });

  test.each(["aws-us-gov us-gov-west-1", "aws-cn cn-north-1"])("in the partition %s", async (place) => {
    const [partition, region] = place.split(" ") as [string, string];
    const sink = await open({ role: ROLE.replace("aws", partition), region });
    const unit = { account: "111122223333", region, partition };
    expect(await sink.send([tell({}, { unit })])).toEqual(accepted(1));
    const [one] = hubs.at(`111122223333 ${region}`);
    expect(one!.ProductArn).toMatch(`arn:${partition}:securityhub:${region}:`);
  });
});

const accounts = ["111122223333", "222233334444", "333344445555"];
const regions = ["eu-central-1", "us-east-1"];
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => of(n, ["opened"], { unit: unitOf(accounts[n % 3]!, regions[n % 2]!) }));

describe("many", () => {
  test("a call for each account and region, a role for each account", async () => {
    const sink = await open();
    expect(await sink.send(many(250))).toEqual(accepted(250));
    const counts = Object.fromEntries(hubs.calls.map(({ place, ids }) => [place, ids.length]));
    expect(counts).toEqual({
      "111122223333 eu-central-1": 42,
      "222233334444 us-east-1": 42,
      "333344445555 eu-central-1": 42,
      "111122223333 us-east-1": 42,
      "222233334444 eu-central-1": 41,
      "333344445555 us-east-1": 41,
    });
    expect(hubs.calls).toHaveLength(6);
    expect(hubs.assumed.toSorted()).toEqual(accounts.map((id) => ROLE.replace("{account}", id)));
    expect([...hubs.kept.values()].reduce((sum, { size }) => sum + size, 0)).toBe(250);
    // Once, as long as that lasts.
    await sink.send(many(6));
    expect(hubs.assumed).toHaveLength(3);
  });

  test("at most a hundred in a call", async () => {
    const all = Array.from({ length: 250 }, (_, n) => of(n, ["opened"]));
    expect(await (await open()).send(all)).toEqual(accepted(250));
    expect(hubs.calls.map(({ ids }) => ids.length)).toEqual([100, 100, 50]);
    // In their order.
    expect(hubs.calls.flatMap(({ ids }) => ids)).toEqual(all.map(({ subject }) => `clausewatch/${subject.key}`));
  });

  test("and at most six megabytes", async () => {
    const long = "語".repeat(3000);
    const tags = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}${long}`, long]));
    const large = { message: long, tags, evidence: { long }, owner: long, customer: long };
    const all = Array.from({ length: 100 }, (_, n) => of(n, ["opened"], large));
    expect(await (await open()).send(all)).toEqual(accepted(100));
    expect(hubs.calls.length).toBeGreaterThan(1);
    for (const { bytes } of hubs.calls) expect(bytes).toBeLessThanOrEqual(6_000_000);
  });

  test("batches hold all, in order, within both limits, and none could take the first of the next", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 239_000 }), { maxLength: 400 }), (sizes) => {
        const all = sizes.map((size) => ({ Id: "x".repeat(size) }) as AwsSecurityFinding);
        const made = batches(all);
        expect(made.flat()).toEqual(all);
        const bytes = made.map((batch) => Buffer.byteLength(JSON.stringify({ Findings: batch })));
        for (const [i, batch] of made.entries()) {
          expect([batch.length > 0 && batch.length <= 100, bytes[i]! <= 6_000_000]).toEqual([true, true]);
          const next = made[i + 1]?.[0];
          const isFull = batch.length === 100 || bytes[i]! + Buffer.byteLength(JSON.stringify(next ?? "")) > 5_998_000;
          expect(next === undefined || isFull).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** What each account's answers are, without repetition. */
function byAccount(deliveries: readonly Delivery[], answers: readonly Answer[]) {
  const told = deliveries.map(({ findings }, i) => [findings[0]!.finding.unit.account, answers[i]!.is] as const);
  return Object.fromEntries(
    Map.groupBy(told, ([account]) => account)
      .entries()
      .map(([account, all]) => [account, [...new Set(all.map(([, is]) => is))].toSorted().join()]),
  );
}

describe("what fails in one account keeps nothing back in others", () => {
  const [first, second, third] = accounts as [string, string, string];
  const rest = { [second]: "accepted", [third]: "accepted" };
  test.each<[string, () => void, string, string | RegExp]>([
    ["its role cannot be assumed", () => hubs.closed.add(first), "later", `sts:AssumeRole in ${first}: AccessDenied: ${ROLE.replace("{account}", first)}: not for you: [masked]; deploy/security-hub-role.yaml is the role that it takes`], // prettier-ignore
    ["Security Hub is off in one region", () => hubs.off.add(HOME), "accepted,later", `securityhub:BatchImportFindings in ${HOME}: InvalidAccess: Account ${first} is not subscribed to AWS Security Hub; turn Security Hub on there, or leave the account out by a route`], // prettier-ignore
    ["Security Hub is off, told of the whole call", () => ordered(401, "InvalidAccessException", "off"), "later", /: off; turn Security Hub on there/], // prettier-ignore
    [
      "the role may not",
      () => ordered(403, "AccessDeniedException", "no"),
      "later",
      /AccessDeniedException: no; deploy/,
    ],
    ["it is throttled", () => ordered(429, "TooManyRequestsException", "slow down"), "later", /TooManyRequestsException: slow down$/], // prettier-ignore
    ["its limit is reached", () => ordered(429, "LimitExceededException", "no more"), "later", /answers 429: LimitExceededException: no more$/], // prettier-ignore
    ["its credentials ended", () => ordered(403, "ExpiredTokenException", "over"), "later", /AWS does not accept the credentials$/], // prettier-ignore
    ["it fails", () => ordered(500, "InternalException", "oh"), "unsure", /answers 500: InternalException: oh$/],
    [
      "it is overloaded",
      () => ordered(503, "ServiceUnavailable", "oh"),
      "unsure",
      /answers 503: ServiceUnavailable: oh$/,
    ],
  ])("%s", async (_, arrange, is, why) => {
    arrange();
    const deliveries = many(60);
    const answers = await (await open()).send(deliveries);
    expect(byAccount(deliveries, answers)).toEqual({ [first]: is, ...rest });
    const said = answers.flatMap((answer) => ("why" in answer ? [answer.why] : []));
    for (const each of new Set(said.filter((text) => !text.includes("us-east-1")))) {
      if (typeof why === "string") expect(each).toBe(why);
      else expect(each).toMatch(why);
    }
    expect(said.join()).not.toContain(EXTERNAL_ID);
  });

  /** Of all regions of the first account. */
  function ordered(status: number, Code: string, Message: string): void {
    const body = { Code, Message };
    hubs.order = (place) => (place.startsWith(first) ? { status, body } : null);
  }
});

describe("answers", () => {
  const three = () => [0, 1, 2].map((n) => of(n, ["opened"]));
  const refuse = (n: number, ErrorCode: string) => ({
    Id: `clausewatch/${String(n).padStart(64, "0")}`,
    ErrorCode,
    ErrorMessage: "\u001b[2Jfor a reason",
  });

  test.each([
    ["InvalidInput", "refused"],
    ["SizeLimitExceeded", "refused"],
    ["Throttling", "later"],
    ["AccessDenied", "later"],
    ["InternalFailure", "unsure"],
  ])("of a finding that failed by %s: %s, and of that alone", async (code, is) => {
    const body = { FailedCount: 1, SuccessCount: 2, FailedFindings: [refuse(1, code)] };
    hubs.order = () => ({ status: 200, body });
    const answers = await (await open()).send(three());
    expect(answers.map((answer) => answer.is)).toEqual(["accepted", is, "accepted"]);
    expect(answers[1]).toMatchObject({ why: expect.stringContaining("for a reason") });
    expect(JSON.stringify(answers)).not.toContain("\\u001b");
  });

  test("that do not add up are unsure", async () => {
    hubs.order = () => ({ status: 200, body: { FailedCount: 1, SuccessCount: 1, FailedFindings: [refuse(1, "X")] } });
    expect((await (await open()).send(three())).map(({ is }) => is)).toEqual(["unsure", "refused", "unsure"]);
    hubs.order = () => ({ status: 200, body: {} });
    expect((await (await open()).send(three())).map(({ is }) => is)).toEqual(["unsure", "unsure", "unsure"]);
    hubs.order = () => ({ status: 200, body: "<html>" });
    expect((await (await open()).send(three())).map(({ is }) => is)).toEqual(["unsure", "unsure", "unsure"]);
  });

  test("of STS, where it fails, mean that nothing was told", async () => {
    hubs.stsFails = true;
    const [answer] = await (await open()).send([tell({})]);
    expect(answer).toMatchObject({ is: "later", why: expect.stringMatching(/^sts:AssumeRole in 111122223333: .*oh$/) });
  });

  test("where a whole call is refused for one of them, that one alone is", async () => {
    const bad = `clausewatch/${"7".padStart(64, "0")}`;
    hubs.order = (_, ids) =>
      ids.includes(bad) ? { status: 400, body: { Code: "InvalidInputException", Message: "no" } } : null;
    const answers = await (await open()).send(Array.from({ length: 20 }, (_, n) => of(n, ["opened"])));
    expect(answers.flatMap((answer, n) => (answer.is === "accepted" ? [] : [[n, answer.is]]))).toEqual([
      [7, "refused"],
    ]);
    expect(hubs.at(HOME)).toHaveLength(19);
  });

  test("Retry-After is kept to, and what comes behind in the place is not sent", async () => {
    const body = { Code: "TooManyRequestsException", Message: "slow down" };
    hubs.order = () => (hubs.calls.length === 2 ? { status: 429, body, headers: { "retry-after": "7" } } : null);
    const answers = await (await open()).send(Array.from({ length: 300 }, (_, n) => of(n, ["opened"])));
    expect(hubs.calls).toHaveLength(2);
    expect(answers.map(({ is }) => is).join()).toBe(["accepted", "later", "later"].flatMap((is) => Array(100).fill(is)).join()); // prettier-ignore
    expect(answers[100]).toMatchObject({ afterMs: 7000 });
  });

  test("nothing is sent where credentials are nowhere to be found", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    vi.stubEnv("AWS_PROFILE", "");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("HOME", "/nowhere");
    const [answer] = await (await open({ profile: "not-there" })).send([tell({})]);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    expect(answer).toMatchObject({ is: "later", why: expect.stringMatching(/no AWS credentials were found/) });
    expect([hubs.assumed, hubs.calls]).toEqual([[], []]);
  });

  test("an address that nobody may reach is not reached, whatever the environment says", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", "http://169.254.169.254");
    const answers = await (await open()).send(Array.from({ length: 150 }, (_, n) => of(n, ["opened"])));
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", hubs.url);
    for (const answer of answers)
      expect(answer).toMatchObject({
        is: "refused",
        why: expect.stringMatching(/169\.254\.169\.254 .*allowAddresses/),
      });
    expect(requests).toBe(2);
  });

  test("a hub that hangs up may have taken it; one that is not there has not", async () => {
    hubs.order = () => "cut";
    expect(await (await open()).send([tell({})])).toMatchObject([{ is: "unsure" }]);
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", "http://127.0.0.1:1");
    const [answer] = await (await open()).send([tell({})]);
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", hubs.url);
    expect(answer).toMatchObject({ is: "later", why: expect.stringContaining("ECONNREFUSED") });
  });
});

test.each(Object.entries(hostile))("%s is inert, and as long as the API takes", async (_, text) => {
  const sink = await open();
  const delivery = written(text);
  expect(await sink.send([delivery])).toEqual(accepted(1));
  const [kept] = hubs.at(HOME);
  const strings: string[] = [];
  JSON.stringify(kept, (key, value: unknown) => {
    strings.push(key, ...(typeof value === "string" ? [value] : []));
    return value;
  });
  for (const each of strings) {
    expect(each).toBe(inert(each, each.length));
    expect(each).not.toMatch(lineEnds);
  }
});

test("any finding is taken", async () => {
  const sink = await open();
  const any = fc.array(fc.string({ unit: "binary", maxLength: 3000 }), { minLength: 1, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(any, async (texts) => {
      const deliveries = texts.map((text, n) => {
        const one = written(text);
        return { ...one, subject: { ...one.subject, key: String(n).padStart(64, "0") } };
      });
      expect(await sink.send(deliveries)).toEqual(accepted(texts.length));
    }),
    { numRuns: 10 },
  );
});

test("what would be sent is shown, and nothing is asked of anybody", async () => {
  const sink = await open();
  const shown = sink.preview(many(4));
  expect([hubs.assumed, hubs.calls]).toEqual([[], []]);
  expect(shown.map((text) => text.split("\n", 1)[0])).toEqual([
    "BatchImportFindings in 111122223333 eu-central-1",
    "BatchImportFindings in 222233334444 us-east-1",
    "BatchImportFindings in 333344445555 eu-central-1",
    "BatchImportFindings in 111122223333 us-east-1",
  ]);
  await sink.send(many(4));
  const would = shown.flatMap((text) => JSON.parse(text.slice(text.indexOf("\n"))) as AwsSecurityFinding[]);
  const sent = [...hubs.kept.values()].flatMap((kept) => [...kept.values()]);
  const byId = (all: readonly AwsSecurityFinding[]) => Object.fromEntries(all.map((one) => [one.Id, one]));
  expect(byId(would)).toEqual(byId(sent));
});

describe("sink test", () => {
  const reads = { accounts: accounts.slice(0, 2), regions };

  test("tries each account and region that is named, and the external id; nothing is left behind", async () => {
    const tried = await (await open({}, reads)).test();
    expect(tried).toEqual([
      { what: "findings of 111122223333 can be told in eu-central-1, us-east-1", wrong: null },
      { what: "findings of 222233334444 can be told in eu-central-1, us-east-1", wrong: null },
      { what: "the role in 111122223333 is assumed with its external id alone", wrong: null },
      { what: "the role in 222233334444 is assumed with its external id alone", wrong: null },
    ]);
    expect(hubs.calls).toHaveLength(4);
    expect([...hubs.kept.values()].map(({ size }) => size)).toEqual([0, 0, 0, 0]);
  });

  test.each<[string, () => void, readonly (readonly [string, RegExp | null])[]]>([
    ["a role that cannot be assumed", () => hubs.closed.add("111122223333"), [["findings of 111122223333", /^sts:AssumeRole in 111122223333: AccessDenied: [^;]+; deploy\/security-hub-role.yaml[^;]+$/], ["findings of 222233334444", null], ["the role in 222233334444", null]]], // prettier-ignore
    ["a hub that is off", () => hubs.off.add("222233334444 us-east-1"), [["findings of 111122223333", null], ["findings of 222233334444", /^securityhub:BatchImportFindings in 222233334444 us-east-1: InvalidAccess.*turn Security Hub on/], ["the role in 111122223333", null]]], // prettier-ignore
    ["a role that may not", () => { hubs.order = (place) => place.startsWith("1") ? { status: 403, body: { Code: "AccessDeniedException", Message: "no" } } : null; }, [["findings of 111122223333", /AccessDeniedException: no; deploy/], ["findings of 222233334444", null], ["the role in 222233334444", null]]], // prettier-ignore
    ["roles that anybody tricks us into", () => { hubs.asksForExternalId = false; }, [["findings of 111122223333", null], ["findings of 222233334444", null], ["the role in 111122223333", /^it was assumed without one: its trust policy/], ["the role in 222233334444", /^it was assumed without one/]]], // prettier-ignore
  ])("%s", async (_, arrange, expected) => {
    arrange();
    const tried = await (await open({}, reads)).test();
    expect(tried).toHaveLength(expected.length);
    for (const [i, [what, wrong]] of expected.entries()) {
      expect(tried[i]!.what).toContain(what);
      if (wrong === null) expect(tried[i]!.wrong).toBeNull();
      else expect(tried[i]!.wrong).toMatch(wrong);
    }
    expect([...hubs.kept.values()].every(({ size }) => size === 0)).toBe(true);
  });

  test("a hub that fails, in the one region that is surely there; no external id is tried where there is none", async () => {
    hubs.asksForExternalId = false;
    hubs.order = (place) => (place.startsWith("1") ? { status: 500, body: { Code: "InternalException" } } : null);
    const tried = await (await open({ externalId: undefined }, { ...reads, regions: [] })).test();
    expect(tried).toEqual([
      { what: "findings of 111122223333 can be told in eu-central-1", wrong: expect.stringContaining("answers 500") },
      { what: "findings of 222233334444 can be told in eu-central-1", wrong: null },
    ]);
  });

  test("without an account that is named, it says so", async () => {
    const [tried, ...others] = await (await open({}, { accounts: [], regions })).test();
    expect([others, tried!.wrong]).toEqual([[], expect.stringContaining("name one under accounts")]);
  });
});

test.each([
  [{ role: "arn:aws:iam::111122223333:role/x", region: "eu-central-1" }, "{account}"],
  [{ role: ROLE, region: "europe" }, "name of a region"],
  [{ role: ROLE, region: "eu-central-1", externalId: "a b" }, "external id"],
  [{ role: ROLE }, "region"],
])("%o is refused", (written, why) => {
  const { success, error } = securityHub.settings.safeParse(written);
  expect([success, String(error)]).toEqual([false, expect.stringContaining(why)]);
});
