import type { ItemOf } from "../../contract/index.ts";
import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import type { Region } from "./region.ts";

export interface InterfaceSpec {
  readonly name: string;
  readonly subnet: string;
  readonly groups: readonly string[];
  /** As AWS writes it on those that it makes. */
  readonly description?: string;
  readonly type?: ItemOf<typeof ec2.networkInterfaces>["InterfaceType"];
  /** Whether a service of AWS made it and looks after it. */
  readonly managed?: boolean;
  readonly instance?: string;
  readonly publicIp?: string;
  /** Whether it has an address of the subnet's IPv6 range, where that has one. */
  readonly ipv6?: boolean;
}

/** Where an interface is, as it says itself and as its instance repeats it. */
interface Placed {
  readonly NetworkInterfaceId: string;
  readonly VpcId: string;
  readonly SubnetId: string;
  readonly PrivateIpAddress: string;
}

/** An interface with the next free address of its subnet. */
export function networkInterface(region: Region, spec: InterfaceSpec): Placed {
  const { SubnetId, VpcId, CidrBlock, Ipv6CidrBlockAssociationSet } = region.get(
    ec2.subnets,
    id("subnet", spec.subnet),
  );
  const neighbours = region.all(ec2.networkInterfaces).filter((other) => other.SubnetId === SubnetId);
  const host = 10 + neighbours.length;
  const PrivateIpAddress = (CidrBlock as string).replace(/\d+\/\d+$/, String(host));
  const ipv6 = spec.ipv6 === true ? Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock : undefined;
  const placed = { NetworkInterfaceId: id("eni", spec.name), VpcId, SubnetId, PrivateIpAddress };
  region.add(ec2.networkInterfaces, {
    ...placed,
    InterfaceType: spec.type ?? "interface",
    ...(spec.description === undefined ? {} : { Description: spec.description }),
    RequesterManaged: spec.managed ?? false,
    Status: "in-use",
    SourceDestCheck: spec.type !== "natGateway",
    PrivateIpAddresses: [{ PrivateIpAddress, Primary: true }],
    Ipv6Addresses: ipv6 === undefined ? [] : [{ Ipv6Address: ipv6.replace(/\/64$/, host.toString(16)) }],
    Groups: spec.groups.map((name) => ({ GroupId: region.get(ec2.securityGroups, id("sg", name)).GroupId })),
    Attachment: {
      Status: "attached",
      ...(spec.instance === undefined ? {} : { InstanceId: spec.instance, InstanceOwnerId: region.account }),
    },
    TagSet: [],
  });
  if (spec.publicIp !== undefined) givePublicAddress(region, spec.name, spec.publicIp);
  return placed;
}

/** Associates a public address with the interface's one address. */
export function givePublicAddress(region: Region, name: string, PublicIp: string): void {
  const Association = { PublicIp };
  region.change(ec2.networkInterfaces, id("eni", name), (item) => ({
    ...item,
    Association,
    PrivateIpAddresses: [{ PrivateIpAddress: item.PrivateIpAddress as string, Primary: true, Association }],
  }));
}
