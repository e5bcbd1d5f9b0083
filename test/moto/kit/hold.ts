/** Builds a world, and holds what a scan says of it against all that it is expected to say. */
import assert from "node:assert/strict";
import { untouchedRegion } from "../worlds/untouched.ts";
import { account, credentials, nameDefaults, openRegion } from "./aws.ts";
import type { Cases } from "./cases.ts";
import { User, type Installed } from "./clausewatch.ts";
import { Names } from "./names.ts";
import { citation, citationFor, sentenceOf } from "./policy.ts";
import { inOrder, summed, tableOf, type Report, type Table } from "./table.ts";
import type { World } from "./world.ts";

/** Creates the world's resources in an account; returns what they are called. */
export async function build(world: Pick<World, "build">, url: string, as = credentials): Promise<Names> {
  const names = new Names();
  for (const [name, create] of Object.entries(world.build)) {
    const region = openRegion(url, name, names, as);
    await create(region);
    await nameDefaults(region, names);
  }
  return names;
}

/** What is expected of these regions, the first of which is judged first, cell by cell. */
export function expectedOf({ expected }: World, regions: readonly string[]): Table {
  return Object.fromEntries(
    regions.map((region, i) => {
      const rows = Object.entries({ ...untouchedRegion(region, i === 0), ...expected[region] });
      return [region, Object.fromEntries(rows.map(([check, row]) => [check, inOrder(row)]))];
    }),
  );
}

export async function holdWorld(world: World, installed: Installed, cases: Cases): Promise<void> {
  const names = await build(world, installed.url);
  const regions = Object.keys(world.build);
  const { name, params = {}, rows, exit } = world;
  const user = new User(installed, { regions, params, ...(rows && { network: { rows } }) });
  const { report, status, stdout } = await user.scan();
  const table = tableOf(report, account, names);
  const expected = expectedOf(world, regions);

  for (const [region, rows] of Object.entries(expected)) {
    for (const [check, row] of Object.entries(rows)) {
      await cases.check(`${name}: ${region} ${check}: ${summed(row)}`, () =>
        assert.deepEqual(table[region]?.[check], row),
      );
    }
  }
  await cases.check(`${name}: these cells and no others`, () => {
    assert.deepEqual(cellsOf(table), cellsOf(expected));
    assert.equal(report.cells.length, cellsOf(expected).length);
    assert.equal(report.summary.cells.planned, report.cells.length);
  });
  await cases.check(`${name}: exit status ${exit}`, () => assert.equal(status, exit));
  await cases.check(`${name}: every finding names its resource and quotes its sentence`, () => {
    for (const finding of report.findings) holdFinding(finding);
  });
  await cases.check(`${name}: the terminal shows the same`, () => holdTerminal(stdout, report));
  await cases.check(`${name}: a recording gives the same`, async () => {
    const recorded = await user.run(["record", "--out", "world.jsonl.gz"]);
    // It records every listing: a flawed item leaves those unread that are asked item by item, needed or not.
    assert.ok(recorded.status === 0 || exit === 4, recorded.stderr);
    const again = await user.scan(["--from", "world.jsonl.gz"]);
    assert.equal(again.status, status);
    assert.deepEqual(judged(again.report), judged(report));
  });
}

function cellsOf(table: Table): string[] {
  return Object.entries(table)
    .flatMap(([region, rows]) => Object.keys(rows).map((check) => `${region} ${check}`))
    .sort();
}

function holdFinding({ resource, unit, check, clauses }: Report["findings"][number]): void {
  const { arn, id, type } = resource;
  // Settings of a region have its name for an id; the ARN of a proxy does not have the name that its calls take.
  const named = arn.endsWith(id) || id === unit.region || type === "AWS::RDS::DBProxy";
  assert.ok(arn.startsWith("arn:aws:") && named, `${check}: the ARN ${arn} is not of ${id}`);
  // ARNs of IAM have no region; those of snapshots and images no account.
  const [, , , region = "", owner = ""] = arn.split(":");
  assert.ok([unit.region, ""].includes(region), `${check}: ${arn} is not of ${unit.region}`);
  assert.ok([unit.account, ""].includes(owner), `${check}: ${arn} is not of ${unit.account}`);
  assert.deepEqual(clauses.map(citation), [citationFor(check)]);
  assert.match(clauses[0]?.hash ?? "", /^sha256:[0-9a-f]{64}$/);
}

function holdTerminal(stdout: string, { findings, cells, summary }: Report): void {
  // As one line: the frame around quotes and the line breaks come out.
  const text = stdout.replaceAll(/[\s┃]+/g, " ");
  const { planned, unknown } = summary.cells;
  const parts = [
    ...new Set(findings.map(({ check }) => sentenceOf(check))),
    `${cells.length} cells planned`,
    `${planned - unknown} judged, ${unknown} unknown`,
  ];
  for (const part of parts) assert.ok(text.includes(part), `the terminal does not show ${JSON.stringify(part)}`);
  // Of each check, the terminal shows this many findings, and says how many more there are.
  const most = 20;
  for (const [check, of] of Map.groupBy(findings, (finding) => finding.check)) {
    const hidden = of.filter(({ message }) => !text.includes(message));
    const more = Math.max(0, of.length - most);
    assert.equal(
      hidden.length,
      more,
      `${check}: the terminal does not show ${hidden.map(({ message }) => message)[0]}`,
    );
    if (more > 0) assert.ok(text.includes(`and ${more} more (see --output json)`), `${check}: and ${more} more`);
  }
}

/** What must not depend on when and from where the account was read. */
function judged({ findings, unknown, cells, summary }: Report): object {
  return { findings, unknown, cells, counts: summary.cells };
}
