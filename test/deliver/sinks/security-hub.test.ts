/** What Security Hub is told: the real SDK over HTTP, against hubs on loopback that hold the limits of the API. */
import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../src/deliver/sink.ts";
import { batches } from "../../../src/deliver/sinks/security-hub/hub.ts";
import { securityHub } from "../../../src/deliver/sinks/security-hub/security-hub.ts";
import { inert } from "../../../src/report/index.ts";
import type { TrackedFinding } from "../../../src/track/index.ts";
import { hostile, lineEnds } from "../../kit/hostile.ts";
import { hold, KEY, NOW, told } from "../tickets/kit.ts";
import { of, written } from "./kit/digests.ts";
import { accepted, accounts, HOME, hubsOfTests, many, ROLE, tell, unitOf } from "./kit/open-hub.ts";

const { hubs, open, clock } = hubsOfTests();

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
      clock.now += 1;
      expect(await sink.send([tell({ changes }, finding)])).toEqual(accepted(1));
      const [one, ...others] = hubs.at(HOME);
      expect([others, one!.CreatedAt, one!.UpdatedAt]).toEqual([[], "2026-03-01T10:00:00.000Z", new Date(clock.now).toISOString()]); // prettier-ignore
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
    clock.now = Date.parse("2026-02-01T00:00:00Z");
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

test.each([
  [{ role: "arn:aws:iam::111122223333:role/x", region: "eu-central-1" }, "{account}"],
  [{ role: ROLE, region: "europe" }, "name of a region"],
  [{ role: ROLE, region: "eu-central-1", externalId: "a b" }, "external id"],
  [{ role: ROLE }, "region"],
])("%o is refused", (written, why) => {
  const { success, error } = securityHub.settings.safeParse(written);
  expect([success, String(error)]).toEqual([false, expect.stringContaining(why)]);
});
