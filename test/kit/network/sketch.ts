/** Draws small estates in few words. What AWS makes by itself is there: main tables, local routes, default ACLs. */
import { isIpv6 } from "./addresses.ts";
import type { Estate, Items, NetworkInterface, Peering, Unit } from "./estate.ts";
import { readEntry, readRoute, readRule } from "./notation.ts";

type Draft = { -readonly [L in keyof Items]-?: NonNullable<Items[L]>[number][] };
type Item<L extends keyof Items> = NonNullable<Items[L]>[number];

interface InterfaceSpec {
  readonly groups?: readonly string[];
  /** The public IPv4 addresses of its addresses, in their order; empty for none. */
  readonly publicIps?: readonly string[];
  readonly type?: string;
  readonly description?: string;
  /** Whether a service of AWS made it: so where it has a description and is no instance's, if absent. */
  readonly managed?: boolean;
  readonly status?: string;
  readonly denyAllIgwTraffic?: boolean;
  readonly instance?: string;
}

export class Sketch {
  readonly #drafts = new Map<string, { account: string; region: string; items: Partial<Draft> }>();
  #unit = "111111111111 eu-west-1";

  /** Where all that follows is drawn. */
  unit(account: string, region: string): this {
    this.#unit = `${account} ${region}`;
    return this;
  }

  get #at(): { account: string; region: string; items: Partial<Draft> } {
    const [account = "", region = ""] = this.#unit.split(" ");
    const found = this.#drafts.get(this.#unit) ?? { account, region, items: {} };
    this.#drafts.set(this.#unit, found);
    return found;
  }

  /** `service:resource` of the current unit, as an ARN. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.#at.region}:${this.#at.account}:${resource}`;
  }

  add<L extends keyof Items>(listing: L, ...items: readonly Item<L>[]): this {
    const draft = this.#at.items as Record<L, Item<L>[]>;
    (draft[listing] ??= []).push(...items);
    return this;
  }

  #all<L extends keyof Items>(listing: L): Item<L>[] {
    return [...this.#drafts.values()].flatMap(({ items }) => (items[listing] ?? []) as unknown as Item<L>[]);
  }

  vpc(VpcId: string, ...cidrs: readonly string[]): this {
    const [ipv4, ipv6] = byFamily(cidrs);
    return this.add("ec2.vpcs", {
      VpcId,
      CidrBlock: ipv4[0] as string,
      CidrBlockAssociationSet: ipv4.map((CidrBlock) => ({ CidrBlock, CidrBlockState: { State: "associated" } })),
      Ipv6CidrBlockAssociationSet: ipv6.map((Ipv6CidrBlock) => ({
        Ipv6CidrBlock,
        Ipv6CidrBlockState: { State: "associated" },
      })),
    });
  }

  subnet(SubnetId: string, VpcId: string, ...cidrs: readonly string[]): this {
    const [ipv4, ipv6] = byFamily(cidrs);
    return this.add("ec2.subnets", {
      SubnetId,
      VpcId,
      CidrBlock: ipv4[0] as string,
      Ipv6CidrBlockAssociationSet: ipv6.map((Ipv6CidrBlock) => ({
        Ipv6CidrBlock,
        Ipv6CidrBlockState: { State: "associated" },
      })),
    });
  }

  group(GroupId: string, rules: { in?: readonly string[]; out?: readonly string[] }, VpcId?: string): this {
    return this.add("ec2.security-groups", {
      GroupId,
      GroupName: GroupId,
      ...(VpcId === undefined ? {} : { VpcId }),
      IpPermissions: (rules.in ?? []).map(readRule),
      IpPermissionsEgress: (rules.out ?? []).map(readRule),
    });
  }

  acl(NetworkAclId: string, subnets: readonly string[], entries: readonly string[]): this {
    return this.add("ec2.network-acls", {
      NetworkAclId,
      VpcId: this.vpcOf(subnets[0]),
      Associations: subnets.map((SubnetId) => ({ SubnetId })),
      Entries: entries.map(readEntry),
    });
  }

  vpcOf(subnet: string | undefined): string {
    return this.#all("ec2.subnets").find(({ SubnetId }) => SubnetId === subnet)?.VpcId ?? "vpc-none";
  }

  /** `of`: the subnets and gateways that it is associated with; `main` makes it the VPC's main table. */
  table(RouteTableId: string, VpcId: string, of: readonly string[], routes: readonly string[]): this {
    const locals = this.#localsOf(VpcId).filter((local) => !routes.some((route) => route.split(" ")[0] === local));
    return this.add("ec2.route-tables", {
      RouteTableId,
      VpcId,
      Associations: of.map((each) => ({
        Main: each === "main",
        ...(each === "main" ? {} : each.startsWith("subnet-") ? { SubnetId: each } : { GatewayId: each }),
        AssociationState: { State: "associated" },
      })),
      Routes: [...locals.map((cidr) => `${cidr} local`), ...routes].map(readRoute),
    });
  }

  #localsOf(vpc: string): string[] {
    const item = this.#all("ec2.vpcs").find(({ VpcId }) => VpcId === vpc);
    return [
      ...(item?.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock }) => CidrBlock ?? []),
      ...(item?.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
    ];
  }

  internetGateway(InternetGatewayId: string, ...vpcs: readonly string[]): this {
    return this.add("ec2.internet-gateways", {
      InternetGatewayId,
      Attachments: vpcs.map((VpcId) => ({ VpcId, State: "available" })),
    });
  }

  peering(id: string, from: string, to: string, { code = "active", regions = ["eu-west-1", "eu-west-1"] } = {}): this {
    return this.add("ec2.vpc-peering-connections", {
      VpcPeeringConnectionId: id,
      Status: { Code: code },
      RequesterVpcInfo: this.#peer(from, regions[0] as string),
      AccepterVpcInfo: this.#peer(to, regions[1] as string),
    });
  }

  #peer(VpcId: string, Region: string): Peering["RequesterVpcInfo"] {
    const [ipv4, ipv6] = byFamily(this.#localsOf(VpcId));
    return {
      OwnerId: this.#at.account,
      VpcId,
      Region,
      CidrBlockSet: ipv4.map((CidrBlock) => ({ CidrBlock })),
      Ipv6CidrBlockSet: ipv6.map((Ipv6CidrBlock) => ({ Ipv6CidrBlock })),
    };
  }

  prefixList(PrefixListId: string, ...cidrs: readonly string[]): this {
    return this.add("ec2.prefix-list-entries", ...cidrs.map((Cidr) => ({ PrefixListId, Cidr })));
  }

  interface(id: string, SubnetId: string, addresses: readonly string[], spec: InterfaceSpec = {}): this {
    const [ipv4, ipv6] = byFamily(addresses);
    const first = ipv4[0];
    const associations = ipv4.map((_, index) => spec.publicIps?.[index] ?? "");
    return this.add("ec2.network-interfaces", {
      NetworkInterfaceId: id,
      VpcId: this.vpcOf(SubnetId),
      SubnetId,
      InterfaceType: spec.type ?? "interface",
      ...(spec.description === undefined ? {} : { Description: spec.description }),
      // AWS makes none that is an instance's.
      RequesterManaged: spec.managed ?? (spec.description !== undefined && spec.instance === undefined),
      Status: spec.status ?? "in-use",
      ...(spec.denyAllIgwTraffic === undefined ? {} : { DenyAllIgwTraffic: spec.denyAllIgwTraffic }),
      ...(first === undefined ? {} : { PrivateIpAddress: first }),
      ...associated(associations[0]),
      PrivateIpAddresses: ipv4.map((PrivateIpAddress, index) => ({
        PrivateIpAddress,
        Primary: index === 0,
        ...associated(associations[index]),
      })),
      Ipv6Addresses: ipv6.map((Ipv6Address) => ({ Ipv6Address })),
      Groups: (spec.groups ?? []).map((GroupId) => ({ GroupId })),
      ...(spec.instance === undefined ? {} : { Attachment: { InstanceId: spec.instance, Status: "attached" } }),
    });
  }

  /** Copies an item of the current unit into another, as AWS shows it to both accounts. */
  alsoIn<L extends keyof Items>(account: string, region: string, listing: L, is: (item: Item<L>) => boolean): this {
    const items = ((this.#at.items[listing] ?? []) as unknown as Item<L>[]).filter(is);
    const home = this.#unit;
    this.unit(account, region).add(listing, ...items);
    this.#unit = home;
    return this;
  }

  /** What was drawn, with open default ACLs for subnets and plain main tables for VPCs that have none. */
  estate(): Estate {
    for (const [key, { items }] of this.#drafts) {
      this.#unit = key;
      for (const { SubnetId, VpcId } of items["ec2.subnets"] ?? []) {
        const acls = this.#all("ec2.network-acls");
        if (acls.some(({ Associations }) => Associations.some((each) => each.SubnetId === SubnetId))) continue;
        const open = ["0.0.0.0/0", "::/0"].flatMap((cidr, index) =>
          ["in", "out"].map((direction) => `${100 + index} allow ${direction} all ${cidr}`),
        );
        this.acl(`acl-${VpcId}-${SubnetId}`, [SubnetId], open);
      }
      for (const { VpcId } of items["ec2.vpcs"] ?? []) {
        const tables = this.#all("ec2.route-tables").filter((table) => table.VpcId === VpcId);
        const hasMain = tables.some(({ Associations }) => Associations.some(({ Main }) => Main));
        if (!hasMain) this.table(`rtb-${VpcId}`, VpcId, ["main"], []);
      }
    }
    return { units: [...this.#drafts.values()] as readonly Unit[] };
  }
}

function associated(PublicIp: string | undefined): Pick<NetworkInterface, "Association"> {
  return PublicIp === undefined || PublicIp === "" ? {} : { Association: { PublicIp } };
}

function byFamily(texts: readonly string[]): [string[], string[]] {
  const family = (ipv6: boolean) => texts.filter((text) => isIpv6(text.split("/")[0] as string) === ipv6);
  return [family(false), family(true)];
}
