/** Which rules of groups, entries of ACLs and routes of tables decide about one packet: asked one by one, by their ids. */
import type { Family } from "../addresses.ts";
import { contains } from "../intervals.ts";
import { portsOfEntry } from "../model/acl.ts";
import type { Estate, GroupNode } from "../model/estate.ts";
import { concerns } from "../model/profile.ts";
import type { AclEntryShape, AclShape, PermissionShape } from "../model/shapes.ts";
import { everyPort, nameOfRun } from "../ports.ts";
import type { Direction, Filtered } from "../reach/compiled.ts";
import { portsOf } from "../security-groups.ts";

/** The far end of a packet, as rules see it. */
export interface Far {
  readonly family: Family;
  /** Its place on the line. */
  readonly at: number;
  /** The groups that the packet came with, or goes to; null where they are dropped on the way. */
  readonly groups: ReadonlySet<string> | null;
  /** Whether it may have come with a group, though nobody can say. */
  readonly mayCarry?: (group: string) => boolean;
}

/** One rule of a security group, as AWS counts them: one source a rule. */
export interface Rule {
  readonly group: string;
  readonly direction: Direction;
  /** `tcp/22`, `every protocol`. */
  readonly ports: string;
  /** A CIDR, a prefix list or a group. */
  readonly peer: string;
  /** What of the group's answer it is, for who changes it. */
  readonly place: { readonly permission: number; readonly peer: number };
}

/** How rules answer: those that let the packet pass, and what was not read and might. */
export interface Answer {
  readonly rules: readonly Rule[];
  readonly unread: readonly string[];
}

/** All rules that let a packet with this port pass; an interface without groups has none, and lets everything pass. */
export function rulesAdmitting(
  estate: Estate,
  filtered: Filtered,
  direction: Direction,
  port: number,
  far: Far,
): Answer {
  const unread = [...filtered.unread];
  const rules = filtered.groups.flatMap((group) =>
    permissionsOf(group, direction).flatMap((permission, i): Rule[] => {
      const ports = portsOf(permission);
      if (ports === null) {
        unread.push(`the protocol ${permission.IpProtocol} of ${group.id}`);
        return [];
      }
      if (port < ports[0] || ports[1] <= port || !concerns(far.family, ports)) return [];
      const peers = peersOf(permission);
      return peers.flatMap((peer, k): Rule[] => {
        const admits = matches(estate, peer, far);
        if (admits === null) unread.push(peer.kind === "group" ? `whether the source has ${peer.text}` : peer.text);
        if (admits !== true) return [];
        const named = ports === everyPort ? "every protocol" : nameOfRun(ports);
        return [{ group: group.id, direction, ports: named, peer: peer.text, place: { permission: i, peer: k } }];
      });
    }),
  );
  return { rules, unread };
}

export function permissionsOf({ item }: GroupNode, direction: Direction): readonly PermissionShape[] {
  return direction === "ingress" ? item.IpPermissions : item.IpPermissionsEgress;
}

export interface Peer {
  readonly kind: "cidr" | "list" | "group";
  readonly text: string;
}

/** What a permission cites, in one order: addresses, prefix lists, groups. */
export function peersOf(permission: PermissionShape): readonly Peer[] {
  const { IpRanges, Ipv6Ranges, PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  return [
    ...IpRanges.map(({ CidrIp: text }): Peer => ({ kind: "cidr", text })),
    ...Ipv6Ranges.map(({ CidrIpv6: text }): Peer => ({ kind: "cidr", text })),
    ...PrefixListIds.flatMap(({ PrefixListId: text }): Peer[] => (text === undefined ? [] : [{ kind: "list", text }])),
    ...UserIdGroupPairs.flatMap(({ GroupId: text, PeeringStatus = "active" }): Peer[] =>
      text === undefined || PeeringStatus !== "active" ? [] : [{ kind: "group", text }],
    ),
  ];
}

/** Whether a peer is the far end; null where that was not read. */
function matches(estate: Estate, { kind, text }: Peer, { family, at, groups, mayCarry }: Far): boolean | null {
  if (kind === "group") return groups?.has(text) === true ? true : mayCarry?.(text) === true ? null : false;
  if (kind === "list") {
    const list = estate.listOf(text);
    return list === null ? null : contains(list.lines[family], at);
  }
  const cidr = estate.lines.cidr(text);
  return cidr.family === family && cidr.range[0] <= at && at < cidr.range[1];
}

/** The entry that decides about a packet; null where none matches, which denies. */
export function entryFor(
  estate: Estate,
  { Entries }: AclShape,
  egress: boolean,
  port: number,
  { family, at }: Pick<Far, "family" | "at">,
): AclEntryShape | null {
  const sorted = Entries.filter(({ Egress }) => Egress === egress).toSorted((a, b) => a.RuleNumber - b.RuleNumber);
  return (
    sorted.find((entry) => {
      const ports = portsOfEntry(entry);
      if (ports !== null && (port < ports[0] || ports[1] <= port || !concerns(family, ports))) return false;
      return [entry.CidrBlock, entry.Ipv6CidrBlock].some((text) => {
        const cidr = text === undefined ? undefined : estate.lines.cidr(text);
        return cidr?.family === family && cidr.range[0] <= at && at < cidr.range[1];
      });
    }) ?? null
  );
}
