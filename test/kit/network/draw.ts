/** Draws a planned world: its networks. */
import { isIpv6 } from "./addresses.ts";
import { drawPeerings, routesOf } from "./draw-routes.ts";
import { drawServices } from "./draw-services.ts";
import type { Estate, Items, Peering, Unit } from "./estate.ts";
import { at, layOut, UNITS, type InterfaceLayout, type Layout, type VpcLayout } from "./layout.ts";
import type { Plan, RulePlan } from "./plan.ts";
import { Sketch } from "./sketch.ts";

export function draw(plan: Plan): Estate {
  const layout = layOut(plan);
  const s = new Sketch();
  for (const vpc of layout.vpcs) {
    s.unit(...UNITS[vpc.unit as 0]).vpc(vpc.id, ...vpc.cidrs);
    for (const { id, cidr, ipv6 } of vpc.subnets) s.subnet(id, vpc.id, cidr, ...(ipv6 === undefined ? [] : [ipv6]));
  }
  drawLists(s, plan, layout);
  drawGroups(s, plan, layout);
  const peerings = drawPeerings(s, plan, layout);
  for (const [index, vpc] of layout.vpcs.entries()) {
    s.unit(...UNITS[vpc.unit as 0]);
    drawVpc(s, plan, layout, peerings, vpc, index);
  }
  for (const each of layout.interfaces) drawInterface(s, plan, each);
  drawServices(s, plan, layout);
  drawPublicAccess(s, plan, layout);
  return withShared(s.estate(), plan.shared);
}

function blockAt({ wide, narrow }: Layout, place: number): string {
  return place % 2 === 0 ? at(wide, place / 2) : at(narrow, (place - 1) / 2);
}

function drawLists(s: Sketch, { lists }: Plan, layout: Layout): void {
  s.unit(...UNITS[0]);
  for (const [index, places] of lists.entries()) {
    const blocks = new Set(places.map((place) => at(layout.narrow, place)));
    // A list is of one family.
    const [first = ""] = blocks;
    s.prefixList(`pl-${index}`, ...[...blocks].filter((block) => block.includes(":") === first.includes(":")));
  }
}

function drawGroups(s: Sketch, plan: Plan, layout: Layout): void {
  for (const [index, group] of plan.groups.entries()) {
    if (group.unread) continue;
    const vpc = at(layout.vpcs, index);
    const everything = group.mute ? [] : ["all 0.0.0.0/0 ::/0"];
    s.unit(...UNITS[vpc.unit as 0]).group(
      `sg-${index}`,
      {
        in: group.in.map((rule) => textOf(plan, layout, rule)),
        out: group.out.length === 0 ? everything : group.out.map((rule) => textOf(plan, layout, rule)),
      },
      vpc.id,
    );
  }
}

function textOf({ groups, lists, unreadList }: Plan, layout: Layout, { traffic, peers }: RulePlan): string {
  const names = lists.map((_, index) => `pl-${index}`);
  if (unreadList) names.push("pl-unread");
  const cited = peers.map(({ kind, which, status }) => {
    // One more than there are: a group that nobody has, and nobody read.
    if (kind === "group") return `sg-${which % (groups.length + 1)}${status}`;
    if (kind === "list" && names.length > 0) return at(names, which);
    if (kind === "any") return "0.0.0.0/0 ::/0";
    return blockAt(layout, which);
  });
  return [traffic, ...new Set(cited)].join(" ");
}

function drawVpc(s: Sketch, plan: Plan, layout: Layout, peerings: Peering[], vpc: VpcLayout, index: number): void {
  const { gateway, acls, main, tables, subnets, edge } = plan.vpcs[index] as Plan["vpcs"][number];
  if (vpc.gateway !== undefined) s.internetGateway(vpc.gateway, ...(gateway === "attached" ? [vpc.id] : []));
  for (const [number, acl] of acls.entries()) {
    const own = vpc.subnets.filter((_, place) => {
      const wanted = subnets[place]?.acl ?? null;
      return wanted !== null && wanted % acls.length === number;
    });
    if (own.length === 0) continue;
    const entries = new Map<string, string>();
    for (const { number: rule, allows, out, traffic, block } of acl.entries) {
      const direction = out ? "out" : "in";
      const text = `${rule} ${allows ? "allow" : "deny"} ${direction} ${traffic} ${blockAt(layout, block)}`;
      entries.set(`${rule} ${direction}`, text);
    }
    const rest = ["in", "out"].flatMap((direction) => {
      const gap = acl.gap !== null && acl.gap.out === (direction === "out") ? acl.gap.ports : null;
      const lets = gap === null ? ["all"] : [gap, "tcp/0-1023", "udp/0-65535", "50"];
      const blocks = ["0.0.0.0/0", "::/0"];
      const open = acl.open
        ? lets.flatMap((traffic) => blocks.map((block) => `allow ${direction} ${traffic} ${block}`))
        : [];
      return [
        ...open.map((text, place) => `${32_000 + place} ${text}`),
        `32767 deny ${direction} all 0.0.0.0/0`,
        `32768 deny ${direction} all ::/0`,
      ];
    });
    s.acl(
      `acl-${index}-${number}`,
      own.map(({ id }) => id),
      [...entries.values(), ...rest],
    );
  }
  const all = [main, ...tables];
  for (const [number, table] of all.entries()) {
    const of = vpc.subnets.filter((_, place) => {
      const wanted = subnets[place]?.table ?? null;
      return number > 0 && wanted !== null && wanted % tables.length === number - 1;
    });
    const associated = number === 0 ? ["main"] : of.map(({ id }) => id);
    s.table(`rtb-${index}-${number}`, vpc.id, associated, routesOf(plan, layout, peerings, vpc, table));
  }
  const box = layout.interfaces.find((each) => each.vpc === vpc);
  const door = edge?.vpn === true ? `vgw-${index}` : vpc.gateway;
  if (edge !== null && box !== undefined && door !== undefined) {
    s.table(`rtb-${index}-edge`, vpc.id, [door], [`${at(vpc.subnets, edge.subnet).cidr} ${box.id}`]);
  }
}

function drawInterface(s: Sketch, { groups }: Plan, { id, plan, vpc, subnet, addresses }: InterfaceLayout): void {
  const number = Number(id.slice(4));
  const ipv4 = addresses.filter((address) => !isIpv6(address));
  const [home, guest] = vpc.unit === 2 ? [2, 2] : [vpc.unit, 1 - vpc.unit];
  if (plan.shared && guest !== home) {
    s.unit(...UNITS[home as 0]).alsoIn(...UNITS[guest as 0], "ec2.subnets", ({ SubnetId }) => SubnetId === subnet.id);
  }
  const bare = plan.bare || plan.kind === "nat";
  const names = new Set(plan.groups.map((place) => `sg-${place % groups.length}`));
  s.unit(...UNITS[(plan.shared ? guest : home) as 0]).interface(id, subnet.id, addresses, {
    groups: bare ? [] : [...names],
    publicIps: plan.isPublic
      ? ipv4.slice(0, 1 + (number % 2)).map((_, index) => `203.0.113.${number * 2 + index + 1}`)
      : [],
    ...(plan.kind === "nat" ? { type: "natGateway" } : {}),
    ...(plan.kind === "available" ? { status: "available" } : {}),
    ...(plan.kind === "denies" ? { denyAllIgwTraffic: true } : {}),
    ...(plan.instance ? { instance: `i-${number}` } : {}),
  });
  if (plan.instance) {
    s.add("ec2.instances", {
      InstanceId: `i-${number}`,
      State: { Name: "running" },
      VpcId: vpc.id,
      SubnetId: subnet.id,
      PrivateIpAddress: addresses[0] as string,
      NetworkInterfaces: [{ NetworkInterfaceId: id }],
    });
  }
}

function drawPublicAccess(s: Sketch, { publicAccess }: Plan, { vpcs }: Layout): void {
  for (const [index, InternetGatewayBlockMode] of publicAccess.modes.entries()) {
    s.unit(...UNITS[index as 0]).add("ec2.vpc-block-public-access-options", { InternetGatewayBlockMode });
  }
  for (const [index, { ofVpc, which, mode, state }] of publicAccess.exclusions.entries()) {
    const vpc = at(vpcs, which);
    s.unit(...UNITS[vpc.unit as 0]).add("ec2.vpc-block-public-access-exclusions", {
      ExclusionId: `exclusion-${index}`,
      ResourceArn: s.arn("ec2", ofVpc ? `vpc/${vpc.id}` : `subnet/${at(vpc.subnets, which).id}`),
      InternetGatewayExclusionMode: mode,
      State: state,
    });
  }
}

const SHARED = [
  "ec2.subnets",
  "ec2.security-groups",
  "ec2.route-tables",
  "ec2.network-acls",
  "ec2.prefix-list-entries",
  "ec2.network-interfaces",
  "ec2.vpcs",
] as const satisfies readonly (keyof Items)[];

/** What is shared is listed in a second unit too, exactly alike. */
function withShared(estate: Estate, shared: Plan["shared"]): Estate {
  return shared.reduce((before, { listing, which, unit }): Estate => {
    const id = at(SHARED, listing);
    const items = before.units.flatMap((each): readonly unknown[] => each.items[id] ?? []);
    const home = before.units[unit];
    if (items.length === 0 || home === undefined) return before;
    const item = at(items, which);
    const own: readonly unknown[] = home.items[id] ?? [];
    if (own.includes(item)) return before;
    const widened: Unit = { ...home, items: { ...home.items, [id]: [...own, item] } };
    return { units: before.units.map((each) => (each === home ? widened : each)) };
  }, estate);
}
