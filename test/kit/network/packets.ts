/**
 * The packets to ask of a world: around every end of a block and of a port range that it names, from every place and to
 * every place. Most of them are packets that something speaks for: from where a route of the target points, by traffic
 * that its rules name. The others come from anywhere.
 */
import { isIn, isIpv6, isPublic } from "./addresses.ts";
import { endOf, type End } from "./ends.ts";
import type { Estate, Permission } from "./estate.ts";
import { known, type Known } from "./known.ts";
import { drawing, type Draw } from "./chance.ts";
import type { Packet, Source, ThroughPacket } from "./packet.ts";
import { aclFlows, edgesOf, flowsIn, flowsOf, gatewaysOf, placesOf, rulesOf, type Place } from "./parts.ts";
import { waysFrom, type Ways } from "./routes.ts";
import { throughPacketsOf } from "./through-packets.ts";

/** Of ten packets, how many are no likelier than any other. */
const WILD = 2;

/**
 * At most `limit` packets, the same for the same estate and seed; a seventh of them through load balancers and proxies,
 * where there are any.
 */
export function packetsOf(estate: Estate, { limit = 300, seed = 1 } = {}): (Packet | ThroughPacket)[] {
  const here = known(estate);
  const draw = drawing(seed);
  const places = placesOf(here);
  const edges = edgesOf(estate);
  const anyTarget = deck(
    places.map((target) => ({ target, end: endOf(here, target) })),
    draw,
  );
  const anyFlow = deck([...flowsOf([...here.groups.values()].flatMap(rulesOf)), ...aclFlows(estate)], draw);
  const anySource = sourcesAnywhere(places, edges, gatewaysOf(estate), draw);
  const led = new Map<string, Led[]>();
  const ledOf = ({ subnet, vpc }: End) => {
    const found = led.get(subnet) ?? edges.map((address) => ({ address, ways: waysFrom(here, subnet, vpc, address) }));
    led.set(subnet, found);
    return found;
  };
  const near = memo((end: End) => sourcesNear(here, end, places, ledOf(end)).filter((sources) => sources.length > 0));

  const cited = memo((end: End) =>
    memo((rule: Permission) =>
      near(end)
        .map((sources) => sources.filter((source) => isCited(here, rule, source)))
        .filter((sources) => sources.length > 0),
    ),
  );
  const flows = memo((rule: Permission) => [flowsIn(rule), flowsIn(rule), flowsIn(rule), flowsOf([rule])]);

  /** A source that something leads from to the end; if possible one that the rule is for. */
  const likely = (end: End, rule?: Permission) => {
    const kinds = near(end);
    if (kinds.length === 0) return anySource();
    const some = rule === undefined ? [] : cited(end)(rule);
    return draw(draw(some.length > 0 && draw([true, true, true, true, false]) ? some : kinds));
  };
  const found = new Map<string, Packet | ThroughPacket>();
  const add = (packet: Packet | ThroughPacket) => found.set(JSON.stringify(packet), packet);
  for (const packet of throughPacketsOf(here, likely, draw, Math.ceil(limit / 7))) add(packet);
  for (let tries = 0; places.length > 0 && found.size < limit && tries < limit * 2; tries++) {
    const { target, end } = anyTarget();
    const rules = "id" in end ? end.groups.flatMap((id) => here.groups.get(id)?.IpPermissions ?? []) : [];
    const rule = rules.length > 0 ? draw(rules) : undefined;
    const isWild = tries % 10 < WILD || "layer" in end;
    const source = isWild ? anySource() : likely(end, rule);
    const flow = isWild || rule === undefined ? anyFlow() : draw(draw(flows(rule)));
    // What an interface sends to itself meets nothing.
    if ("interface" in source && "interface" in target && source.interface === target.interface) continue;
    // Of two families there is no packet; a few are asked all the same.
    if (isIpv6(addressOfSource(source)) === isIpv6(target.address) || tries % 50 === 0)
      add({ source, target, ...flow });
  }
  return [...found.values()];
}

function isCited(here: Known, { IpRanges, Ipv6Ranges, UserIdGroupPairs }: Permission, source: Source): boolean {
  const address = addressOfSource(source);
  const groups = "interface" in source ? (here.interfaces.get(source.interface)?.Groups ?? []) : [];
  return (
    IpRanges.some(({ CidrIp }) => isIn(address, CidrIp)) ||
    Ipv6Ranges.some(({ CidrIpv6 }) => isIn(address, CidrIpv6)) ||
    UserIdGroupPairs.some((pair) => groups.some(({ GroupId }) => GroupId === pair.GroupId))
  );
}

function memo<T extends object, R>(make: (of: T) => R): (of: T) => R {
  const made = new Map<T, R>();
  return (of) => {
    if (!made.has(of)) made.set(of, make(of));
    return made.get(of) as R;
  };
}

/** Deals all of a list in a random order, then anew. */
function deck<T>(list: readonly T[], draw: Draw): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = [...list];
    const card = draw(left);
    left.splice(left.indexOf(card), 1);
    return card;
  };
}

function addressOfSource(source: Source): string {
  return "internet" in source ? source.internet : source.address;
}

function sourcesAnywhere(
  places: readonly Place[],
  edges: readonly string[],
  gateways: readonly string[],
  draw: Draw,
): () => Source {
  const faces = places.filter((place) => "interface" in place);
  const kinds = [
    ...(faces.length > 0 ? [() => draw(faces)] : []),
    () => ({ internet: draw(edges) }),
    ...(gateways.length > 0 ? [() => ({ beyond: draw(gateways), address: draw(edges) })] : []),
  ];
  return () => draw<() => Source>(kinds)();
}

/** An address outside, and where it is led from a subnet. */
interface Led {
  readonly address: string;
  readonly ways: Ways;
}

/** From where something leads to the target, by kind: its VPC, its peers, the internet, and beyond its gateways. */
function sourcesNear(here: Known, end: End, places: readonly Place[], led: readonly Led[]): Source[][] {
  const ipv6 = isIpv6(end.address);
  const pairs = [...here.peerings.values()].map((each) => [each.RequesterVpcInfo.VpcId, each.AccepterVpcInfo.VpcId]);
  const peers = new Set<string | undefined>(pairs.filter((pair) => pair.includes(end.vpc)).flat());
  const faces = places.flatMap((place): { source: Source; vpc: string | undefined }[] =>
    "interface" in place && isIpv6(place.address) === ipv6
      ? [{ source: place, vpc: here.interfaces.get(place.interface)?.VpcId }]
      : [],
  );
  const own = faces.filter(({ vpc }) => vpc === end.vpc).map(({ source }) => source);
  const others = faces.filter(({ vpc }) => vpc !== end.vpc && peers.has(vpc)).map(({ source }) => source);
  const internet: Source[] = [];
  const beyond: Source[] = [];
  for (const { address, ways } of led) {
    if (isIpv6(address) !== ipv6) continue;
    for (const { kind, id = "" } of ways) {
      if (kind === "internet" && (ipv6 || end.hasPublicIpv4) && isPublic(address)) internet.push({ internet: address });
      if (kind === "vpn" || kind === "unmodelled") beyond.push({ beyond: id, address });
      if (kind === "peering" && address.startsWith("10.9.")) beyond.push({ beyond: id, address });
    }
  }
  return [own, own, others, others, internet, internet, beyond];
}
