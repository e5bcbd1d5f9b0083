import { describe, expect, test } from "vitest";
import { judgeOf } from "../../src/catalog/judge.ts";
import {
  defineCheck,
  fail,
  pass,
  type EstateJudge,
  type NetworkJudge,
  type Proof,
  type ResourceJudge,
} from "../../src/contract/index.ts";
import { ec2 } from "../../src/listings/index.ts";

const words = { id: "mine", severity: "low", title: "t", why: "w", fix: "f", sources: [] } as const;
const at = "2026-03-02T06:00:00.000Z";
const unit = { account: "123456789012", partition: "aws", region: "eu-west-1" };
const items = [
  { VolumeId: "vol-1", Encrypted: true },
  { VolumeId: "vol-2", Encrypted: false },
];

function cell(judge: (volume: { VolumeId: string; Encrypted: boolean }, ...rest: any[]) => unknown) {
  const check = defineCheck({ ...words, over: ec2.volumes, with: { subnets: ec2.subnets }, judge: judge as never });
  return (judgeOf(check) as ResourceJudge).open({ subnets: [{ SubnetId: "subnet-1" }] }, {}, at) as {
    judge(items: readonly unknown[]): unknown;
  };
}

describe("a check in this process", () => {
  test("answers at once, an answer an item", () => {
    const session = cell((volume, { subnets }) =>
      volume.Encrypted ? pass() : fail(`${volume.VolumeId} ${subnets.where("SubnetId", "subnet-1").length}`),
    );
    expect(session.judge(items)).toEqual([[pass()], [fail("vol-2 1")]]);
    expect(session.judge([])).toEqual([]);
  });

  test("judges by the time it is given", () => {
    expect(cell((_volume, _tables, _params, time) => fail(time)).judge(items.slice(0, 1))).toEqual([[fail(at)]]);
  });

  test.each<[string, () => unknown, string]>([
    ["throws", () => (undefined as never as unknown[]).length, "judge threw TypeError: Cannot read properties"],
    [
      "throws what is no error",
      () => {
        throw "odd\n\u0000";
      },
      "judge threw odd",
    ],
    ["gives a promise", async () => pass(), "judge answered a promise"],
    ["gives junk", () => 1, "judge answered a number"],
  ])("one that %s ends its cell with an error", (_, judge, error) => {
    expect(cell(judge).judge(items)).toEqual({ error: expect.stringContaining(error) });
  });
});

describe("an estate check in this process", () => {
  const estate = [{ unit, tables: { volumes: items } }];
  const judged = (judge: (...given: any[]) => unknown) =>
    (
      judgeOf(
        defineCheck({ ...words, scope: "estate", with: { volumes: ec2.volumes }, judge: judge as never }),
      ) as EstateJudge
    ).judge(estate, {}, at);
  const verdict = { unit, of: ec2.volumes, item: items[0], verdict: pass() };

  test("answers for items of its units", () => {
    expect(judged(() => [verdict])).toEqual([{ unit, listing: "ec2.volumes", item: items[0], verdicts: [pass()] }]);
    expect(judged(() => [verdict].values())).toHaveLength(1);
    expect(judged(() => [])).toEqual([]);
  });

  test("judges by the time it is given", () => {
    const told = judged((_estate, _params, time) => [{ ...verdict, verdict: fail(time) }]);
    expect(told).toMatchObject([{ verdicts: [fail(at)] }]);
  });

  test.each<[string, () => unknown, string]>([
    ["nothing", () => undefined, "must answer with a list"],
    ["a promise", async () => [], "must answer with a list"],
    ["an item of its own", () => [{ ...verdict, item: { ...items[0] } }], "not among those of ec2.volumes"],
    ["another unit", () => [{ ...verdict, unit: { ...unit, region: "us-east-1" } }], "not among those of"],
    ["another listing", () => [{ ...verdict, of: ec2.subnets }], "not among those of ec2.subnets"],
    ["an ill verdict", () => [{ ...verdict, verdict: "pass" }], "judge answered a string"],
    ["null", () => [null], "judge threw TypeError"],
  ])("%s is an error", (_, judge, error) => {
    expect(judged(judge)).toEqual({ error: expect.stringContaining(error) });
  });
});

describe("a network check in this process", () => {
  const resource = { type: "AWS::EC2::Instance", id: "i-1", arn: "arn:aws:ec2:eu-west-1:1:instance/i-1" };
  const verdict = { unit, resource, customer: null, verdict: pass() };
  const judged = (judge: (...given: any[]) => unknown) =>
    (judgeOf(defineCheck({ ...words, scope: "network", judge: judge as never })) as NetworkJudge).judge(
      {} as Proof,
      {},
      at,
    );

  test("answers for resources, and judges by the time it is given", () => {
    expect(judged(() => [verdict])).toEqual([{ unit, resource, customer: null, verdicts: [pass()] }]);
    expect(judged((_proof, _params, time) => [{ ...verdict, verdict: fail(time) }])).toMatchObject([
      { verdicts: [fail(at)] },
    ]);
    expect(judged(() => [])).toEqual([]);
  });

  test.each<[string, () => unknown, string]>([
    ["nothing", () => undefined, "judge threw TypeError"],
    ["null", () => [null], "judge threw TypeError"],
    ["no unit", () => [{ ...verdict, unit: undefined }], "name the unit and the resource"],
    ["no resource", () => [{ ...verdict, resource: {} }], "name the unit and the resource"],
    ["an ill verdict", () => [{ ...verdict, verdict: "pass" }], "judge answered a string"],
    [
      "a throw after the first answer",
      function* () {
        yield verdict;
        throw new RangeError("late");
      },
      "judge threw RangeError: late",
    ],
  ])("%s is an error", (_, judge, error) => {
    expect(judged(judge)).toEqual({ error: expect.stringContaining(error) });
  });
});
