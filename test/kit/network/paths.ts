/** Whether two route tables, one at each end, lead a connection between two ends inside VPCs there and back. */
import { isIn } from "./addresses.ts";
import type { End } from "./ends.ts";
import type { Peering } from "./estate.ts";
import type { Known } from "./known.ts";
import { block, decided, pass, unclear, type Hop } from "./packet.ts";
import { isTransit, waysFrom, type Way, type Ways } from "./routes.ts";

/**
 * Whether the packet comes with its groups. Over transit gateways it does `perhaps`, and for inbound rules alone: where
 * that is switched on, which is not read.
 */
export type Groups = "kept" | "perhaps" | "dropped";

export interface Path {
  readonly hops: readonly Hop[];
  readonly groups: Groups;
}

export function pathBetween(known: Known, source: End, target: End): Path {
  if (source.subnet === target.subnet) {
    return { hops: [pass("route", `none is asked within ${source.subnet}`, source.subnet)], groups: "kept" };
  }
  const there = waysFrom(known, source.subnet, source.vpc, target.address);
  const back = waysFrom(known, target.subnet, target.vpc, source.address);
  const paths = there.flatMap((out) => back.map((home) => pathBy(known, source, target, out, home)));
  return paths.length === 1 ? (paths[0] as Path) : eitherOf(paths, there, back);
}

/** The layers of one choice of the routes there and back. */
function pathBy(known: Known, source: End, target: End, there: Way, back: Way): Path {
  const isThere = isStraight(known, source, target, there);
  const isDetour = there.kind === "unmodelled";
  const hops = [(isThere ? pass : isDetour ? unclear : block)("route", there.why, ...there.ids)];
  if (there.kind === "peering") hops.push(peeringHop(known, there.id as string, isThere, source, target));
  hops.push(backHop(known, source, target, there, back)("route back", back.why, ...back.ids));
  // What arrives straight has its groups, though its answer goes where we cannot follow.
  const kept = bearsGroups(known, source, target) ? "kept" : "dropped";
  return { hops, groups: !isDetour ? kept : isTransit(there.id) ? "perhaps" : "dropped" };
}

function backHop(known: Known, source: End, target: End, there: Way, back: Way): typeof pass {
  if (back.kind === "unmodelled") return unclear;
  if (there.kind === "unmodelled") {
    // Something on the way may answer for the target, but not for one in a network that has nothing to do with it.
    const isRelated = source.vpc === target.vpc || peeringsOf(known, source.vpc, target.vpc).some(isActive);
    return isRelated ? unclear : block;
  }
  const isSame = back.kind === there.kind && back.id === there.id;
  return isStraight(known, target, source, back) && (isSame || !isStraight(known, source, target, there))
    ? pass
    : block;
}

/** Where a route is a matter of chance, the verdict is what all choices agree on. */
function eitherOf(paths: readonly Path[], there: Ways, back: Ways): Path {
  const verdicts = new Set(paths.map(({ hops }) => decided(hops).verdict));
  const [only] = verdicts;
  const tell = verdicts.size > 1 || only === "unknown" ? unclear : only === "yes" ? pass : block;
  const told = (ways: Ways) => ways.map(({ why }) => why).join(", or ");
  const ids = [...there, ...back].flatMap((way) => way.ids);
  // Where there is no way at all, it is told what the groups would have said to one.
  const possible = paths.filter(({ hops }) => verdicts.size === 1 || decided(hops).verdict !== "no");
  return {
    hops: [tell("routes", `${told(there)}; back ${told(back)}`, ...ids)],
    groups: (["kept", "perhaps"] as const).find((each) => possible.some(({ groups }) => groups === each)) ?? "dropped",
  };
}

/** Within a VPC the local route; between two the active peering of just these, for addresses of their ranges. */
function isStraight(known: Known, source: End, target: End, { kind, id }: Way): boolean {
  if (source.vpc === target.vpc) return kind === "local";
  return (
    kind === "peering" &&
    peeringsOf(known, source.vpc, target.vpc).some(
      (peering) => peering.VpcPeeringConnectionId === id && isActive(peering),
    ) &&
    isOwn(known, source) &&
    isOwn(known, target)
  );
}

export function isActive({ Status }: Peering): boolean {
  return Status.Code === "active";
}

function peeringsOf({ peerings }: Known, a: string, b: string): Peering[] {
  return [...peerings.values()].filter(
    ({ RequesterVpcInfo: { VpcId: from }, AccepterVpcInfo: { VpcId: to } }) =>
      (from === a && to === b) || (from === b && to === a),
  );
}

/** Groups are known within a VPC, and to the peers of the same region. */
function bearsGroups(known: Known, source: End, target: End): boolean {
  return (
    source.vpc === target.vpc ||
    peeringsOf(known, source.vpc, target.vpc).some(
      (peering) => isActive(peering) && peering.RequesterVpcInfo.Region === peering.AccepterVpcInfo.Region,
    )
  );
}

/** Whether the address is of its VPC's ranges; of a VPC that was not read, it is taken to be. */
function isOwn(known: Known, { vpc, address }: End): boolean {
  const item = known.vpcs.get(vpc);
  if (item === undefined) return true;
  const blocks = [
    { cidr: item.CidrBlock, state: undefined },
    ...(item.CidrBlockAssociationSet ?? []).map((each) => ({
      cidr: each.CidrBlock,
      state: each.CidrBlockState?.State,
    })),
    ...(item.Ipv6CidrBlockAssociationSet ?? []).map((each) => ({
      cidr: each.Ipv6CidrBlock,
      state: each.Ipv6CidrBlockState?.State,
    })),
  ];
  return blocks.some(
    ({ cidr, state = "associated" }) =>
      cidr !== undefined && !["disassociated", "failed"].includes(state) && isIn(address, cidr),
  );
}

function peeringHop(known: Known, id: string, straight: boolean, source: End, target: End): Hop {
  if (straight) return pass("peering", `${id} is active`, id);
  const peering = known.peerings.get(id);
  if (peering === undefined) return block("peering", `${id} is gone`, id);
  if (!isActive(peering)) return block("peering", `${id} is ${peering.Status.Code}`, id);
  return block("peering", `${id} does not join ${source.vpc}'s own addresses to ${target.vpc}'s`, id);
}
