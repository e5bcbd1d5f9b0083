/** What holds of any proof, on random small worlds that are dense in trouble. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { NetworkProof } from "../../src/access/index.ts";
import type { Opening } from "../../src/contract/index.ts";
import { findAskers } from "../../src/app/access-names.ts";
import { bits, cidrsOf, covers, fromRanges, intersect, isEmpty, unionOf } from "../../src/network/index.ts";
import { nameOfHop, nameOfPorts, portsOf, runsOf, type PortSet } from "../../src/network/index.ts";
import { describeEstate } from "../kit/network/describe.ts";
import type { Estate as World, Permission } from "../kit/network/estate.ts";
import { readRule } from "../kit/network/notation.ts";
import { worlds } from "../kit/network/worlds.ts";
import { everything, hold, row, type Held } from "../kit/proof.ts";

type Rest = ReturnType<NetworkProof["foundOf"]>["rests"][number];

const rows = [
  row("hosts", "10.0.0.0/9", "internal", "tcp/22"),
  row("users", "internet", ["internal", "load-balancer"], "tcp/443"),
  row("doors", "load-balancer", ["internal", "database"], "tcp"),
  row("pings", "0.0.0.0/0", "database", "icmp/8"),
];
const held: Held = { rows };

function openingsOf(proof: NetworkProof): readonly Opening[] {
  return proof.targets.flatMap((target) => proof.openings(target));
}

function keysOf(proof: NetworkProof): readonly string[] {
  return openingsOf(proof).map(({ target, certain, key }) => `${target.resource.id} ${certain ? "" : "? "}${key}`);
}

/** Runs a property on worlds; a failure tells the world. */
function onWorlds(numRuns: number, property: (world: World) => void): void {
  fc.assert(
    fc.property(worlds, (world) => {
      try {
        property(world);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${describeEstate(world)}`, { cause: error });
      }
    }),
    { numRuns: numRuns * Number(process.env["WORLDS"] ?? 1), endOnFailure: process.env["SHRINK"] === undefined },
  );
}

/** Changes what every group lets in. */
function withRules(world: World, change: (group: string, permission: Permission) => Permission, more = ""): World {
  return {
    units: world.units.map((unit) => ({
      ...unit,
      items: {
        ...unit.items,
        "ec2.security-groups": (unit.items["ec2.security-groups"] ?? []).map((group) => ({
          ...group,
          IpPermissions: [
            ...group.IpPermissions.map((each) => change(group.GroupId, each)),
            ...(more === "" ? [] : [readRule(more)]),
          ],
        })),
      },
    })),
  };
}

test("the order of units and of items changes no byte", () => {
  onWorlds(25, (world) => {
    const first = everything(hold(world, held));
    expect(everything(hold(world, { ...held, order: (list) => list.toReversed() }))).toBe(first);
    const odd = <T>(list: readonly T[]) => [
      ...list.filter((_, i) => i % 2 === 1),
      ...list.filter((_, i) => i % 2 === 0),
    ];
    expect(everything(hold(world, { ...held, order: odd }))).toBe(first);
  });
});

test("every layer lets the witness of what is certain pass; what is not certain hangs on something unknown", () => {
  onWorlds(60, (world) => {
    const proof = hold(world, held);
    const facing = proof.targets.flatMap((target) => proof.facing(target));
    for (const opening of [...openingsOf(proof), ...facing]) {
      const { path } = proof.explain(opening);
      const results = new Set(path.map(({ result }) => result));
      const told = `${opening.target.resource.id} ${opening.key} ${JSON.stringify(path)}`;
      expect(results.has("blocks"), told).toBe(false);
      if (opening.certain) expect(results.has("unknown"), told).toBe(false);
    }
  });
});

test("whoever is asked about, the layers of each way, and of none, agree with what was computed", () => {
  onWorlds(20, (world) => {
    const proof = hold(world, held);
    const askers = proof.places
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ resource }) => resource.arn ?? resource.id);
    for (const from of ["internet", "10.9.0.7", "198.51.100.7", ...askers])
      for (const place of proof.targets) {
        const found = findAskers(proof, from);
        if ("problem" in found) continue;
        const { ways, blocked } = proof.between(found.found, { place, node: null }, null);
        for (const { path, witness } of [...ways, ...blocked])
          expect(
            path.map(({ layer }) => layer),
            `${from} to ${place.resource.id}: ${JSON.stringify([witness, path])}`,
          ).not.toContain("the proof");
      }
  });
});

test("no two openings of a target have one key, and none has no ports", () => {
  onWorlds(60, (world) => {
    const keys = keysOf(hold(world, held)).map((key) => key.replace("? ", ""));
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });
});

test("without the rules that the fix names, nothing of the opening is left", () => {
  onWorlds(25, (world) => {
    const proof = hold(world, held);
    const certain = openingsOf(proof).filter((each) => each.certain);
    for (const opening of certain.slice(0, 3)) {
      const { fix } = proof.explain(opening);
      const named = new Set(fix.flatMap((line) => /(sg-\S+ \(\S+\) lets .* in from \S+)\.$/.exec(line)?.[1] ?? []));
      if (named.size === 0) continue;
      const without = hold(
        withRules(world, (group, each) => dropped(group, each, named)),
        held,
      );
      const { set, rests } = proof.foundOf(opening);
      const left = openingsOf(without)
        .filter(({ target, certain }) => certain && target.resource.id === opening.target.resource.id)
        .flatMap((each) => without.foundOf(each).rests);
      for (const rest of rests)
        expect(
          left.filter((other) => meets(rest, other, set)),
          `${opening.key}: ${fix.join(" ")}`,
        ).toEqual([]);
    }
  });
});

/** A permission without the peers that are named, under the name that the fix gives it. */
function dropped(group: string, permission: Permission, named: ReadonlySet<string>): Permission {
  const ports = nameOf(permission);
  const stays = (peer: string | undefined) => !named.has(`${group} (${group}) lets ${ports} in from ${peer}`);
  return {
    ...permission,
    IpRanges: permission.IpRanges.filter(({ CidrIp }) => stays(CidrIp)),
    Ipv6Ranges: permission.Ipv6Ranges.filter(({ CidrIpv6 }) => stays(CidrIpv6)),
    PrefixListIds: permission.PrefixListIds.filter(({ PrefixListId }) => stays(PrefixListId)),
    UserIdGroupPairs: permission.UserIdGroupPairs.filter(({ GroupId }) => stays(GroupId)),
  };
}

/** Whether two have a connection in common. */
function meets(one: Rest, other: Rest, set: PortSet): boolean {
  const run = intersect(set, fromRanges([[Math.max(one.from, other.from), Math.min(one.to, other.to)] as const].filter(([a, b]) => a < b))); // prettier-ignore
  if (isEmpty(run) || one.family !== other.family || one.spot.subnet.id !== other.spot.subnet.id) return false;
  if (isEmpty(intersect(one.spot.addresses[one.family], other.spot.addresses[one.family]))) return false;
  if (one.through?.balancer.id !== other.through?.balancer.id) return false;
  if ("line" in one.by && "line" in other.by)
    return nameOfHop(one.by.hop) === nameOfHop(other.by.hop) && !isEmpty(intersect(one.by.line, other.by.line));
  if (!("bits" in one.by) || !("bits" in other.by)) return false;
  const hosts = new Set(hostsOf(one));
  return hostsOf(other).some((host) => hosts.has(host));
}

function hostsOf({ by }: Rest): readonly string[] {
  return "bits" in by
    ? [...bits.bitsOf(by.bits)].map((i) => `${by.hosts.all[i]!.node.id} ${by.hosts.all[i]!.text}`)
    : [];
}

test("a row for what is told closes it", () => {
  onWorlds(15, (world) => {
    const proof = hold(world, held);
    for (const opening of openingsOf(proof)
      .filter((each) => isShort(proof, each))
      .slice(0, 2)) {
      const { rests, set } = proof.foundOf(opening);
      const { lines } = proof.estate;
      const blocks = (family: "ipv4" | "ipv6", line: Rest["spot"]["addresses"]["ipv4"]) =>
        cidrsOf(family, lines.addresses(family, line) as never).map((cidr) => ({ cidr }));
      const added = rests.flatMap((rest, i) => {
        const from = "line" in rest.by ? blocks(rest.family, rest.by.line) : hostsOf(rest).map((host) => ({ cidr: oneOf(host.split(" ")[1]!) })); // prettier-ignore
        const to = blocks(rest.family, rest.spot.addresses[rest.family]);
        return runsOf(set).map((run, k) => ({ ...rowOf(`new ${i} ${k}`, run), from, to }));
      });
      const closed = hold(world, { ...held, rows: [...rows, ...added] });
      const left = openingsOf(closed)
        .filter(({ target }) => target.resource.id === opening.target.resource.id)
        .flatMap((each) => closed.foundOf(each).rests);
      for (const rest of rests)
        expect(
          left.filter((other) => meets(rest, other, set)),
          `${opening.target.resource.id} ${opening.key}`,
        ).toEqual([]);
    }
  });
});

const oneOf = (address: string) => `${address}/${address.includes(":") ? 128 : 32}`;

function rowOf(id: string, run: readonly [number, number]) {
  const named = nameOfPorts(run);
  if (named === "all protocols") return row(id, [], [], "all");
  return row(id, [], [], named.startsWith("protocol ") ? named.replace("protocol ", "") : named.replace(/^(icmp|icmpv6)\/(\d+)\/(\d+)-\d+$/, "$1/$2")); // prettier-ignore
}

test("a further rule of a group closes nothing", () => {
  onWorlds(25, (world) => {
    const before = hold(world, held);
    const after = hold(
      withRules(world, (_, each) => each, "tcp/20-30 10.0.0.0/8 0.0.0.0/1"),
      held,
    );
    const now = new Map(after.targets.map((target) => [target.resource.id, target] as const));
    for (const target of before.targets) {
      const rests = after.openings(now.get(target.resource.id)!).flatMap((each) => after.foundOf(each).rests);
      for (const opening of before.openings(target))
        for (const rest of before.foundOf(opening).rests) {
          const alike = rests.filter((other) => meets(rest, other, fromRanges([[rest.from, rest.to]])));
          const open = unionOf(alike.map(({ from, to }) => fromRanges([[from, to]])));
          expect(covers(open, fromRanges([[rest.from, rest.to]])), `${target.resource.id} ${opening.key}`).toBe(true);
        }
    }
  });
});

test("a block that is written as two halves is the same block", () => {
  onWorlds(25, (world) => {
    const halves = (cidr: string): string[] => {
      const [address = "", length = ""] = cidr.split("/");
      if (address.includes(":") || Number(length) > 31) return [cidr];
      const next = Number(length) + 1;
      const at = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
      const start = Math.floor(at / 2 ** (32 - Number(length))) * 2 ** (32 - Number(length));
      return [start, start + 2 ** (32 - next)].map((each) => `${[24, 16, 8, 0].map((by) => Math.floor(each / 2 ** by) % 256).join(".")}/${next}`); // prettier-ignore
    };
    const split = withRules(world, (_, each) => ({
      ...each,
      IpRanges: each.IpRanges.flatMap(({ CidrIp }) => halves(CidrIp).map((half) => ({ CidrIp: half }))),
    }));
    expect(keysOf(hold(split, held))).toEqual(keysOf(hold(world, held)));
  });
});

/** As the fix names the ports of a permission. */
function nameOf(permission: Permission): string {
  return nameOfPorts(portsOf(permission)!);
}

/** Whether a row about it has few addresses: an opening to all but some of the internet has many. */
function isShort(proof: NetworkProof, opening: Opening): boolean {
  const { rests } = proof.foundOf(opening);
  return rests.length <= 6 && rests.every(({ by, spot, family }) => spot.addresses[family].length <= 8 && (!("line" in by) || by.line.length <= 4)); // prettier-ignore
}
