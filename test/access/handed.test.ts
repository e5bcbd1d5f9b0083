/** What load balancers hand on to databases, against the simulator: on random worlds, and where routes lead to a part of a subnet. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findAskers } from "../../src/app/access-names.ts";
import { fromRanges } from "../../src/network/index.ts";
import { addressesOf, databasesOf } from "../kit/network/ends.ts";
import type { Estate as World } from "../kit/network/estate.ts";
import { describeEstate } from "../kit/network/describe.ts";
import { known, all, type Known } from "../kit/network/known.ts";
import type { Source, Verdict } from "../kit/network/packet.ts";
import { gatewaysOf } from "../kit/network/parts.ts";
import { Sketch } from "../kit/network/sketch.ts";
import { database, loadBalancer, targetGroup } from "../kit/network/sketch-services.ts";
import { decideThrough } from "../kit/network/through.ts";
import { draw } from "../kit/network/draw.ts";
import { plan, type Plan } from "../kit/network/plan.ts";
import { hold, open, targetOf } from "../kit/proof.ts";

/** Addresses that no interface has, and that tables lead to gateways of all kinds. */
const CLIENTS = ["198.51.100.7", "10.200.1.7", "8.8.8.8", "2600:9000::7"];

/** Worlds whose load balancers stand before databases, on ports on which these listen, and let many in. */
const worlds = plan.filter(({ balancers, databases }) => balancers.length > 0 && databases.length > 0).map((of) => draw(before(of))); // prettier-ignore

function before(of: Plan): Plan {
  const anybody = { traffic: "all", peers: [{ kind: "any", which: 0, status: "" }] } as const;
  return {
    ...of,
    groups: of.groups.map((group, i) => (i === 0 ? { ...group, unread: false, in: [anybody, ...group.in] } : group)) as Plan["groups"], // prettier-ignore
    databases: of.databases.map((each) => ({ ...each, stands: true })),
    balancers: of.balancers.map((each) => ({
      ...each,
      kind: each.kind === "classic" ? "net" : each.kind,
      isPublic: true,
      listeners: each.listeners.map((listener) => ({
        ...listener,
        byInstance: false,
        targets: listener.targets.map((target, i) => ({
          ...target,
          port: of.databases[i % of.databases.length]!.port,
        })),
      })),
    })),
  };
}

const bestOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.find((each) => each === "yes") ?? verdicts.find((each) => each === "unknown") ?? "no";

/** What the simulator says to a client who comes by any gateway, by any listener, to where the database's interface stands. */
function simulated(world: World, here: Known, through: string, client: string, id: string): Verdict {
  const { groups, port = 0, subnets } = databasesOf(here).get(id)!;
  const own = (list: readonly { readonly GroupId?: string }[]) =>
    list.map(({ GroupId }) => GroupId).sort().join() === groups.toSorted().join(); // prettier-ignore
  const stands = [...here.interfaces.values()].filter((item) => item.Description === "RDSNetworkInterface" && subnets.includes(item.SubnetId!) && own(item.Groups)); // prettier-ignore
  const doors = [...here.interfaces.values()].filter((item) => item.Description === `ELB ${through.split("loadbalancer/")[1]}`); // prettier-ignore
  const sources: Source[] = [{ internet: client }, ...gatewaysOf(world).map((beyond) => ({ beyond, address: client }))];
  const asked = stands.flatMap((item) =>
    addressesOf(item).flatMap((address) =>
      doors.flatMap((node) =>
        addressesOf(node).flatMap((front) =>
          sources.flatMap((source) =>
            [22, 23, 443].map((listener) =>
              decideThrough(world, {
                source,
                at: { interface: node.NetworkInterfaceId, address: front },
                through,
                protocol: 6,
                port: listener,
                target: { database: id, subnet: item.SubnetId!, address },
                targetPort: port,
              }),
            ),
          ),
        ),
      ),
    ),
  );
  return bestOf(asked.map(({ verdict }) => verdict));
}

test("what a load balancer hands on comes to the database where it stands, as the simulator says", () => {
  const counts = { yes: 0, no: 0, unknown: 0 };
  const holds = (world: World) => {
    const here = known(world);
    const proof = hold(world, { rows: [] });
    for (const { LoadBalancerArn: through, LoadBalancerName: name } of all(world, "elbv2.load-balancers")) {
      for (const place of proof.targets.filter(({ kind }) => kind === "rds instance" || kind === "rds cluster")) {
        const id = place.resource.arn ?? place.resource.id;
        const { port = 0 } = databasesOf(here).get(id)!;
        for (const client of CLIENTS) {
          const askers = findAskers(proof, client);
          if ("problem" in askers) throw new Error(askers.problem);
          const point = 6 * 65_536 + port;
          const { ways } = proof.between(askers.found, { place, node: null }, fromRanges([[point, point + 1]]));
          const own = ways.filter(({ from }) => from.kind !== "host" && from.through === name);
          const got = bestOf(own.map(({ certain }) => (certain ? "yes" : "unknown")));
          counts[got] += 1;
          expect(got, `${client} through ${name} to ${id} ${port}\n${describeEstate(world)}`).toBe(simulated(world, here, through, client, id)); // prettier-ignore
        }
      }
    }
  };
  const numRuns = 60 * Number(process.env["WORLDS"] ?? 1);
  fc.assert(fc.property(worlds, (world) => holds(world)), { numRuns, endOnFailure: process.env["SHRINK"] === undefined }); // prettier-ignore
  if (process.env["WORLDS"] !== undefined) process.stdout.write(`${JSON.stringify(counts)}\n`);
});

describe("a load balancer before a database, in a peered network whose route leads to a part of the subnet", () => {
  /** `route` is that of the load balancer's subnet; the database stands at 10.0.1.100. */
  function handing(route: string, preserves: boolean) {
    const s = new Sketch()
      .vpc("vpc-1", "10.0.0.0/16")
      .subnet("subnet-db", "vpc-1", "10.0.1.0/24")
      .vpc("vpc-2", "10.9.0.0/16")
      .subnet("subnet-front", "vpc-2", "10.9.0.0/24")
      .peering("pcx-1", "vpc-1", "vpc-2")
      .internetGateway("igw-2", "vpc-2")
      .table("rtb-1", "vpc-1", ["main"], ["10.9.0.0/16 pcx-1"])
      .table("rtb-2", "vpc-2", ["main"], ["0.0.0.0/0 igw-2", `${route} pcx-1`])
      .group("sg-db", { in: ["tcp/5432 0.0.0.0/0"] }, "vpc-1")
      .interface("eni-db", "subnet-db", ["10.0.1.100"], { groups: ["sg-db"], description: "RDSNetworkInterface" });
    database(s, "records", { subnets: ["subnet-db"], groups: ["sg-db"] });
    const front = loadBalancer(s, { kind: "net", name: "front", at: [["subnet-front", "10.9.0.7"]], publicIps: ["198.51.100.7"], listeners: ["TCP/443 stores"] }); // prettier-ignore
    targetGroup(s, "stores", { type: "ip", port: 5432, vpc: "vpc-2", of: [front], targets: [["10.0.1.100"]], preserves }); // prettier-ignore
    return hold(s, { rows: [] });
  }

  test.each([true, false])(
    "brings the internet where its address is in that part; client addresses shown: %s",
    (preserves) => {
      const proof = handing("10.0.1.96/28", preserves);
      expect(open(proof, "records", "facing")).toEqual(["tcp/5432 from 0.0.0.0/0 through front"]);
      const [opening] = proof.facing(targetOf(proof, "records"));
      const { witness, path } = proof.explain(opening!);
      expect([opening!.certain, witness.to]).toEqual([true, "records at 10.0.1.100"]);
      expect(path.filter(({ result }) => result !== "passes")).toEqual([]);
    },
  );

  test.each([true, false])(
    "brings nobody where its address is in the other; client addresses shown: %s",
    (preserves) => {
      const proof = handing("10.0.1.0/26", preserves);
      expect(open(proof, "records", "facing")).toEqual([]);
      expect(open(proof, "records").filter((key) => key.includes("load balancer"))).toEqual([]);
    },
  );
});
