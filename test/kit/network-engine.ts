/** The engine as the differential tests ask it: packet by packet. What it shares with the simulator is the question alone. */
import { parseCidr } from "../../src/network/addresses.ts";
import { contains, fromRanges } from "../../src/network/intervals.ts";
import { hasBit } from "../../src/network/model/bits.ts";
import { Estate, type NetworkUnit } from "../../src/network/index.ts";
import { databasesOf, type Database } from "../../src/network/forward/databases.ts";
import { balancersOf, type Registered } from "../../src/network/forward/balancers.ts";
import { Passing, type Transport } from "../../src/network/forward/passing.ts";
import type { BalancerUnit } from "../../src/network/forward/shapes.ts";
import type { Mode } from "../../src/network/model/profile.ts";
import { Compiled } from "../../src/network/reach/compiled.ts";
import { Reacher, spotsOf, type Reach } from "../../src/network/reach/reach.ts";
import type { Spot } from "../../src/network/reach/spot.ts";
import type { Engine } from "./network/differential.ts";
import type { Estate as World, Unit } from "./network/estate.ts";
import type { Packet, Source, Target, ThroughPacket, Verdict } from "./network/packet.ts";

export function unitOf({ account, region, items }: Unit): NetworkUnit {
  const entries = items["ec2.prefix-list-entries"] ?? [];
  return {
    account,
    region,
    vpcs: items["ec2.vpcs"] ?? [],
    subnets: items["ec2.subnets"] ?? [],
    interfaces: items["ec2.network-interfaces"] ?? [],
    groups: items["ec2.security-groups"] ?? [],
    acls: items["ec2.network-acls"] ?? [],
    tables: items["ec2.route-tables"] ?? [],
    gateways: items["ec2.internet-gateways"] ?? [],
    peerings: items["ec2.vpc-peering-connections"] ?? [],
    prefixLists: entries,
    prefixEntries: entries,
    publicAccessBlock: items["ec2.vpc-block-public-access-options"]?.[0]?.InternetGatewayBlockMode ?? "off",
    exclusions: items["ec2.vpc-block-public-access-exclusions"] ?? [],
  };
}

/** What is asked of an engine that has read one world. */
export const engine: Engine = (world) => {
  const estate = new Estate(world.units.map(unitOf));
  const databases = databasesIn(estate, world);
  const modes = { certain: reacher(estate, "certain"), possible: reacher(estate, "possible") };

  const spotAt = spotFinder(estate, world);
  /** What a proxy listens on does not change, whatever its groups let in. */
  const listens = (target: Target, point: number) => {
    const database = "database" in target ? databases.get(target.database) : undefined;
    return database?.kind !== "rds proxy" || database.ports === null || contains(database.ports, point);
  };
  const verdict = ({ source, target, protocol, port }: Packet): Verdict | undefined => {
    // A VPC's resolver is no target of ours: nothing blocks it.
    if ("resolver" in target) return undefined;
    const spot = spotAt(target);
    if (spot === undefined) return "no";
    const point = protocol * 65_536 + port;
    // Interfaces of networks that have nothing to do with the target's come in by what is not modelled, as addresses.
    if ("interface" in source && !isRelated(estate, source.interface, spot)) return undefined;
    if (!listens(target, point)) return "no";
    if (admits(estate, modes.certain(spot), source, point)) return "yes";
    return admits(estate, modes.possible(spot), source, point) ? "unknown" : "no";
  };
  const balancers = balancersOf(estate, world.units.map(balancerUnitOf));
  const passing = { certain: passingIn(estate, "certain"), possible: passingIn(estate, "possible") };
  const verdictThrough = (packet: ThroughPacket): Verdict | undefined => {
    const { source, at, target, protocol, port, targetPort, through } = packet;
    const first = verdict({ source, target: at, protocol, port });
    const spot = spotAt(target);
    const balancer = balancers.find(
      ({ unit, id, type }) => (type === "classic" ? classicArn(unit, id) : id) === through,
    );
    // Proxies are databases: whoever reaches one is judged there.
    if (balancer === undefined || first === undefined) return undefined;
    if (spot === undefined || first === "no" || !listens(target, protocol * 65_536 + targetPort)) return "no";
    if (!("interface" in at) || !balancer.nodes.some(({ id }) => id === at.interface)) return "no";
    if (!isRelated(estate, at.interface, spot)) return undefined;
    const { family, at: place } = placeOf(estate, "internet" in source ? source.internet : source.address);
    const forwards = balancer.forwards.filter(
      ({ listener, target: registered }) =>
        listener.port === port &&
        listener.protocols.some((each) => each === protocol) &&
        registered.port === targetPort &&
        isCalled(world, estate, registered, target),
    );
    const passes = (mode: Mode) =>
      forwards.some((forward) =>
        contains(passing[mode].passed(balancer, forward, spot, protocol as Transport)[family], place),
      );
    if (first === "yes" && passes("certain")) return "yes";
    return passes("possible") ? "unknown" : "no";
  };
  return { verdict, verdictThrough };
};

function passingIn(estate: Estate, mode: Mode): Passing {
  const compiled = new Compiled(estate, mode);
  return new Passing(compiled, new Reacher(compiled));
}

function balancerUnitOf({ account, region, items }: Unit): BalancerUnit {
  return {
    account,
    region,
    balancers: items["elbv2.load-balancers"] ?? [],
    listeners: items["elbv2.listeners"] ?? [],
    rules: items["elbv2.rules"] ?? [],
    targetGroups: items["elbv2.target-groups"] ?? [],
    registered: items["elbv2.target-health"] ?? [],
    groupAttributes: items["elbv2.target-group-attributes"] ?? [],
    classics: items["elb.load-balancers"] ?? [],
  };
}

function classicArn({ account, region }: BalancerUnit, name: string): string {
  return `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${name}`;
}

/** Whether a target is what is registered: by its address, or at the primary address of its instance. */
function isCalled(world: World, estate: Estate, { kind, id }: Registered, target: Target): boolean {
  if (kind === "ip") return "address" in target && placeOf(estate, target.address).at === placeOf(estate, id).at;
  if (!("interface" in target)) return false;
  const item = estate.interfaces.get(target.interface)?.item;
  if (item?.Attachment?.InstanceId !== id) return false;
  const instances = world.units.flatMap(({ items }) => items["ec2.instances"] ?? []);
  const instance = instances.find(({ InstanceId }) => InstanceId === id);
  return (instance?.PrivateIpAddress ?? item.PrivateIpAddress) === target.address;
}

/** Finds what a packet is asked to. */
export function spotFinder(estate: Estate, world: World): (target: Target) => Spot | undefined {
  const databases = databasesIn(estate, world);
  return (target) => {
    if ("resolver" in target) return undefined;
    const { family, at } = placeOf(estate, target.address);
    const here = fromRanges([[at, at + 1]]);
    if ("interface" in target) {
      const node = estate.interfaces.get(target.interface);
      return node && spotsOf(node, estate).find(({ addresses }) => contains(addresses[family], at));
    }
    const database = databases.get(target.database);
    const subnet = database?.subnets.find(({ id }) => id === target.subnet);
    if (database === undefined || subnet === undefined) return undefined;
    const { groups, unread, isPublic } = database;
    const none = fromRanges<number>([]);
    return {
      subnet,
      groups,
      unread,
      addresses: family === "ipv4" ? { ipv4: here, ipv6: none } : { ipv4: none, ipv6: here },
      public: { ipv4: isPublic, ipv6: isPublic && contains(estate.publicLines.ipv6, at) },
    };
  };
}

function reacher(estate: Estate, mode: Mode): (spot: Spot) => Reach {
  const made = new Reacher(new Compiled(estate, mode));
  const known = new Map<string, Reach>();
  return (spot) => {
    const { subnet, groups, unread, addresses } = spot;
    const key = JSON.stringify([subnet.id, groups.map(({ id }) => id), unread, addresses, spot.self?.id, spot.public]);
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = made.reach(spot)));
    return found;
  };
}

function admits(estate: Estate, { external, internal }: Reach, source: Source, point: number): boolean {
  const address = "internet" in source ? source.internet : source.address;
  const { family, at } = placeOf(estate, address);
  if ("interface" in source) {
    return internal.some(
      ({ family: own, hosts, bits, from, to }) =>
        own === family &&
        from <= point &&
        point < to &&
        hosts.all.some(({ node, at: place }, i) => node.id === source.interface && place === at && hasBit(bits, i)),
    );
  }
  return external.some(
    ({ family: own, by, line, from, to }) =>
      own === family &&
      from <= point &&
      point < to &&
      contains(line, at) &&
      ("internet" in source
        ? by.kind === "internet-gateway"
        : by.kind !== "internet-gateway" && "id" in by && by.id === source.beyond),
  );
}

function isRelated(estate: Estate, id: string, { subnet: { vpc } }: Spot): boolean {
  const other = estate.interfaces.get(id)?.subnet.vpc;
  return other === undefined || other === vpc || vpc.peerings.some(({ ends }) => ends.includes(other));
}

export function placeOf(estate: Estate, address: string) {
  const cidr = parseCidr(`${address}${address.includes(":") ? "/128" : "/32"}`);
  const at = cidr.family === "ipv4" ? cidr.range[0] : estate.lines.place("ipv6", cidr.range[0]);
  return { family: cidr.family, at };
}

function databasesIn(estate: Estate, { units }: World): ReadonlyMap<string, Database> {
  const read = units.map(({ account, region, items }) => ({
    account,
    region,
    dbInstances: items["rds.db-instances"] ?? [],
    dbClusters: items["rds.db-clusters"] ?? [],
    dbSubnetGroups: items["rds.db-subnet-groups"] ?? [],
    dbProxies: items["rds.db-proxies"] ?? [],
  }));
  return new Map(databasesOf(estate, read).map((database) => [database.id, database]));
}
