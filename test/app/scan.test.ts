import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scan } from "../../src/app/scan.ts";
import type {
  Cell,
  End,
  Finding,
  Listing,
  Page,
  ResourceJudge,
  ScanEvent,
  Source,
  Verdicts,
} from "../../src/contract/index.ts";
import type { EnabledCheck, Ownership } from "../../src/evaluate/index.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";
import { denied, oneAccount, page, tableSource, type Answer } from "../kit/source.ts";

const complete: End = { complete: true };
const broken = (listing: Listing): End => ({ complete: false, unreadable: denied(listing) });

function judge(say: (item: any, tables: Record<string, readonly any[]>) => Verdicts): ResourceJudge {
  return {
    scope: "resource",
    open: (tables) => ({ judge: (items) => items.map((item) => say(item, tables)), close: () => undefined }),
  };
}

function check(id: string, over: Listing | null, rest: Partial<EnabledCheck>): EnabledCheck {
  return {
    id,
    severity: "high",
    over,
    with: {},
    judge: judge(() => [{ status: "pass" }]),
    params: {},
    clauses: [],
    ...rest,
  };
}

async function run(source: Source, checks: readonly EnabledCheck[], units = 2, ownership: Ownership | null = null) {
  const events: ScanEvent[] = [];
  const quiet = () => undefined;
  const summary = await scan({
    id: "1",
    program: "test",
    source,
    checks,
    summaries: [],
    ownership,
    units,
    now: () => new Date(0),
    emit: (event) => void events.push(event),
    progress: quiet,
  });
  const cells = new Map(
    events.filter((e): e is Cell => e.type === "cell").map((cell) => [`${cell.unit.region} ${cell.check}`, cell]),
  );
  const findings = events.filter((e): e is Finding => e.type === "finding");
  return { events, summary, cells, findings };
}

const encrypted = check("encrypted", ec2.volumes, {
  judge: judge(({ VolumeId, Encrypted }) =>
    Encrypted ? [{ status: "pass" }] : [{ status: "fail", message: `${VolumeId} is not encrypted`, key: "" }],
  ),
});
const good = { VolumeId: "vol-good", Encrypted: true };
const bad = { VolumeId: "vol-bad", Encrypted: false };
const cell = "eu-central-1 encrypted";

describe("a cell", () => {
  test.each<[string, Answer, Partial<Cell>]>([
    [
      "passes",
      { pages: [page(good)] },
      { status: "pass", resources: { pass: 1, fail: 0, unknown: 0, notApplicable: 0 } },
    ],
    [
      "fails",
      { pages: [page(good), page(bad)] },
      { status: "fail", resources: { pass: 1, fail: 1, unknown: 0, notApplicable: 0 } },
    ],
    ["is not applicable where nothing is there", { pages: [page()] }, { status: "not-applicable" }],
    [
      "is unknown where the last page never came; the fails stand, the passes do not",
      { pages: [page(good, bad)], end: broken(ec2.volumes) },
      { status: "unknown", resources: { pass: 0, fail: 1, unknown: 0, notApplicable: 0 } },
    ],
    [
      "is unknown where an item lacks a required field; the others stand",
      { pages: [{ items: [good], flawed: [{ item: { VolumeId: "vol-x" }, missing: "Encrypted" }] }] },
      {
        status: "unknown",
        resources: { pass: 1, fail: 0, unknown: 1, notApplicable: 0 },
        reasons: [{ kind: "items", count: 1, why: "the answer of ec2:DescribeVolumes lacks Encrypted" }],
      },
    ],
  ])("%s", async (_, answer, expected) => {
    const { cells } = await run(tableSource(new Map([[ec2.volumes, answer]])), [encrypted]);
    expect(cells.get(cell)).toMatchObject(expected);
  });

  test("that throws is unknown, and the others go on", async () => {
    const throwing = check("throwing", ec2.volumes, {
      judge: judge(() => {
        throw new Error("boom");
      }),
    });
    const { cells, findings } = await run(tableSource(new Map([[ec2.volumes, { pages: [page(bad)] }]])), [
      throwing,
      encrypted,
    ]);
    expect(cells.get("eu-central-1 throwing")).toMatchObject({
      status: "unknown",
      reasons: [{ kind: "check-error", why: "boom" }],
    });
    expect(cells.get(cell)?.status).toBe("fail");
    expect(findings).toHaveLength(1);
  });

  test("whose check says that it went wrong is unknown, with what it says", async () => {
    const broke: ResourceJudge = {
      scope: "resource",
      open: () => ({ judge: () => ({ error: "the check's process ended" }), close: () => undefined }),
    };
    const { cells } = await run(tableSource(new Map([[ec2.volumes, { pages: [page(good)] }]])), [
      check("encrypted", ec2.volumes, { judge: broke }),
    ]);
    expect(cells.get(cell)).toMatchObject({
      status: "unknown",
      reasons: [{ kind: "check-error", why: "the check's process ended" }],
    });
  });

  test("with too few answers is unknown", async () => {
    const short: ResourceJudge = { scope: "resource", open: () => ({ judge: () => [], close: () => undefined }) };
    const { cells } = await run(tableSource(new Map([[ec2.volumes, { pages: [page(bad)] }]])), [
      check("encrypted", ec2.volumes, { judge: short }),
    ]);
    expect(cells.get(cell)).toMatchObject({ status: "unknown", reasons: [{ why: "0 answers for 1 items" }] });
  });

  test("tells an item that AWS sent twice once", async () => {
    const { findings } = await run(tableSource(new Map([[ec2.volumes, { pages: [page(bad), page(bad)] }]])), [
      encrypted,
    ]);
    expect(findings).toHaveLength(1);
  });
});

describe("inputs", () => {
  const beside = check("beside", ec2.volumes, {
    with: { groups: ec2.securityGroups },
    judge: judge((_, { groups = [] }) =>
      groups.length === 0 ? [{ status: "pass" }] : [{ status: "fail", message: "group", key: "" }],
    ),
  });

  test("are complete before the first item is judged", async () => {
    const answers = new Map<Listing, Answer>([
      [ec2.volumes, { pages: [page(good)] }],
      [ec2.securityGroups, { pages: [page(), page({ GroupId: "sg-1" })] }],
    ]);
    expect((await run(tableSource(answers), [beside])).findings).toHaveLength(1);
  });

  test("that are missing make the cell unknown, and its own listing is not read for it", async () => {
    const source = tableSource(new Map([[ec2.securityGroups, { pages: [], end: broken(ec2.securityGroups) }]]));
    const { cells } = await run(source, [beside]);
    expect(cells.get("eu-central-1 beside")).toMatchObject({
      status: "unknown",
      reasons: [
        { kind: "unreadable", listing: "ec2.security-groups", unreadable: { action: "ec2:DescribeSecurityGroups" } },
      ],
    });
    expect(source.reads.map(({ listing }) => listing.id)).toEqual(["ec2.security-groups"]);
  });

  test("with a flawed item make the cell unknown", async () => {
    const flawed: Page = { items: [], flawed: [{ item: {}, missing: "GroupId" }] };
    const answers = new Map<Listing, Answer>([
      [ec2.volumes, { pages: [page(good)] }],
      [ec2.securityGroups, { pages: [flawed] }],
    ]);
    expect((await run(tableSource(answers), [beside])).cells.get("eu-central-1 beside")?.status).toBe("unknown");
  });

  test("are read once each, however many checks use them, as judged or beside", async () => {
    const over = check("over", ec2.securityGroups, {});
    const source = tableSource(new Map([[ec2.volumes, { pages: [page(good)] }]]));
    await run(source, [beside, over, encrypted]);
    expect(source.reads.map(({ listing }) => listing.id).sort()).toEqual(["ec2.security-groups", "ec2.volumes"]);
  });

  test("a listing asked per parent is unreadable where its parents are", async () => {
    const listeners = check("listeners", elbv2.listeners, {});
    const source = tableSource(
      new Map([[elbv2.loadBalancers, { pages: [page({ LoadBalancerArn: "lb" })], end: broken(elbv2.loadBalancers) }]]),
    );
    const { cells } = await run(source, [listeners]);
    expect(cells.get("eu-central-1 listeners")).toMatchObject({
      status: "unknown",
      reasons: [{ unreadable: { action: "elasticloadbalancing:DescribeLoadBalancers" } }],
    });
  });
});

describe("an estate check", () => {
  const regions = ["eu-central-1", "us-east-1"];
  const plan = [{ ...oneAccount, regions: regions.map((region) => ({ region })) }];
  const vpcs = check("vpcs", null, {
    with: { vpcs: ec2.vpcs },
    judge: {
      scope: "estate",
      judge: (estate) =>
        estate.flatMap(({ unit, tables }) =>
          (tables["vpcs"] ?? []).map((item) => ({
            unit,
            listing: "ec2.vpcs",
            item,
            verdicts: [{ status: "fail" as const, message: "shared", key: "" }],
          })),
        ),
    },
  });

  test("answers a cell for every unit", async () => {
    const { cells, findings } = await run(
      tableSource(new Map([[ec2.vpcs, { pages: [page({ VpcId: "vpc-1" })] }]]), plan),
      [vpcs],
    );
    expect([...cells.keys()].sort()).toEqual(regions.map((region) => `${region} vpcs`));
    expect(findings.map(({ unit }) => unit.region).sort()).toEqual(regions);
  });

  test("is unknown everywhere where one unit is unreadable, and its fails stand", async () => {
    const answers = tableSource(new Map([[ec2.vpcs, { pages: [page({ VpcId: "vpc-1" })] }]]), plan);
    const source: Source = {
      ...answers,
      read: (request, onPage) =>
        request.unit.region === "us-east-1" ? Promise.resolve(broken(ec2.vpcs)) : answers.read(request, onPage),
    };
    const { cells, findings, summary } = await run(source, [vpcs]);
    expect([...cells.values()].map(({ status }) => status)).toEqual(["unknown", "unknown"]);
    expect(findings).toHaveLength(1);
    expect(summary.accountsUnreadable).toBe(0);
  });
});

describe("a listing of a service without regions", () => {
  const certificates: Listing = { ...ec2.vpcs, id: "test.certificates", scope: "global" } as Listing;
  const regions = ["eu-central-1", "us-east-1"];
  const plan = [{ ...oneAccount, regions: regions.map((region) => ({ region })) }];
  const answers = new Map<Listing, Answer>([
    [certificates, { pages: [page({ VpcId: "one" })] }],
    [ec2.volumes, { pages: [page(good)] }],
  ]);
  const over = check("over", certificates, { judge: judge(() => [{ status: "fail", message: "old", key: "" }]) });
  const beside = check("beside", ec2.volumes, {
    with: { certificates },
    judge: judge((_, { certificates: table = [] }) => [
      table.length === 1 ? { status: "pass" } : { status: "not-applicable", reason: "none" },
    ]),
  });

  test("is read once an account, judged in one unit, and there for every unit's checks", async () => {
    const source = tableSource(answers, plan);
    const { cells, findings } = await run(source, [over, beside]);
    const read = source.reads.filter(({ listing }) => listing === certificates);
    expect(read.map(({ unit }) => unit.region)).toEqual(["global"]);
    expect(findings.map(({ unit }) => unit.region)).toEqual(["eu-central-1"]);
    expect(regions.map((region) => cells.get(`${region} over`)?.status)).toEqual(["fail", "not-applicable"]);
    expect(regions.map((region) => cells.get(`${region} beside`)?.status)).toEqual(["pass", "pass"]);
  });

  test("that is unreadable makes every cell that needs it unknown", async () => {
    const broke = new Map(answers).set(certificates, { pages: [], end: broken(certificates) });
    const { cells } = await run(tableSource(broke, plan), [over, beside]);
    expect(regions.map((region) => cells.get(`${region} beside`)?.status)).toEqual(["unknown", "unknown"]);
    expect(cells.get("eu-central-1 over")?.status).toBe("unknown");
  });
});

test("judges by the time the scan started, and a recording by its own", async () => {
  const times: string[] = [];
  const cellCheck = check("timed", ec2.volumes, {
    judge: {
      scope: "resource",
      open: (_tables, _params, at) => (times.push(at), { judge: () => [], close: () => undefined }),
    },
  });
  const estateCheck = check("timed-estate", null, {
    judge: { scope: "estate", judge: (_estate, _params, at) => (times.push(at), []) },
  });
  const source = tableSource(new Map());
  await run(source, [cellCheck, estateCheck]);
  await run({ ...source, recorded: "2026-03-02T06:00:00Z" }, [cellCheck, estateCheck]);
  const [now, then] = ["1970-01-01T00:00:00.000Z", "2026-03-02T06:00:00Z"];
  expect(times).toEqual([now, now, then, then]);
});

describe("what is known to be unreadable before it is asked", () => {
  const why = denied(ec2.regions);

  test("a region is not asked, and its cells are unknown for the reason known", async () => {
    const plan = [{ ...oneAccount, regions: [{ region: "eu-central-1" }, { region: "ap-east-1", unreadable: why }] }];
    const source = tableSource(new Map([[ec2.volumes, { pages: [page(good)] }]]), plan);
    const { cells, summary } = await run(source, [encrypted]);
    expect(source.reads.map(({ unit }) => unit.region)).toEqual(["eu-central-1"]);
    expect(cells.get("ap-east-1 encrypted")).toMatchObject({ status: "unknown", reasons: [{ unreadable: why }] });
    expect(summary).toMatchObject({ accounts: 1, accountsUnreadable: 0 });
  });

  test("an account of which nothing was read counts as unreadable", async () => {
    const shut = {
      ...oneAccount,
      account: "444455556666",
      regions: [{ region: "*", unreadable: why }],
      unreadable: why,
    };
    const source = tableSource(new Map([[ec2.volumes, { pages: [page(good)] }]]), [oneAccount, shut]);
    const { summary } = await run(source, [encrypted]);
    expect(summary).toMatchObject({ accounts: 2, accountsUnreadable: 1, cells: { planned: 2, unknown: 1, pass: 1 } });
  });
});

test("a failure of our own answers unknown for the unit's cells alone", async () => {
  const plan = [{ ...oneAccount, regions: [{ region: "eu-central-1" }, { region: "us-east-1" }] }];
  const answers = tableSource(new Map([[ec2.volumes, { pages: [page(good)] }]]), plan);
  const source: Source = {
    ...answers,
    read: (request, onPage) => {
      if (request.unit.region === "us-east-1") throw new Error("bug");
      return answers.read(request, onPage);
    },
  };
  const { cells, summary } = await run(source, [encrypted]);
  expect(cells.get("us-east-1 encrypted")).toMatchObject({
    status: "unknown",
    reasons: [{ why: "internal error: bug" }],
  });
  expect(cells.get(cell)?.status).toBe("pass");
  expect(summary.cells).toMatchObject({ planned: 2, pass: 1, unknown: 1 });
});

test("whatever fails, no fail becomes a pass, no cell is missing, and what is not touched is the same", async () => {
  const listings = [ec2.volumes, ec2.securityGroups, ec2.vpcs] as const;
  const checks = listings.flatMap((over, i) =>
    [null, listings[(i + 1) % 3]!].map((other, j) =>
      check(`check-${i}-${j}`, over, {
        with: other === null ? {} : { other },
        judge: judge((item, { other: table = [] }) =>
          (item.n + table.length) % 3 === 0 ? [{ status: "fail", message: "f", key: "" }] : [{ status: "pass" }],
        ),
      }),
    ),
  );
  const idOf = new Map<Listing, string>(listings.map((listing) => [listing, listing.resource.id]));
  const items = (listing: Listing) =>
    fc
      .array(fc.nat({ max: 9 }), { maxLength: 6 })
      .map((ns) => ns.map((n, i) => ({ [idOf.get(listing)!]: `r-${i}`, n })));
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...listings.map(items)),
      fc.subarray([...listings]),
      fc.nat({ max: 5 }),
      async (all, faulty, cut) => {
        const whole = new Map<Listing, Answer>(
          listings.map((listing, i) => [listing, { pages: all[i]!.map((item) => page(item)) }]),
        );
        const hurt = new Map(
          [...whole].map(([listing, { pages }]) => [
            listing,
            faulty.includes(listing as never)
              ? { pages: pages.slice(0, cut), end: broken(listing) }
              : { pages, end: complete },
          ]),
        );
        const [right, wrong] = [await run(tableSource(whole), checks), await run(tableSource(hurt), checks)];
        expect(wrong.cells.size).toBe(checks.length);
        const keys = new Set(right.findings.map(({ key }) => key));
        for (const { key } of wrong.findings) expect(keys).toContain(key);
        for (const [name, { status, resources }] of wrong.cells) {
          if (status === "unknown") expect(resources.pass).toBe(0);
          else
            expect({ status, resources }).toEqual({
              status: right.cells.get(name)!.status,
              resources: right.cells.get(name)!.resources,
            });
        }
        for (const one of checks) {
          const touched =
            faulty.includes(one.over as never) ||
            Object.values(one.with).some((listing) => faulty.includes(listing as never));
          expect(wrong.cells.get(`eu-central-1 ${one.id}`)?.status === "unknown").toBe(touched);
        }
      },
    ),
  );
});

describe("customers", () => {
  const tags = (customer: string) => [{ Key: "Customer", Value: customer }];
  const customers = [
    { name: "alder", tags: { Customer: "alder" }, services: ["log"] },
    { name: "birch", tags: { Customer: "birch" }, contract: "annex A" },
  ];
  const ownership = { customers, hash: "of-these", vpcs: ec2.vpcs };
  const logged = check("logged", ec2.instances, {
    services: [{ id: "log", name: "Request log" }],
    judge: judge(({ InstanceId }) => [{ status: "fail", message: `${InstanceId} keeps no log`, key: "" }]),
  });
  const instances = [
    { InstanceId: "i-a", VpcId: "vpc-a" },
    { InstanceId: "i-b", VpcId: "vpc-b" },
    { InstanceId: "i-none", VpcId: "vpc-none" },
  ];
  const vpcs = { pages: [page({ VpcId: "vpc-a", Tags: tags("alder") }, { VpcId: "vpc-b", Tags: tags("birch") })] };
  const answers = (of: Answer) =>
    new Map<Listing, Answer>([
      [ec2.vpcs, of],
      [ec2.instances, { pages: [{ items: instances, flawed: [{ item: { VpcId: "vpc-b" }, missing: "InstanceId" }] }] }],
    ]);

  test("findings say whose they are; what was not signed up for does not apply, and does not vanish", async () => {
    const { findings, cells } = await run(tableSource(answers(vpcs)), [logged], 2, ownership);
    expect(findings.map(({ resource, customer }) => [resource.id, customer])).toEqual([
      ["i-a", "alder"],
      // What belongs to nobody is judged: nothing is excused that nobody can tell apart.
      ["i-none", undefined],
    ]);
    expect(cells.get("eu-central-1 logged")).toMatchObject({
      status: "unknown",
      // Of what lacks a field it is not known whose it is: its tags may lack, too.
      resources: { fail: 2, notApplicable: 1, unknown: 1 },
      customers: {
        alder: { pass: 0, fail: 1, unknown: 0, notApplicable: 0 },
        birch: { pass: 0, fail: 0, unknown: 0, notApplicable: 1 },
      },
      notApplicable: { "birch has not signed up for Request log (annex A)": 1 },
    });
  });

  test("everybody's checks are judged for everybody", async () => {
    const { findings } = await run(tableSource(answers(vpcs)), [{ ...logged, services: [] }], 2, ownership);
    expect(findings.map(({ customer }) => customer)).toEqual(["alder", "birch", undefined]);
  });

  test("where it cannot be said whose a resource is, nothing is found that was not found before", async () => {
    const source = tableSource(answers({ pages: [], end: broken(ec2.vpcs) }));
    const { findings, cells } = await run(source, [logged], 2, ownership);
    expect(findings).toEqual([]);
    expect(cells.get("eu-central-1 logged")).toMatchObject({ status: "unknown", resources: { unknown: 4 } });
  });

  test("the VPCs are read once, also where they are judged", async () => {
    const source = tableSource(answers(vpcs));
    await run(source, [logged, check("flow", ec2.vpcs, {})], 2, ownership);
    expect(source.reads.filter(({ listing }) => listing === ec2.vpcs)).toHaveLength(1);
  });
});
