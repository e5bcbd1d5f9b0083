/**
 * What network ACLs do with one packet, and with its answer.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
import { isIn, isIpv6 } from "./addresses.ts";
import type { AclEntry, NetworkAcl } from "./estate.ts";
import type { Known } from "./known.ts";
import { block, pass, unclear, type Hop } from "./packet.ts";

/** One direction of an ACL; `address` is the other end's. */
interface Passage {
  readonly subnet: string;
  readonly egress: boolean;
  readonly address: string;
}

export function throughAcl(known: Known, layer: string, passage: Passage, protocol: number, port: number): Hop {
  const acl = known.acls.get(passage.subnet);
  if (acl === undefined) return unclear(layer, `the network ACL of ${passage.subnet} was not read`, passage.subnet);
  const entry = firstMatch(acl, passage, protocol, port);
  if (entry === undefined) return block(layer, `no entry of ${acl.NetworkAclId} matches`, acl.NetworkAclId);
  const place = `${acl.NetworkAclId} #${entry.RuleNumber} ${passage.egress ? "out" : "in"}`;
  const allows = entry.RuleAction === "allow";
  return (allows ? pass : block)(layer, `${place} ${allows ? "allows" : "denies"}`, acl.NetworkAclId, place);
}

/** The matching entry with the lowest number decides. */
function firstMatch({ Entries }: NetworkAcl, passage: Passage, protocol: number, port: number): AclEntry | undefined {
  let first: AclEntry | undefined;
  for (const entry of Entries) {
    if (first !== undefined && first.RuleNumber <= entry.RuleNumber) continue;
    if (matches(entry, passage, protocol, port)) first = entry;
  }
  return first;
}

function matches(entry: AclEntry, { egress, address }: Passage, protocol: number, port: number): boolean {
  if (entry.Egress !== egress) return false;
  const cidr = isIpv6(address) ? entry.Ipv6CidrBlock : entry.CidrBlock;
  if (cidr === undefined || !isIn(address, cidr)) return false;
  if (entry.Protocol === "-1") return true;
  if (Number(entry.Protocol) !== protocol) return false;
  if (protocol === 6 || protocol === 17) {
    const { From, To } = entry.PortRange ?? { From: 0, To: 65_535 };
    return From <= port && port <= To;
  }
  if (protocol === 1 || protocol === 58) {
    if (isIpv6(address) !== (protocol === 58)) return false;
    const { Type, Code } = entry.IcmpTypeCode ?? { Type: -1, Code: -1 };
    return (Type === -1 || Type === Math.floor(port / 256)) && (Code === -1 || Code === port % 256);
  }
  return true;
}

const FIRST_EPHEMERAL = 1024;
const LAST_EPHEMERAL = 65_535;

/**
 * ACLs keep no state: the answer must find one and the same ephemeral port open in all of them. Asked of TCP and UDP
 * alone; answers of other protocols have no port.
 */
export function wayBack(known: Known, passages: readonly Passage[], protocol: number): Hop {
  const layer = "ACLs on the way back";
  if (protocol !== 6 && protocol !== 17) return pass(layer, "asked of TCP and UDP alone");
  const read = passages.flatMap((passage) => {
    const acl = known.acls.get(passage.subnet);
    return acl === undefined ? [] : [{ acl, passage }];
  });
  const ids = read.map(({ acl }) => acl.NetworkAclId);
  const entriesAt = (port: number) => read.map(({ acl, passage }) => firstMatch(acl, passage, protocol, port));
  const port = turningPoints(read.map(({ acl }) => acl)).find((at) =>
    entriesAt(at).every((entry) => entry?.RuleAction === "allow"),
  );
  if (port === undefined) return block(layer, `no ephemeral port is open in ${ids.join(" and ")}`, ...ids);
  if (read.length < passages.length) return unclear(layer, "a network ACL was not read", ...ids);
  const places = entriesAt(port).map(
    (entry, index) => `${ids[index]} #${entry?.RuleNumber} ${passages[index]?.egress === true ? "out" : "in"}`,
  );
  return pass(layer, `port ${port} by ${places.join(" and ")}`, ...ids, ...places);
}

/** From one of these ports to the next, nothing changes. */
function turningPoints(acls: readonly NetworkAcl[]): number[] {
  const ends = acls.flatMap(({ Entries }) =>
    Entries.flatMap(({ PortRange }) => (PortRange === undefined ? [] : [PortRange.From, PortRange.To + 1])),
  );
  return [...new Set([FIRST_EPHEMERAL, ...ends])]
    .filter((port) => FIRST_EPHEMERAL <= port && port <= LAST_EPHEMERAL)
    .sort((a, b) => a - b);
}
