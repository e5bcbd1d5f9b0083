import type { Family } from "../addresses.ts";
import { emptySet, fromRanges, intersect, isEmpty, subtract, union, unionOf, type Range } from "../intervals.ts";
import { icmpRange, portRange, protocolNumber, wholeProtocol, everyPort, type Ports } from "../ports.ts";
import type { Line, Lines } from "./lines.ts";
import { concerns, type Mode, type Space } from "./profile.ts";
import type { AclEntryShape } from "./shapes.ts";

/** The addresses that an ACL admits on a run of ports. */
export interface AclSegment {
  readonly from: number;
  readonly to: number;
  readonly line: Line;
}

/** One direction of an ACL in one family: segments that cover every port of the family, in order. */
export type AclSide = readonly AclSegment[];

/** An entry's ports: type and code for ICMP. Null where its protocol is not known. */
export function portsOfEntry({ Protocol, RuleAction, PortRange, IcmpTypeCode }: AclEntryShape): Ports | null {
  if (Protocol === "-1") return everyPort;
  const protocol = protocolNumber(Protocol);
  switch (protocol) {
    case undefined:
      return null;
    case 6:
    case 17:
      if (PortRange === undefined) return wholeProtocol(protocol);
      if (isPortRange(PortRange)) return portRange(protocol, PortRange.From, PortRange.To);
      // A rule is never read as narrower than it may be: one that denies must say what.
      return RuleAction === "allow" ? wholeProtocol(protocol) : null;
    case 1:
    case 58: {
      const { Type = -1, Code = -1 } = IcmpTypeCode ?? {};
      return Type < 0 ? wholeProtocol(protocol) : icmpRange(protocol, Type, Code < 0 ? undefined : Code);
    }
    default:
      return wholeProtocol(protocol);
  }
}

function isPortRange({ From, To }: NonNullable<AclEntryShape["PortRange"]>): boolean {
  return 0 <= From && From <= To && To <= 65_535;
}

/** Compiles one direction: the lowest number that matches decides, and what none matches is denied. */
export function aclSide(
  family: Family,
  entries: readonly AclEntryShape[],
  mode: Mode,
  { lines }: { readonly lines: Lines },
): AclSide {
  const rules = entries
    .toSorted((a, b) => a.RuleNumber - b.RuleNumber)
    .flatMap((entry) => {
      const allows = entry.RuleAction === "allow";
      const ports = portsOfEntry(entry);
      // What cannot be read admits nothing for certain, and denies nothing that is possible.
      if (ports === null ? allows === (mode === "certain") : !concerns(family, ports)) return [];
      const cidrs = [entry.CidrBlock, entry.Ipv6CidrBlock]
        .filter((cidr) => cidr !== undefined)
        .map((cidr) => lines.cidr(cidr));
      const line = fromRanges(cidrs.filter((cidr) => cidr.family === family).map(({ range }) => range));
      return isEmpty(line) ? [] : [{ allows, ports: ports ?? everyPort, line }];
    });
  const ends = new Set([...everyPort, ...rules.flatMap(({ ports }) => [...ports])]);
  const sorted = [...ends].sort((a, b) => a - b);
  const segments: AclSegment[] = [];
  for (const [i, from] of sorted.entries()) {
    const to = sorted[i + 1];
    if (to === undefined) break;
    let admitted: Line = emptySet();
    let matched: Line = emptySet();
    for (const { allows, ports, line } of rules) {
      if (ports[0] > from || ports[1] < to) continue;
      if (allows) admitted = union(admitted, subtract(line, matched));
      matched = union(matched, line);
    }
    segments.push({ from, to, line: admitted });
  }
  return segments;
}

/** What admits everything: an ACL that is not evaluated, or that was not read where all is possible. */
export function openSide(family: Family, { all }: Space): AclSide {
  return [{ from: everyPort[0], to: everyPort[1], line: all[family] }];
}

/** Whether a side admits everything that there is. */
export function isOpen(side: AclSide, { all }: Space, family: Family): boolean {
  return side.every(({ line }) => line.length === 2 && line[0] === all[family][0] && line[1] === all[family][1]);
}

/** Where clients expect answers. Linux takes 32768 to 60999, Windows 49152 to 65535, load balancers and NAT 1024 to 65535. */
const EPHEMERAL: readonly [number, number] = [1024, 65_535];

/** The ports of TCP or UDP to which answers may go. */
export function ephemeral(protocol: 6 | 17): Ports {
  return portRange(protocol, ...EPHEMERAL);
}

/** The ports within a run on which a side admits an address of the set. */
export function portsAdmitting(side: AclSide, address: Line, within: Ports): Range<number>[] {
  return side.flatMap(({ from, to, line }): Range<number>[] => {
    const [start, end] = [Math.max(from, within[0]), Math.min(to, within[1])];
    return start < end && !isEmpty(intersect(line, address)) ? [[start, end]] : [];
  });
}

/** The addresses that a side admits on any of these runs of ports. */
export function admittedOnAny(side: AclSide, runs: readonly Ports[]): Line {
  return unionOf(
    side.filter(({ from, to }) => runs.some((run) => run[0] < to && from < run[1])).map(({ line }) => line),
  );
}
