/** Network checks in a scan: one cell a unit, and what was not read costs what hangs on it, and no more. */
import { describe, expect, test } from "vitest";
import databases from "../../checks/database-access/database-reached-only-as-registered.ts";
import groups from "../../checks/justified-ports/security-group-opens-only-justified-ports.ts";
import { judgeNetworks } from "../../src/app/network.ts";
import { judgeOf } from "../../src/catalog/judge.ts";
import type { Cell, Check, Finding, NetworkCheck, ScanEvent } from "../../src/contract/index.ts";
import type { EnabledCheck } from "../../src/evaluate/index.ts";
import { proofListings } from "../../src/access/index.ts";
import { database } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";
import { accessOf, ownershipOf, partsOf, row, type Held } from "../kit/proof.ts";

/** In each of two regions a network with a database and a server that reaches it. */
function world(): Sketch {
  const s = new Sketch();
  for (const [i, region] of ["eu-west-1", "us-east-1"].entries()) {
    s.unit("111111111111", region)
      .vpc(`vpc-${i}`, `10.${i}.0.0/16`)
      .subnet(`subnet-${i}-a`, `vpc-${i}`, `10.${i}.0.0/24`)
      .subnet(`subnet-${i}-b`, `vpc-${i}`, `10.${i}.1.0/24`)
      .group(`sg-app-${i}`, { out: ["all 0.0.0.0/0"] }, `vpc-${i}`)
      .group(`sg-db-${i}`, { in: [`tcp/5432 sg-app-${i}`] }, `vpc-${i}`)
      .interface(`eni-${i}`, `subnet-${i}-a`, [`10.${i}.0.4`], { groups: [`sg-app-${i}`] });
    database(s, `near-${i}`, { subnets: [`subnet-${i}-a`], groups: [`sg-db-${i}`] });
    database(s, `far-${i}`, { subnets: [`subnet-${i}-b`], groups: [`sg-db-${i}`] });
  }
  return s;
}

const held: Held = { rows: [row("app", "internal", "database", "tcp/5432")] };

function enabled(check: Pick<NetworkCheck, "id"> & { judge: unknown }): EnabledCheck {
  const judge = judgeOf(check as unknown as Check);
  return { id: check.id, severity: "high", over: null, with: proofListings, judge, params: {}, clauses: [] };
}

function run(checks: readonly EnabledCheck[], more: Held = {}, s = world()) {
  const events: ScanEvent[] = [];
  const all = { ...held, ...more };
  const parts = partsOf(s, all);
  judgeNetworks(checks, parts, accessOf(all), ownershipOf(all), "2026-03-02T06:00:00.000Z", (e) => void events.push(e));
  const cells = events.filter((each): each is Cell => each.type === "cell");
  return {
    cells,
    statuses: Object.fromEntries(cells.map(({ unit, status }) => [unit.region, status])),
    unknown: events.filter((each) => each.type === "unknown").map((each) => each.resource?.id),
    findings: events.filter((each): each is Finding => each.type === "finding"),
  };
}

const check = enabled(databases);

describe("cells", () => {
  test("one a unit, with the resources that are in it", () => {
    const { cells, statuses } = run([check]);
    expect(statuses).toEqual({ "eu-west-1": "pass", "us-east-1": "pass" });
    expect(cells.map(({ resources }) => resources.pass)).toEqual([2, 2]);
  });

  test("findings are of the unit and the customer of their target", () => {
    const { statuses, findings } = run([check], { rows: [row("none", "web", "web", "tcp/1")], customers: { alder: ["vpc-1"] } }); // prettier-ignore
    expect(statuses).toEqual({ "eu-west-1": "fail", "us-east-1": "fail" });
    expect(findings.map(({ unit, resource, customer }) => [unit.region, resource.id, customer])).toEqual([
      ["eu-west-1", "far-0", undefined],
      ["eu-west-1", "near-0", undefined],
      ["us-east-1", "far-1", "alder"],
      ["us-east-1", "near-1", "alder"],
    ]);
  });
});

describe("what was not read", () => {
  const targets = [
    "ec2.vpcs",
    "ec2.instances",
    "ec2.security-groups",
    "rds.db-instances",
    "rds.db-proxies",
    "elb.load-balancers",
  ];
  test.each(targets)("%s of one unit makes its own cell unknown, and no other's", (listing) => {
    const { cells, statuses } = run([check], { unread: [`${listing} us-east-1`] });
    expect(statuses).toEqual({ "eu-west-1": "pass", "us-east-1": "unknown" });
    const cell = cells.find(({ unit }) => unit.region === "us-east-1");
    expect(cell!.reasons).toContainEqual(expect.objectContaining({ kind: "unreadable", listing }));
    expect(cell!.resources.pass).toBe(0);
  });

  test("ACLs make only those unknown that stand behind them", () => {
    const { statuses, unknown } = run([check], { unread: ["ec2.network-acls us-east-1"], rows: [row("x", "web", "web", "tcp/1")] }); // prettier-ignore
    expect(statuses).toEqual({ "eu-west-1": "fail", "us-east-1": "unknown" });
    // In one subnet no ACL is asked.
    expect(unknown).toEqual(["far-1"]);
  });

  test("ACLs on no path that matters cost nothing", () => {
    expect(run([check], { unread: ["ec2.network-acls"] }).statuses).toEqual({
      "eu-west-1": "pass",
      "us-east-1": "pass",
    });
  });

  test("groups are judged by nobody where they were not read", () => {
    const { statuses } = run([enabled(groups)], { unread: ["ec2.security-groups us-east-1"] });
    expect(statuses).toEqual({ "eu-west-1": "pass", "us-east-1": "unknown" });
  });

  test("everything", () => {
    const unread = Object.values(proofListings).map(({ id }) => id);
    expect(run([check], { unread }).statuses).toEqual({ "eu-west-1": "unknown", "us-east-1": "unknown" });
  });
});

describe("what goes wrong", () => {
  const wrong = (judge: unknown) => run([enabled({ id: "wrong", judge, scope: "network" } as never), check]);

  test("a check that throws makes all its cells unknown, and no other check's", () => {
    const { cells } = wrong(() => {
      throw new Error("broken");
    });
    expect(cells.map(({ check: id, status }) => `${id} ${status}`)).toEqual([
      "wrong unknown",
      "wrong unknown",
      `${check.id} pass`,
      `${check.id} pass`,
    ]);
    expect(cells[0]!.reasons).toEqual([{ kind: "check-error", why: "judge threw Error: broken" }]);
  });

  test("an answer for a unit that is not scanned", () => {
    const resource = { type: "x", id: "x", arn: "x" };
    const unit = { account: "999999999999", region: "eu-west-1", partition: "aws" };
    const { cells } = wrong(() => [{ unit, resource, customer: null, verdict: { status: "pass" } }]);
    expect(cells[0]!.reasons).toMatchObject([
      { why: expect.stringContaining("answers for 999999999999 in eu-west-1, which is not scanned") },
    ]);
  });

  test("a network that cannot be made costs these checks, and not the scan", () => {
    const { cells } = run([check], { change: (listing, item) => (listing === "ec2.vpcs" ? { ...item, CidrBlock: "nonsense" } : item) }); // prettier-ignore
    expect(cells.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
    expect(JSON.stringify(cells[0]!.reasons)).toMatch(/the network could not be made: .*nonsense/);
  });

  test("without units nothing is told", () => {
    expect(run([check], {}, new Sketch()).cells).toEqual([]);
  });
});
