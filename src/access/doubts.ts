/** What an opening hangs on whose layers all let its witness pass: by name, for who would make it known. */
import type { PathStep } from "../contract/index.ts";
import { bits, isNode, type InterfaceNode } from "../network/index.ts";
import { nameWithId } from "./names.ts";
import type { Claim } from "./register.ts";
import type { Rest } from "./residue.ts";
import type { Place } from "./targets.ts";

type PlaceOf = (id: string) => Place | undefined;

/**
 * `unreadLists`: the prefix lists that a claim names and nobody read. `from`: who opens it, in words.
 */
export function doubtOf(
  place: Place,
  rests: readonly Rest[],
  placeOf: PlaceOf,
  from: string,
  unread: readonly { readonly claim: Claim; readonly lists: readonly string[] }[],
): PathStep {
  const unknown = (layer: string, by: string): PathStep => ({ layer, result: "unknown", by });
  const name = nameWithId(place.resource);
  const isServer = place.kind === "instance" || place.kind === "interface";
  if (place.isBlurred)
    return unknown("target", `what ${name} is, or whose, cannot be said: ${place.doubts.join("; ")}`);
  if (place.listens === null && !isServer)
    return unknown("listeners", `on which port ${name} listens was not read, or AWS does not say`);
  const [rest] = rests;
  if (rest !== undefined && "bits" in rest.by) {
    const [first] = bits.bitsOf(rest.by.bits);
    const doubt = doubtOfHost(rest.by.hosts.all[first!]!.node, placeOf);
    if (doubt !== null) return unknown(...doubt);
  }
  if (unread.length > 0) {
    const rows = unread.map(({ claim, lists }) => `the row "${claim.row.id}" by ${lists.join(", ")}`);
    return unknown("access register", `whether it is justified: what these hold was not read: ${rows.join("; ")}`);
  }
  const where = rest === undefined ? "" : `, in ${rest.spot.subnet.id} of ${rest.spot.subnet.vpc.id}`;
  return unknown(
    "beyond",
    `a rule, route or gateway between ${from} and ${name}${where} was not read, or is not modelled`,
  );
}

function doubtOfHost(node: InterfaceNode, placeOf: PlaceOf): [layer: string, by: string] | null {
  const holder = placeOf(node.id);
  if (holder === undefined && isNode(node))
    return ["load balancer", `what ${node.id} (${node.item.Description}) hands on: its load balancer was not read`];
  if (holder?.balancer !== undefined) {
    const { name, unread } = holder.balancer;
    // Of HTTPS listeners the rules are not asked for: any target group of the load balancer may be one's.
    const what = unread.length === 0 ? "the rules of its HTTPS listeners" : unread.join(", ");
    return ["load balancer", `what ${name} hands on: of it were not read: ${what}`];
  }
  if (holder?.isBlurred === true)
    return ["source", `what ${nameWithId(holder.resource)} is, or whose: ${holder.doubts.join("; ")}`];
  return null;
}
