import type { Family } from "../addresses.ts";
import type { InterfaceNode, SubnetNode, VpcNode } from "./estate.ts";
import { noBits, setBit, setRange, type Bits } from "./bits.ts";
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
  private readonly byGroup = new Map<string, Bits>();
  private readonly bySubnet = new Map<SubnetNode, Bits>();

  constructor(family: Family, vpc: VpcNode) {
    this.family = family;
    this.all = vpc.interfaces
      .flatMap((node) => node.addresses[family].map(({ at, text }): Host => ({ node, at, text })))
      .sort((a, b) => a.at - b.at || (a.node.id < b.node.id ? -1 : 1));
    this.places = this.all.map(({ at }) => at);
    for (const [i, { node }] of this.all.entries()) {
      for (const { id } of node.groups) this.mark(this.byGroup, id, i);
      for (const id of node.unread) this.mark(this.byGroup, id, i);
      this.mark(this.bySubnet, node.subnet, i);
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

  inLine(line: Line): Bits {
    const bits = this.none();
    this.addLine(bits, line);
    return bits;
  }

  /** Those that carry a group; null for none. */
  withGroup(id: string): Bits | null {
    return this.byGroup.get(id) ?? null;
  }

  /** Those in a subnet; null for none. */
  inSubnet(subnet: SubnetNode): Bits | null {
    return this.bySubnet.get(subnet) ?? null;
  }

  private mark<K>(map: Map<K, Bits>, key: K, at: number): void {
    let bits = map.get(key);
    if (bits === undefined) map.set(key, (bits = this.none()));
    setBit(bits, at);
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
