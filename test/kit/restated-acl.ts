/** What a network ACL does with one packet, said again from the user guide, plainly; shares no code with `src/network`. */
import ipaddr from "ipaddr.js";

export interface PlainEntry {
  readonly RuleNumber: number;
  readonly RuleAction: string;
  readonly Egress: boolean;
  readonly Protocol: string;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?: string;
  readonly PortRange?: { readonly From: number; readonly To: number };
}

/** Looks for the inbound rule with the lowest number that matches the TCP packet, one number after the other. */
export function letsIn(entries: readonly PlainEntry[], address: string, port: number): boolean {
  const packet = ipaddr.parse(address);
  for (let number = 0; number <= 32_768; number++) {
    for (const entry of entries) {
      if (entry.RuleNumber !== number || entry.Egress) continue;
      const block = packet.kind() === "ipv4" ? entry.CidrBlock : entry.Ipv6CidrBlock;
      if (block === undefined || !packet.match(ipaddr.parseCIDR(block))) continue;
      if (entry.Protocol !== "-1" && entry.Protocol !== "6") continue;
      const { From, To } = entry.PortRange ?? { From: 0, To: 65_535 };
      if (entry.Protocol === "6" && (port < From || To < port)) continue;
      return entry.RuleAction === "allow";
    }
  }
  return false;
}
