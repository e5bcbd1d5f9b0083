import type { Family } from "../addresses.ts";
import { emptySet, equals, fromRanges, isEmpty, rangesOf, setOf, unionOf, type Range } from "../intervals.ts";
import { everyPort, wholeProtocol, type Ports, type PortSet } from "../ports.ts";
import { portsOf } from "../security-groups.ts";
import type { Line, Lines, LineSet } from "./lines.ts";
import type { PermissionShape } from "./shapes.ts";

/** `certain`: what is known to be admitted. `possible`: also what may be, for something was not read. */
export type Mode = "certain" | "possible";

/** What some rules of security groups admit on a run of ports. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly line: Line;
  /** Whoever carries one of these groups, where the packet came with its groups. Sorted. */
  readonly groups: readonly string[];
}

/** What a direction of some groups admits, in one family: segments in order, which do not overlap. */
export type Profile = readonly Segment[];

/** IPv4 has no ICMPv6, and IPv6 no ICMP: a rule for it means nothing there, whatever addresses it cites. */
const FOREIGN: Readonly<Record<Family, Ports>> = { ipv4: wholeProtocol(58), ipv6: wholeProtocol(1) };

/** Whether a rule for these ports can match packets of the family. */
export function concerns(family: Family, [from, to]: Ports): boolean {
  const [first, last] = FOREIGN[family];
  return from < first || to > last;
}

/** A prefix list: its CIDRs as they are written, and what they come to. */
export interface PrefixList {
  readonly cidrs: readonly string[];
  readonly lines: LineSet;
}

/** What is known of prefix lists: null where a list was not read. */
export type ListOf = (id: string) => PrefixList | null;

/** Every address of a family, on its line. */
export interface Space {
  readonly all: LineSet;
}

/** What admits everything, as an interface without groups does. */
export function openProfile(family: Family, { all }: Space): Profile {
  return [{ from: everyPort[0], to: everyPort[1], line: all[family], groups: [] }];
}

/** One rule, read. */
export interface Rule {
  readonly ports: Ports;
  readonly line: Line;
  readonly groups: readonly string[];
}

/** Reads the rules of one direction of a group, in the order of the ports at which they begin. */
export function rulesOf(
  family: Family,
  permissions: readonly PermissionShape[],
  mode: Mode,
  { lines, space, listOf }: { readonly lines: Lines; readonly space: Space; readonly listOf: ListOf },
): Rule[] {
  const rules: Rule[] = [];
  for (const permission of permissions) {
    const ports = portsOf(permission);
    // What a protocol that nobody knows opens cannot be said: nothing for certain, anything possibly.
    if (ports === null ? mode === "certain" : !concerns(family, ports)) continue;
    const { line, unread } = addressesOf(family, permission, { lines, listOf });
    const whole = unread && mode === "possible" ? space.all[family] : line;
    const cited = groupsOf(permission);
    const groups = cited.length < 2 ? cited : [...new Set(cited)].sort();
    if (!isEmpty(whole) || groups.length > 0) rules.push({ ports: ports ?? everyPort, line: whole, groups });
  }
  return rules.sort((a, b) => a.ports[0] - b.ports[0]);
}

function addressesOf(
  family: Family,
  { IpRanges, Ipv6Ranges, PrefixListIds = [] }: PermissionShape,
  { lines, listOf }: { readonly lines: Lines; readonly listOf: ListOf },
): { line: Line; unread: boolean } {
  const [first] = IpRanges;
  if (first !== undefined && IpRanges.length === 1 && Ipv6Ranges.length + PrefixListIds.length === 0) {
    const { family: own, range } = lines.cidr(first.CidrIp);
    return { line: own === family ? setOf(range) : NO_LINE, unread: false };
  }
  const ranges: Range<number>[] = [];
  // An address counts for the family that it is written in, whichever list it stands in.
  const add = ({ family: own, range }: ReturnType<Lines["cidr"]>) => {
    if (own === family) ranges.push(range);
  };
  for (const { CidrIp } of IpRanges) add(lines.cidr(CidrIp));
  for (const { CidrIpv6 } of Ipv6Ranges) add(lines.cidr(CidrIpv6));
  let unread = false;
  for (const { PrefixListId: id } of PrefixListIds) {
    const list = id === undefined ? null : listOf(id);
    if (list === null) unread = true;
    else for (const range of rangesOf(list.lines[family])) ranges.push(range);
  }
  return { line: ranges.length === 1 ? setOf(ranges[0]!) : fromRanges(ranges), unread };
}

/** The groups that a rule cites, without those over a peering that is active no more. */
export function groupsOf({ UserIdGroupPairs = [] }: PermissionShape): readonly string[] {
  const cited: string[] = [];
  for (const { GroupId, PeeringStatus = "active" } of UserIdGroupPairs) {
    if (GroupId === undefined || PeeringStatus !== "active") continue;
    cited.push(GroupId);
  }
  return cited;
}

/** Compiles the rules of one direction of some groups: one sweep over the ends of their ports. */
export function profileOf(groups: readonly (readonly Rule[])[]): Profile {
  const byStart = groups.reduce(inOrder, NO_RULES);
  const segments: Segment[] = [];
  let active: Rule[] = [];
  let next = 0;
  let from = 0;
  while (active.length > 0 || next < byStart.length) {
    if (active.length === 0) from = byStart[next]!.ports[0];
    while (next < byStart.length && byStart[next]!.ports[0] <= from) active.push(byStart[next++]!);
    let to = next < byStart.length ? byStart[next]!.ports[0] : everyPort[1];
    for (const { ports } of active) to = Math.min(to, ports[1]);
    segments.push({ from, to, line: linesOf(active), groups: citedBy(active) });
    from = to;
    if (active.length === 1 && active[0]!.ports[1] === to) active.pop();
    else active = active.filter(({ ports }) => ports[1] > to);
  }
  return segments;
}

/** Two lists of rules as one, in order. */
function inOrder(one: readonly Rule[], other: readonly Rule[]): readonly Rule[] {
  if (one.length === 0) return other;
  const rules: Rule[] = [];
  let next = 0;
  for (const rule of one) {
    while (next < other.length && other[next]!.ports[0] < rule.ports[0]) rules.push(other[next++]!);
    rules.push(rule);
  }
  while (next < other.length) rules.push(other[next++]!);
  return rules;
}

const NO_RULES: readonly Rule[] = [];

// Most rules cite either addresses or groups, and few rules are about the same ports: then nothing has to be made.

function linesOf(rules: readonly Rule[]): Line {
  if (rules.length === 1) return rules[0]!.line;
  let only: Line = NO_LINE;
  for (const { line } of rules) {
    if (line.length === 0 || line === only) continue;
    if (only.length > 0) return unionOf(rules.map((rule) => rule.line));
    only = line;
  }
  return only;
}

function citedBy(rules: readonly Rule[]): readonly string[] {
  if (rules.length === 1) return rules[0]!.groups;
  let only = NO_GROUPS;
  for (const { groups } of rules) {
    if (groups.length === 0 || groups === only) continue;
    if (only.length > 0) return [...new Set(rules.flatMap((rule) => rule.groups))].sort();
    only = groups;
  }
  return only;
}

const NO_LINE: Line = emptySet();
const NO_GROUPS: readonly string[] = [];

/** Whether a rule admits everything: what stands beside it adds nothing. */
export function isWhole({ ports, line }: Rule, family: Family, { all }: Space): boolean {
  return ports[0] === everyPort[0] && ports[1] === everyPort[1] && equals(line, all[family]);
}

/** The ports on which a profile admits an address of a set, or one of these groups. */
export function portsTo(profile: Profile, to: Line, groups: ReadonlySet<string> | null): PortSet {
  const ranges: Range<number>[] = [];
  for (const segment of profile) {
    const admits = meets(segment.line, to) || (groups !== null && segment.groups.some((group) => groups.has(group)));
    if (admits) ranges.push([segment.from, segment.to]);
  }
  return fromRanges(ranges);
}

/** Whether two sets have an address in common. */
export function meets(a: Line, b: Line): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i + 1]! <= b[j]!) i += 2;
    else if (b[j + 1]! <= a[i]!) j += 2;
    else return true;
  }
  return false;
}
