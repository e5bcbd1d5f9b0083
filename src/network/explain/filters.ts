/** The layers that refuse: security groups, network ACLs, and these again for the answer. */
import type { Family } from "../addresses.ts";
import { contains, fromRanges } from "../intervals.ts";
import { admittedOnAny, ephemeral, portsAdmitting, portsOfEntry } from "../model/acl.ts";
import type { Estate, SubnetNode } from "../model/estate.ts";
import { nameOfRun, protocolOf } from "../ports.ts";
import type { Compiled, Filtered } from "../reach/compiled.ts";
import type { Spot } from "../reach/spot.ts";
import { entryFor, rulesAdmitting, type Far, type Rule } from "./rules.ts";
import type { Step } from "./step.ts";

/** Where a packet arrives. */
interface Arrival {
  readonly family: Family;
  readonly spot: Spot;
  /** The target's address, on the line. */
  readonly at: number;
  readonly port: number;
}

export function groupsStep(
  estate: Estate,
  layer: string,
  filtered: Filtered,
  direction: "ingress" | "egress",
  port: number,
  far: Far,
): Step {
  if (filtered.groups.length + filtered.unread.length === 0) return { layer, result: "passes", by: "it has none" };
  const { rules, unread } = rulesAdmitting(estate, filtered, direction, port, far);
  if (rules.length > 0) return { layer, result: "passes", by: rules.map(ruleText).join("; "), rules };
  if (unread.length > 0) return { layer, result: "unknown", by: `not read: ${unread.join(", ")}` };
  const names = filtered.groups.map(({ id }) => id).join(", ");
  return { layer, result: "blocks", by: `no rule of ${names} lets it ${direction === "ingress" ? "in" : "out"}` };
}

/** `sg-1 (web) lets tcp/443 in from 0.0.0.0/0`. */
function ruleText({ group, direction, ports, peer }: Rule): string {
  return `${group} lets ${ports} ${direction === "ingress" ? "in from" : "out to"} ${peer}`;
}

export function aclStep(
  estate: Estate,
  layer: string,
  { acl, id }: SubnetNode,
  egress: boolean,
  port: number,
  far: Far,
): Step {
  if (acl === null) return { layer, result: "unknown", by: `it was not read: that of ${id}` };
  const entry = entryFor(estate, acl, egress, port, far);
  if (entry === null) return { layer, result: "blocks", by: `no entry of ${acl.NetworkAclId} matches` };
  const ports = portsOfEntry(entry);
  const by = `entry ${entry.RuleNumber} of ${acl.NetworkAclId}`;
  if (ports === null) return { layer, result: "unknown", by: `${by} cannot be read` };
  const what = `${nameOfRun(ports)} ${egress ? "to" : "from"} ${entry.CidrBlock ?? entry.Ipv6CidrBlock ?? ""}`;
  if (entry.RuleAction === "allow") return { layer, result: "passes", by: `${by} allows ${what}` };
  return { layer, result: "blocks", by: `${by} denies ${what}` };
}

/** The answer: to one port from 1024 on, which both ACLs let pass. TCP and UDP alone need one. */
export function answerStep(
  compiled: Compiled,
  { family, spot, at, port }: Arrival,
  source: number,
  own: SubnetNode | null,
): Step {
  const layer = "network ACLs, on the way back";
  const protocol = protocolOf(port);
  if (protocol !== 6 && protocol !== 17)
    return { layer, result: "passes", by: "the protocol has no ports to answer to" };
  const subnets = [spot.subnet, ...(own === null ? [] : [own])];
  const unread = subnets.filter(({ acl }) => acl === null).map(({ id }) => id);
  if (unread.length > 0) return { layer, result: "unknown", by: `not read: those of ${unread.join(" and ")}` };
  const names = [...new Set(subnets.map(({ acl }) => acl!.NetworkAclId))].join(" and ");
  const here = compiled.acl(family, spot.subnet);
  const there = fromRanges([[at, at + 1]]);
  const runs =
    own === null
      ? [ephemeral(protocol)]
      : portsAdmitting(compiled.acl(family, own).inbound, there, ephemeral(protocol));
  const open = contains(admittedOnAny(here.outbound, runs), source);
  return open
    ? { layer, result: "passes", by: `${names} let it back to a port from 1024 on` }
    : { layer, result: "blocks", by: `${names} let no answer back to any port from 1024 on` };
}
