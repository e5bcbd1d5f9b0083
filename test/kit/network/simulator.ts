/**
 * Follows one packet, layer by layer, as AWS does by /work/shared/reference/network.md. Written to be plainly right
 * rather than fast, from the user guides and not from `src/network`, with which it shares no code: what the proof is
 * held against.
 *
 * Where the page is silent, or where saying no would be wrong if AWS does otherwise:
 * - a route back that is not followed leaves what arrived straight with its groups, and makes it unknown (./paths.ts)
 * - a detour may end at anything in the same VPC or a peer; elsewhere only if a route leads back (./paths.ts)
 * - transit gateways may pass groups on, to inbound rules (./paths.ts), from wherever a table leads to one
 * - of two routes that AWS draws lots for, the verdict is what both come to, else unknown (./paths.ts)
 * - propagated routes never beat a local one (./routes.ts)
 * - a cited prefix list without entries was not read; so was the VPC of a peer that no unit lists
 * - a source comes in where it says: on the internet by an internet gateway, beyond a gateway by that one
 * - NAT gateways take no connections; RDS proxies take them on their one port
 */
import { isIn, isIpv6, isSame } from "./addresses.ts";
import { throughAcl, wayBack } from "./acls.ts";
import { addressesOf, endOf, isNatGateway, type End } from "./ends.ts";
import type { Estate, Peering, PeeringEnd } from "./estate.ts";
import { backTo, edge, fromInternet } from "./gateways.ts";
import { throughGroups, type Other } from "./groups.ts";
import { known, type Known } from "./known.ts";
import { block, decided, pass, unclear, type Decision, type Hop, type Packet } from "./packet.ts";
import { isActive, pathBetween, type Groups } from "./paths.ts";
import { isTransit, leadsToTransit, waysFrom } from "./routes.ts";

/** Whether a new connection can be opened with this packet, and what each layer on its way says to it. */
export function decide(estate: Estate, packet: Packet): Decision {
  const all = known(estate);
  if ("resolver" in packet.target) return decided(toResolver(all, packet));
  const target = endOf(all, packet.target);
  if ("layer" in target) return decided([target]);
  const { source } = packet;
  const address = "internet" in source ? source.internet : source.address;
  if (isIpv6(address) !== isIpv6(target.address)) return decided([block("family", "an address of each family")]);
  if (!("interface" in source)) return decided(fromOutside(all, packet, address, target));
  const from = endOf(all, source);
  return decided("layer" in from ? [from] : betweenEnds(all, from, target, packet));
}

type Flow = Pick<Packet, "protocol" | "port">;

/** The layers between two ends inside VPCs. */
export function betweenEnds(all: Known, source: End, target: End, { protocol, port }: Flow): Hop[] {
  const { hops, groups } = pathBetween(all, source, target);
  const seenBySource = { address: target.address, groups: groups === "kept" ? target.groups : [] };
  const seenByTarget = asSeen(source.address, source.groups, groups);
  const out = { subnet: source.subnet, egress: true, address: target.address };
  const back = { subnet: source.subnet, egress: false, address: target.address };
  return [
    throughGroups(all, "out", source.groups, seenBySource, protocol, port),
    ...(source.subnet === target.subnet
      ? [pass("ACLs", `none within ${source.subnet}`, source.subnet)]
      : [
          throughAcl(all, "ACL out of the source's subnet", out, protocol, port),
          ...acrossTargetsAcl(all, target, source.address, { protocol, port }, [back]),
        ]),
    ...hops,
    ...arrival(all, target, seenByTarget, { protocol, port }),
  ];
}

/** A source as the target's groups see it. */
export function asSeen(address: string, groups: readonly string[], along: Groups): Other {
  return {
    address,
    groups: along === "kept" ? groups : [],
    ...(along === "perhaps" && { mayCarry: ({ GroupId }) => groups.includes(GroupId as string) }),
  };
}

/** The ACL of the target's subnet, and the way back through it and through those of further subnets. */
export function acrossTargetsAcl(
  all: Known,
  { subnet }: End,
  address: string,
  { protocol, port }: Flow,
  further: Parameters<typeof wayBack>[1] = [],
): Hop[] {
  return [
    throughAcl(all, "ACL into the target's subnet", { subnet, egress: false, address }, protocol, port),
    wayBack(all, [{ subnet, egress: true, address }, ...further], protocol),
  ];
}

/** The groups of the target, and whether it takes connections at all. */
export function arrival(all: Known, target: End, source: Other, { protocol, port }: Flow): Hop[] {
  const hops = [throughGroups(all, "in", target.groups, source, protocol, port)];
  if (isNatGateway(all, target.id)) hops.push(block("NAT gateway", `${target.id} takes no connections`, target.id));
  if (target.only !== undefined && (protocol !== 6 || port !== target.only)) {
    hops.push(block("listener", `${target.id} listens on TCP ${target.only} alone`, target.id));
  }
  return hops;
}

function fromOutside(all: Known, packet: Packet, address: string, target: End): Hop[] {
  const source = packet.source as { internet: string } | { beyond: string; address: string };
  const [hops, mayCarry] =
    "internet" in source ? [fromInternet(all, address, target)] : fromBeyond(all, source.beyond, address, target);
  return [
    ...hops,
    ...acrossTargetsAcl(all, target, address, packet),
    ...arrival(all, target, { address, groups: [], ...(mayCarry && { mayCarry }) }, packet),
  ];
}

/** The layers between an address behind a gateway other than that of the internet, and an end. */
function fromBeyond(all: Known, gateway: string, address: string, target: End): [Hop[], Other["mayCarry"]?] {
  const ways = waysFrom(all, target.subnet, target.vpc, address);
  const back = backTo(ways, ({ kind, id }) => id === gateway && ["vpn", "unmodelled", "peering"].includes(kind));
  const kind = ways.find(({ id }) => id === gateway)?.kind;
  if (kind === "vpn") return [[back, edge(all, gateway, target)]];
  if (kind === "unmodelled") {
    const hops = [back, unclear("beyond", `what ${gateway} lets in is not modelled`, gateway)];
    return [hops, carriesOverTransit(all, address, target, isTransit(gateway))];
  }
  const peering = all.peerings.get(gateway);
  if (kind !== "peering" || peering === undefined) return [[block(back.layer, back.why, ...back.ids)]];
  return [[back, unreadPeer(all, peering, address, target)], carriesUnread(all, peering)];
}

/** A peer whose VPC nobody read may send from any address of it; one that was read sends from its interfaces alone. */
function unreadPeer(all: Known, peering: Peering, address: string, target: End): Hop {
  const { VpcPeeringConnectionId: id } = peering;
  const ends = [peering.RequesterVpcInfo, peering.AccepterVpcInfo];
  const far = ends.find(({ VpcId }) => VpcId !== target.vpc);
  if (far === undefined || !ends.some(({ VpcId }) => VpcId === target.vpc)) {
    return block("peering", `${id} is not of ${target.vpc}`, id);
  }
  if (!isActive(peering)) return block("peering", `${id} is ${peering.Status.Code}`, id);
  if (all.vpcs.has(far.VpcId)) return block("peering", `${far.VpcId} was read: ask for its interfaces`, id);
  if (!rangesOf(far).some((cidr) => isIn(address, cidr))) return block("peering", `${far.VpcId} has no ${address}`, id);
  return unclear("peering", `${far.VpcId} beyond ${id} was not read`, id, far.VpcId);
}

function rangesOf({ CidrBlock, CidrBlockSet = [], Ipv6CidrBlockSet = [] }: PeeringEnd): string[] {
  return [
    ...(CidrBlock === undefined ? [] : [CidrBlock]),
    ...CidrBlockSet.map((each) => each.CidrBlock),
    ...Ipv6CidrBlockSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ];
}

function carriesUnread(all: Known, { RequesterVpcInfo, AccepterVpcInfo }: Peering): NonNullable<Other["mayCarry"]> {
  return ({ GroupId }) => RequesterVpcInfo.Region === AccepterVpcInfo.Region && !all.groups.has(GroupId as string);
}

/**
 * Of a group that was read, those who carry it are known: they may have sent over a transit gateway, though the answer goes
 * back by something else.
 */
function carriesOverTransit(all: Known, address: string, { vpc }: End, backOverTransit: boolean): Other["mayCarry"] {
  const there = [...all.interfaces.values()].filter(
    (item) =>
      item.VpcId !== vpc &&
      item.Status !== "available" &&
      leadsToTransit(all, item.SubnetId as string, item.VpcId as string) &&
      addressesOf(item).some((each) => isSame(each, address)),
  );
  return (pair) =>
    (backOverTransit && !all.groups.has(pair.GroupId as string)) ||
    there.some(({ Groups }) => Groups.some(({ GroupId }) => GroupId === pair.GroupId));
}

/** Neither groups nor ACLs filter what goes to the resolver of Route 53, at the base address of the VPC plus two. */
function toResolver(all: Known, { source, target, protocol, port }: Packet): Hop[] {
  const { resolver, address } = target as { resolver: string; address: string };
  const end = "interface" in source ? endOf(all, source) : block("source", "only its own VPC asks the resolver");
  if ("layer" in end) return [end];
  const cidr = all.vpcs.get(resolver)?.CidrBlock;
  const is = cidr !== undefined && end.vpc === resolver && address === cidr.replace(/\.\d+\/\d+$/, ".2");
  const asks = (protocol === 6 || protocol === 17) && port === 53;
  return [(is && asks ? pass : block)("resolver", `${address} port ${port} of ${resolver}`, resolver)];
}
