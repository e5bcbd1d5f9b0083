import assert from "node:assert/strict";
import { judgeNetworks } from "../../../src/app/network.ts";
import type { ScanEvent } from "../../../src/contract/index.ts";
import { demoChecks } from "../../demo/judged.ts";
import { accessOf, ownershipOf, partsOf, row, type Held } from "../../kit/proof.ts";
import { credentials, openRegion } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import { drawIn } from "../kit/draw.ts";
import { Names } from "../kit/names.ts";
import { reachWorlds, type ReachWorld } from "../worlds/reach.ts";
import type { Journey } from "./journey.ts";

const region = "eu-central-1";
const ROLES = ["bastion", "application", "database"];

/** The register, as the proof takes it and as somebody writes it. */
const rows = [
  { id: "office", from: "203.0.113.0/24", to: "bastion", ports: "22" },
  { id: "administration", from: "bastion", to: ["application", "database"], ports: "22" },
  { id: "records", from: "application", to: "database", ports: "5432" },
];

function heldOf({ sketch }: ReachWorld): Held {
  const items = sketch.estate().units.flatMap((unit) => unit.items);
  const ids = items.flatMap((each) => [
    ...(each["ec2.instances"] ?? []).map(({ InstanceId }) => InstanceId),
    ...(each["ec2.vpcs"] ?? []).map(({ VpcId }) => VpcId),
  ]);
  const groups = items.flatMap((each) => each["ec2.security-groups"] ?? []);
  const vpcs = ids.filter((id) => id.startsWith("vpc-"));
  return {
    roles: ROLES.map((role) => ({ role, name: `i-${role}-*` })),
    rows: rows.map(({ id, from, to, ports }) => row(id, from, to, `tcp/${ports}`)),
    customers: Object.fromEntries(vpcs.map((id) => [id.replace("vpc-", ""), [id]])),
    tags: Object.fromEntries(ids.map((id) => [id, { Name: id }])),
    groupNames: Object.fromEntries(groups.map(({ GroupId }) => [GroupId, GroupId.replace("sg-", "")])),
  };
}

interface Told {
  readonly findings: readonly string[];
  readonly unknown: readonly string[];
}

/** What the proof says of a world as it is drawn. */
async function pure(world: ReachWorld, checks: ReadonlySet<string>): Promise<Told> {
  const held = heldOf(world);
  const enabled = (await demoChecks()).filter(({ id }) => checks.has(id));
  const events: ScanEvent[] = [];
  const at = new Date().toISOString();
  judgeNetworks(enabled, partsOf(world.sketch, held), accessOf(held), ownershipOf(held), at, (event) => {
    events.push(event);
  });
  return told(events, (text) => text);
}

/** In an order of their own, and under drawn names. */
function told(events: readonly ScanEvent[], named: (text: string) => string): Told {
  const line = (event: Extract<ScanEvent, { type: "finding" | "unknown" }>, more: string) =>
    named(`${event.check}: ${event.resource?.id}: ${more}`);
  return {
    findings: events.flatMap((event) => (event.type === "finding" ? [line(event, event.detail)] : [])).sort(),
    unknown: events.flatMap((event) => (event.type === "unknown" ? [line(event, "")] : [])).sort(),
  };
}

/** Networks that are drawn, built in moto and scanned: what is said of them is what the proof says of the drawing. */
export const reach: Journey = {
  name: "who reaches what",
  async run(installed, moto, cases) {
    const network = new Set(
      (await demoChecks())
        .filter(({ id, judge }) => judge.scope === "network" && installed.checks.includes(id))
        .map(({ id }) => id),
    );
    for (const world of reachWorlds) {
      await moto.reset();
      const names = new Names();
      const opened = openRegion(moto.url, region, names, credentials);
      for (const { items } of world.sketch.estate().units) await drawIn(opened, items);
      const user = new User(installed, {
        regions: [region],
        only: network,
        network: {
          roles: ROLES.map((role) => ({ role, name: `i-${role}-*` })),
          customers: ["alder", "birch"].map((name) => ({ name, tags: { Customer: name } })),
          rows: rows.map((each) => ({
            ...each,
            why: "it must",
            owner: "Platform",
            approvedBy: "Officer",
            review: "2030-01-01",
          })),
        },
      });
      const { report } = await user.scan();
      const drawn = (text: string) => names.in(text);
      const scanned = told([...report.findings, ...report.unknown], drawn);
      // The region's own VPC is nobody's drawing.
      const isDrawn = (text: string) => !/: (?:vpc|sg)-[0-9a-f]{8,}/.test(text);
      const wanted = await pure(world, network);
      await cases.check(`who reaches what, ${world.name}: ${wanted.findings.length} findings, as in the drawing`, () =>
        assert.deepEqual(scanned.findings.filter(isDrawn), wanted.findings),
      );
      await cases.check(`who reaches what, ${world.name}: ${wanted.unknown.length} unknown, as in the drawing`, () =>
        assert.deepEqual(scanned.unknown.filter(isDrawn), wanted.unknown),
      );
    }
  },
};
