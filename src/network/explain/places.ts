/**
 * The addresses of a target that are worth following from a host: one for each way in which the layers treat them. A
 * database may have any address of its subnet, and what lets one pass need not let the next.
 */
import type { Family } from "../addresses.ts";
import { rangesOf } from "../intervals.ts";
import type { Estate, InterfaceNode } from "../model/estate.ts";
import { cidrsOfRoute } from "./routes.ts";
import { peersOf, permissionsOf } from "./rules.ts";
import type { Spot } from "../reach/spot.ts";

/** In order. Whatever a layer says to an address of the spot, it says to one of these. */
export function placesFrom(estate: Estate, family: Family, source: InterfaceNode, spot: Spot): readonly number[] {
  const line = spot.addresses[family];
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (last - first === 1) return [first];
  const cuts = cutsOf(estate, family, source, spot).filter((cut) => first < cut && cut < last);
  const starts = [...new Set([first, ...cuts])].sort((a, b) => a - b);
  const ranges = [...rangesOf(line)];
  const places = new Set<number>();
  let next = 0;
  for (const start of starts) {
    while (ranges[next]![1] <= start) next += 1;
    places.add(Math.max(start, ranges[next]![0]));
  }
  return [...places];
}

/** Where anything begins or ends by which a packet's destination is judged, or the source of its answer. */
function cutsOf(estate: Estate, family: Family, { groups, subnet }: InterfaceNode, { subnet: to }: Spot): number[] {
  const peers = groups.flatMap((group) => permissionsOf(group, "egress").flatMap(peersOf));
  const lists = peers.flatMap(({ kind, text }) => (kind === "list" ? (estate.listOf(text)?.cidrs ?? []) : []));
  const cidrs = new Set([
    ...peers.flatMap(({ kind, text }) => (kind === "cidr" ? [text] : [])),
    ...lists,
    ...(subnet.acl?.Entries ?? []).flatMap(({ CidrBlock, Ipv6CidrBlock }) => [CidrBlock ?? [], Ipv6CidrBlock ?? []].flat()), // prettier-ignore
    ...(subnet.table?.Routes ?? []).flatMap((route) => cidrsOfRoute(estate, route)),
  ]);
  const ranges = [...cidrs].map((cidr) => estate.lines.cidr(cidr)).filter((each) => each.family === family);
  return [...ranges.flatMap(({ range }) => range), ...to.vpc.cidrs[family]];
}
