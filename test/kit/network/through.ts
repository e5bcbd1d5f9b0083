/**
 * Follows a connection through a load balancer or an RDS proxy: to one of its listeners, and on to a target.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
import { isIpv6 } from "./addresses.ts";
import { addressesOf, databasesOf, endOf, interfacesOfBalancer, type Database, type End } from "./ends.ts";
import type { Estate } from "./estate.ts";
import { classicArn, forwardsOf, type Forward } from "./forwards.ts";
import { throughGroups } from "./groups.ts";
import { itemsOf, known, type Known } from "./known.ts";
import { bestOf, block, decided, pass, unclear, type Decision, type Hop, type ThroughPacket } from "./packet.ts";
import { pathBetween } from "./paths.ts";
import { acrossTargetsAcl, arrival, asSeen, betweenEnds, decide } from "./simulator.ts";

/** Whether the client reaches the target by way of the forwarder's listener; the hops of both connections. */
export function decideThrough(estate: Estate, packet: ThroughPacket): Decision {
  const all = known(estate);
  const { source, at, target, protocol, port, targetPort, through } = packet;
  const first = decide(estate, { source, target: at, protocol, port });
  const end = "resolver" in target ? block("target", "a resolver is no target") : endOf(all, target);
  if ("layer" in end) return decided([...first.hops, end]);
  const proxy = databasesOf(all).get(through);
  if (proxy?.kind === "proxy") return decided([...first.hops, ...byProxy(all, proxy, packet, end)]);

  const nodes = interfacesOfBalancer(all, descriptionOf(through), vpcOf(all, through));
  if (!("interface" in at) || !nodes.some(({ NetworkInterfaceId }) => NetworkInterfaceId === at.interface)) {
    return decided([...first.hops, block("load balancer", `${through} is not there`, through)]);
  }
  const ends = nodes.flatMap((node) =>
    addressesOf(node)
      .map((address) => endOf(all, { interface: node.NetworkInterfaceId, address }))
      .filter((node): node is End => "id" in node),
  );
  const flow = { protocol, port: targetPort };
  const forwards = forwardsOf(all, through, { protocol, port }, end, targetPort);
  const legs = forwards.flatMap((forward) =>
    ends.map((node) => decided([forward.hop, ...onwards(all, forward, node, packet, end, flow)])),
  );
  const nothing = decided([
    block("listener", `${through} passes port ${port} not on to ${end.id}:${targetPort}`, through),
  ]);
  return decided([...first.hops, ...(bestOf(legs) ?? nothing).hops]);
}

/** `ELB app/name/id`, `ELB net/name/id`, or `ELB name` of a classic one. */
function descriptionOf(arn: string): string {
  return `ELB ${arn.slice(arn.indexOf("loadbalancer/") + "loadbalancer/".length)}`;
}

/** Names of classic load balancers are unique in their unit alone. */
function vpcOf({ estate }: Known, arn: string): string | undefined {
  const balancer = estate.units.flatMap((unit) => itemsOf(unit, "elbv2.load-balancers"));
  const classic = estate.units.flatMap((unit) =>
    itemsOf(unit, "elb.load-balancers").map((item) => ({ LoadBalancerArn: classicArn(unit, item), VpcId: item.VPCId })),
  );
  return [...balancer, ...classic].find(({ LoadBalancerArn }) => LoadBalancerArn === arn)?.VpcId;
}

type Flow = Parameters<typeof betweenEnds>[3];

/** From one interface of the load balancer to the target: a connection of its own, or the client's passed on. */
function onwards(all: Known, forward: Forward, node: End, packet: ThroughPacket, target: End, flow: Flow): Hop[] {
  const client = "internet" in packet.source ? packet.source.internet : packet.source.address;
  if (isIpv6(node.address) !== isIpv6(target.address)) {
    return [block("family", `${target.address} cannot be reached from ${node.address}`)];
  }
  const own = betweenEnds(all, node, target, flow);
  // IPv4 targets see the load balancer's address of IPv6 clients, and the reverse.
  if (forward.preserves === false || isIpv6(client) !== isIpv6(target.address)) return own;
  const preserved = asClient(all, node, client, target, flow);
  if (forward.preserves === true || decided(own).verdict === decided(preserved).verdict) return preserved;
  return [unclear("client address", "whether it is preserved was not read")];
}

/**
 * The target sees the client's address with the load balancer's groups, and none of the client's. The route back to
 * the client is the load balancer's affair.
 */
function asClient(all: Known, node: End, client: string, target: End, flow: Flow): Hop[] {
  const { protocol, port } = flow;
  const isNear = node.vpc === target.vpc;
  const path = pathBetween(all, node, target);
  const groups = isNear ? "kept" : path.groups;
  const seenByNode = { address: target.address, groups: groups === "kept" ? target.groups : [] };
  return [
    throughGroups(all, "out", node.groups, seenByNode, protocol, port),
    ...(isNear ? [pass("route", "within the load balancer's own VPC", node.vpc)] : path.hops),
    ...(node.subnet === target.subnet
      ? [pass("ACLs", `none within ${node.subnet}`, node.subnet)]
      : acrossTargetsAcl(all, target, client, flow)),
    ...arrival(all, target, asSeen(client, node.groups, groups), flow),
  ];
}

/** A proxy passes connections on to the databases that are registered with it, from where it is, by its own groups. */
function byProxy(all: Known, proxy: Database, { at, through, protocol, targetPort, target }: ThroughPacket, end: End) {
  const node = "database" in at && at.database === through ? endOf(all, at) : block("proxy", `${through} is not there`);
  if ("layer" in node) return [node];
  const database = "database" in target ? databasesOf(all).get(target.database) : undefined;
  const registered = itemsOf(proxy.unit, "rds.db-proxy-targets").some(
    ({ DBProxyName, Type, RdsResourceId, TrackedClusterId, Port }) =>
      DBProxyName === proxy.name &&
      database?.unit === proxy.unit &&
      (Type === "TRACKED_CLUSTER"
        ? database.kind === "cluster" && [RdsResourceId, TrackedClusterId].includes(database.name)
        : database.kind === "instance" && RdsResourceId === database.name) &&
      (Port ?? database.port) === targetPort,
  );
  return [
    registered
      ? pass("proxy", `${through} is for ${end.id}:${targetPort}`, through)
      : block("proxy", `${through} is not for ${end.id}:${targetPort}`, through),
    ...betweenEnds(all, node, end, { protocol, port: targetPort }),
  ];
}
