import type { Found, NetworkProof, Place } from "../access/index.ts";
import type { Party } from "../contract/index.ts";
import { bits, cidrsOf, looseCidrsOf, nonPublicSpace, type Family, type VpcNode } from "../network/index.ts";

/** How rows name sources and targets: as narrowly as roles, customers and networks can. */
export class Parties {
  private readonly estate: NetworkProof["estate"];
  private readonly targets: readonly Place[];
  /** Where those who play a role are: customers, and VPCs of nobody in particular. */
  private readonly homes = new Map<string, Set<string>>();
  private readonly members = new Map<string, number>();

  constructor({ estate, targets }: NetworkProof) {
    this.estate = estate;
    this.targets = targets;
    for (const { roles, customer, vpcs } of targets) {
      for (const role of roles) {
        this.members.set(role, (this.members.get(role) ?? 0) + 1);
        const homes = this.homes.get(role) ?? new Set();
        this.homes.set(role, homes);
        for (const home of customer === null ? vpcs : [customer]) homes.add(home);
      }
    }
  }

  ofPlace({ roles, customer, vpcs }: Place, families: readonly Family[]): readonly Party[] {
    return this.ofRoles(roles, customer, vpcs, families);
  }

  ofSource({ from, rests }: Found): readonly Party[] {
    if (from.kind === "host" && this.targets.some(({ roles }) => from.roles.every((role) => roles.includes(role)))) {
      const families = [...new Set(rests.map(({ family }) => family))].sort();
      return this.ofRoles(from.roles, from.customer, from.vpcs, families);
    }
    if (from.whole) return [{ internet: true }];
    return distinct(rests.flatMap((rest) => this.cidrsOfRest(rest)).map((cidr): Party => ({ cidr })));
  }

  private cidrsOfRest(rest: Found["rests"][number]): readonly string[] {
    const { family, by } = rest;
    if ("bits" in by) {
      const length = family === "ipv4" ? 32 : 128;
      return [...bits.bitsOf(by.bits)].map((i) => `${by.hosts.all[i]!.text}/${length}`);
    }
    const line = this.estate.lines.addresses(family, by.line) as never;
    return by.hop.kind === "internet-gateway"
      ? looseCidrsOf(family, line, nonPublicSpace[family] as never)
      : cidrsOf(family, line);
  }

  private ofRoles(
    roles: readonly string[],
    customer: string | null,
    vpcs: readonly string[],
    families: readonly Family[],
  ): readonly Party[] {
    const role = roles.toSorted((a, b) => this.members.get(a)! - this.members.get(b)! || compare(a, b))[0]!;
    if (customer !== null) return [{ role, customer }];
    const homes = this.homes.get(role)!;
    if ([...homes].every((home) => vpcs.includes(home))) return [{ role }];
    // Those of others are not meant: customers have names, a VPC of nobody in particular has its addresses.
    const blocks = vpcs.flatMap((id) => this.blocksOf(this.estate.vpcs.get(id), families));
    return distinct(blocks.map((cidr): Party => ({ cidr, role })));
  }

  private blocksOf(vpc: VpcNode | undefined, families: readonly Family[]): readonly string[] {
    if (vpc === undefined) return [];
    return families.flatMap((family) =>
      cidrsOf(family, this.estate.lines.addresses(family, vpc.cidrs[family]) as never),
    );
  }
}

/** Without repetition, and sorted: what is the same must look the same. */
export function distinct<T>(items: readonly T[]): T[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText].sort(([a], [b]) => compare(a, b)).map(([, item]) => item);
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
