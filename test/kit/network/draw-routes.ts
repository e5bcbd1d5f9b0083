/** Draws a planned world: its peerings, and where its route tables lead. */
import { blockOf, isIn } from "./addresses.ts";
import type { Peering, PeeringEnd } from "./estate.ts";
import { at, UNITS, UNREAD, type Layout, type VpcLayout } from "./layout.ts";
import type { Plan, TablePlan } from "./plan.ts";
import type { Sketch } from "./sketch.ts";

export function drawPeerings(s: Sketch, plan: Plan, { vpcs }: Layout): Peering[] {
  const joined = new Set<string>();
  return plan.peerings.flatMap(({ from, to, code, unread }, index) => {
    const [a, b] = [at(vpcs, from), at(vpcs, to)];
    const pair = unread ? `${a.id} unread` : [a.id, b.id].sort().join(" ");
    // Of overlapping VPCs there is no peering, and of two just one that is active.
    const impossible = a === b || a.cidrs.some((one) => b.cidrs.some((other) => overlap(one, other)));
    if ((!unread && impossible) || (code === "active" && joined.has(pair))) return [];
    if (code === "active") joined.add(pair);
    const far = unread
      ? { OwnerId: "999999999999", VpcId: UNREAD.vpc, Region: UNITS[a.unit as 0][1], CidrBlock: UNREAD.cidr }
      : endOf(b);
    const peering: Peering = {
      VpcPeeringConnectionId: `pcx-${index}`,
      Status: { Code: code },
      RequesterVpcInfo: endOf(a),
      AccepterVpcInfo: far,
    };
    const units = new Set(unread ? [a.unit] : [a.unit, b.unit]);
    for (const unit of units) s.unit(...UNITS[unit as 0]).add("ec2.vpc-peering-connections", peering);
    return [peering];
  });
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [blockOf(one), blockOf(other)];
  return a.width === b.width && a.first <= b.last && b.first <= a.last;
}

function endOf({ id, unit, cidrs }: VpcLayout): PeeringEnd {
  const [OwnerId, Region] = UNITS[unit as 0];
  return {
    OwnerId,
    VpcId: id,
    Region,
    CidrBlockSet: cidrs.filter((cidr) => !cidr.includes(":")).map((CidrBlock) => ({ CidrBlock })),
    Ipv6CidrBlockSet: cidrs.filter((cidr) => cidr.includes(":")).map((Ipv6CidrBlock) => ({ Ipv6CidrBlock })),
  };
}

export function routesOf(
  plan: Plan,
  layout: Layout,
  peerings: readonly Peering[],
  vpc: VpcLayout,
  table: TablePlan,
): string[] {
  const routes = new Map<string, string>();
  const add = (to: string, target: string, flag = "") => {
    const key = `${to}${flag === " propagated" ? flag : ""}`;
    if (!vpc.cidrs.includes(to) && !routes.has(key)) routes.set(key, `${to} ${target}${flag}`);
  };
  for (const { to, target, flag } of table.routes) {
    const list = to.kind === "list" && plan.lists.length > 0 ? `pl-${to.which % plan.lists.length}` : undefined;
    const block = list ?? (to.which % 4 === 0 ? at(["0.0.0.0/0", "::/0"], to.which / 4) : at(layout.narrow, to.which));
    // A VPN is all that propagates, and never to a list.
    if (flag === " propagated" && list === undefined) add(block, `vgw-${vpc.id.slice(4)}`, flag);
    else add(block, at(targetsOf(layout, peerings, vpc, block), target), flag.replace(" propagated", ""));
  }
  if (table.internet && vpc.gateway !== undefined) {
    add("0.0.0.0/0", vpc.gateway);
    add("::/0", vpc.gateway);
  }
  for (const { VpcPeeringConnectionId, RequesterVpcInfo, AccepterVpcInfo } of table.peers ? peerings : []) {
    const far = [RequesterVpcInfo, AccepterVpcInfo].find(({ VpcId }) => VpcId !== vpc.id) as PeeringEnd;
    if (![RequesterVpcInfo, AccepterVpcInfo].some(({ VpcId }) => VpcId === vpc.id)) continue;
    const cidrs = layout.vpcs.find(({ id }) => id === far.VpcId)?.cidrs ?? [UNREAD.cidr];
    for (const cidr of cidrs) add(cidr, VpcPeeringConnectionId);
  }
  return [...routes.values()];
}

/** What AWS lets a route lead to: within the VPC, only to what passes packets on. */
function targetsOf(layout: Layout, peerings: readonly Peering[], vpc: VpcLayout, to: string): string[] {
  const number = vpc.id.slice(4);
  const boxes = layout.interfaces.filter((each) => each.vpc === vpc).map(({ id }) => id);
  const inside = [...boxes, `nat-${number}`, `vpce-box-${number}`];
  if (!to.startsWith("pl-") && vpc.cidrs.some((cidr) => isIn(to.split("/")[0] as string, cidr))) return inside;
  return [
    `vgw-${number}`,
    `vgw-${number}`,
    ...peerings.map(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId),
    "tgw-0",
    "tgw-1",
    ...(vpc.gateway === undefined ? [] : [vpc.gateway]),
    to.includes(":") ? `eigw-${number}` : `nat-${number}`,
    ...inside,
    `lgw-${number}`,
    `cagw-${number}`,
    "arn:aws:networkmanager::111111111111:core-network/core-network-1",
  ];
}
