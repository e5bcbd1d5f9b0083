import type { Family } from "../addresses.ts";
import type { InterfaceNode, SubnetNode, VpcNode } from "./estate.ts";
import { clearBit, hasBit, noBits, setBit, setRange, type Bits } from "./bits.ts";
import type { Line } from "./lines.ts";

/** An address of an interface: what a packet can come from. */
export interface Host {
  readonly node: InterfaceNode;
  /** Its place on the line of its family. */
  readonly at: number;
  readonly text: string;
}

/**
 * The addresses of one family in one VPC, in order, so that those of a range are a run of bits. Sets of hosts are bits by
 * these numbers.
 */
export class Hosts {
  readonly family: Family;
  readonly all: readonly Host[];
  private readonly places: readonly number[];
  /** Numbers, not bits: most groups have few members, and a wide VPC has many groups. */
  private readonly byGroup = new Map<string, number[]>();
  private readonly bySubnet = new Map<SubnetNode, Bits>();

  constructor(family: Family, vpc: VpcNode) {
    this.family = family;
    this.all = vpc.interfaces
      .flatMap((node) => node.addresses[family].map(({ at, text }): Host => ({ node, at, text })))
      .sort((a, b) => a.at - b.at || (a.node.id < b.node.id ? -1 : 1));
    this.places = this.all.map(({ at }) => at);
    for (const [i, { node }] of this.all.entries()) {
      for (const { id } of node.groups) this.join(id, i);
      for (const id of node.unread) this.join(id, i);
      let subnet = this.bySubnet.get(node.subnet);
      if (subnet === undefined) this.bySubnet.set(node.subnet, (subnet = this.none()));
      setBit(subnet, i);
    }
  }

  none(): Bits {
    return noBits(this.all.length);
  }

  every(): Bits {
    const bits = this.none();
    setRange(bits, 0, this.all.length);
    return bits;
  }

  /** Adds those whose address is in the set. */
  addLine(bits: Bits, line: Line): void {
    for (let i = 0; i < line.length; i += 2) setRange(bits, this.place(line[i]!), this.place(line[i + 1]!));
  }

  /** Whether any has an address in the set. */
  meets(line: Line): boolean {
    for (let i = 0; i < line.length; i += 2) if (this.place(line[i]!) < this.place(line[i + 1]!)) return true;
    return false;
  }

  inLine(line: Line): Bits {
    const bits = this.none();
    this.addLine(bits, line);
    return bits;
  }

  /** Adds those that carry a group. */
  addGroup(bits: Bits, id: string): void {
    const members = this.byGroup.get(id);
    if (members !== undefined) for (const i of members) setBit(bits, i);
  }

  withGroup(id: string): Bits {
    const bits = this.none();
    this.addGroup(bits, id);
    return bits;
  }

  /** Takes an interface's addresses away. */
  clearNode(bits: Bits, node: InterfaceNode): void {
    this.eachOf(node, (i) => clearBit(bits, i));
  }

  /** Adds those of an interface's addresses that are in a set. */
  addNode(bits: Bits, node: InterfaceNode, among: Bits): void {
    this.eachOf(node, (i) => {
      if (hasBit(among, i)) setBit(bits, i);
    });
  }

  private eachOf(node: InterfaceNode, see: (i: number) => void): void {
    for (const { at } of node.addresses[this.family])
      for (let i = this.place(at); this.places[i] === at; i++) if (this.all[i]!.node === node) see(i);
  }

  /** Those in a subnet; null for none. */
  inSubnet(subnet: SubnetNode): Bits | null {
    return this.bySubnet.get(subnet) ?? null;
  }

  private join(group: string, i: number): void {
    const members = this.byGroup.get(group);
    if (members === undefined) this.byGroup.set(group, [i]);
    else members.push(i);
  }

  /** How many hosts have a lower address. */
  private place(at: number): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.places[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const known = { ipv4: new WeakMap<VpcNode, Hosts>(), ipv6: new WeakMap<VpcNode, Hosts>() };

/** The hosts of a VPC, counted through once: they are the same for what is certain and for what is possible. */
export function hostsIn(family: Family, vpc: VpcNode): Hosts {
  let hosts = known[family].get(vpc);
  if (hosts === undefined) known[family].set(vpc, (hosts = new Hosts(family, vpc)));
  return hosts;
}
