import { network, type AccessRow } from "clausewatch";

/** What a row of the access register justifies: these ports to these addresses. */
export interface Justified {
  readonly ports: network.Ports;
  readonly from: network.AddressSet;
  readonly row: AccessRow;
}

/** What a row says of public addresses; `listOf` gives what a prefix list holds, null where it was not read. */
export function justifiedBy(row: AccessRow, listOf: (id: string) => readonly string[] | null): Justified[] {
  // Roles, customers and groups are inside: an address outside has none.
  const outside = row.from.filter((party) => (party.role ?? party.customer ?? party.securityGroup) === undefined);
  return outside.flatMap(({ cidr, prefixList }) => {
    const block = cidr === undefined ? network.allAddresses : network.parseAddresses([cidr]);
    const list = prefixList === undefined ? network.allAddresses : network.parseAddresses(listOf(prefixList) ?? []);
    const from = {
      ipv4: network.intersect(block.ipv4, list.ipv4),
      ipv6: network.intersect(block.ipv6, list.ipv6),
    };
    return row.ports.map((ports) => ({ ports: network.parsePorts(row.protocol, ports), from, row }));
  });
}

/** What is justified for one family, all rows together. */
export function reachOf<F extends network.Family>(
  family: F,
  justified: readonly Justified[],
): network.Reach<network.PointOf[F]>[] {
  return network.reachOf(justified.map(({ ports, from }) => ({ ports, from: from[family] })));
}
