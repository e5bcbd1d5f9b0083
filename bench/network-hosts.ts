/** What carries traffic in a generated network: its groups, servers and databases. */
import {
  account,
  groupId,
  id,
  range,
  region,
  ROLES,
  RULES,
  subnetId,
  tags,
  text,
  type Network,
} from "./network-parts.ts";

export function group({ v, VpcId, base, groups }: Network, g: number): object {
  const none = { IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
  const inbound = range(RULES - 1, (r) => {
    const n = g * RULES + r;
    const block = r % 5 === 1 ? `${text(base + (n % 4000))}/32` : `203.0.${n % 256}.0/24`;
    return {
      ...none,
      IpProtocol: r % 4 === 3 ? "udp" : "tcp",
      // One group in a hundred has a door that nobody wanted.
      FromPort: (v + g) % 100 === 0 && r === 0 ? 3389 : [22, 443, 5432, 8000 + (n % 100)][r % 4],
      ToPort: (v + g) % 100 === 0 && r === 0 ? 3389 : [22, 443, 5432, 8100 + (n % 100)][r % 4],
      ...(r % 3 === 0
        ? { UserIdGroupPairs: [{ GroupId: groupId(v, (g + r) % groups), UserId: account }] }
        : { IpRanges: [{ CidrIp: block, Description: "as agreed" }] }),
    };
  });
  const narrow = {
    IpProtocol: "tcp",
    FromPort: 1,
    ToPort: 9999,
    IpRanges: [{ CidrIp: `${text(base)}/20` }],
  };
  const wide = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
  return {
    GroupId: groupId(v, g),
    GroupName: `group-${g}`,
    VpcId,
    OwnerId: account,
    Description: "a group",
    IpPermissions: inbound,
    IpPermissionsEgress: [{ ...none, ...(g % 10 === 0 ? narrow : wide) }],
    Tags: [],
  };
}

/** The two groups of a network that its i-th interface has. */
function groupsOf({ v, groups }: Network, i: number): { readonly GroupId: string }[] {
  return [i % groups, (i * 7 + 1) % groups].map((g) => ({ GroupId: groupId(v, g) }));
}

function addressOf({ base, size, subnets }: Network, i: number): string {
  return text(base + (i % subnets) * size + 10 + Math.floor(i / subnets));
}

export function instance(network: Network, i: number): object {
  const { v, VpcId, subnets } = network;
  return {
    InstanceId: id("i", v * 100_000 + i),
    InstanceType: "m7i.large",
    State: { Name: "running" },
    VpcId,
    SubnetId: subnetId(v, i % subnets),
    PrivateIpAddress: addressOf(network, i),
    SecurityGroups: groupsOf(network, i),
    NetworkInterfaces: [{ NetworkInterfaceId: id("eni", v * 100_000 + i) }],
    Tags: [...tags(`server-${v}-${i}`, v), { Key: "Role", Value: ROLES[i % ROLES.length]! }],
  };
}

export function networkInterface(network: Network, i: number): object {
  const { v, VpcId, subnets } = network;
  const PrivateIpAddress = addressOf(network, i);
  const known = i % 10 === 0 ? { Association: { PublicIp: text(3_325_256_704 + ((v * 20 + i) % 60_000)) } } : {};
  return {
    NetworkInterfaceId: id("eni", v * 100_000 + i),
    VpcId,
    SubnetId: subnetId(v, i % subnets),
    Status: "in-use",
    InterfaceType: "interface",
    PrivateIpAddress,
    ...known,
    PrivateIpAddresses: [{ PrivateIpAddress, Primary: true, ...known }],
    Ipv6Addresses: [],
    Groups: groupsOf(network, i),
    Attachment: {
      InstanceId: id("i", v * 100_000 + i),
      InstanceOwnerId: account,
      Status: "attached",
    },
    TagSet: [],
  };
}

export function databaseInterface(network: Network, d: number): object {
  const { v, VpcId, subnets, groups } = network;
  const PrivateIpAddress = addressOf(network, 50_000 + d);
  return {
    NetworkInterfaceId: id("eni", v * 100_000 + 50_000 + d),
    VpcId,
    SubnetId: subnetId(v, d % subnets),
    Status: "in-use",
    InterfaceType: "interface",
    Description: "RDSNetworkInterface",
    RequesterManaged: true,
    PrivateIpAddress,
    PrivateIpAddresses: [{ PrivateIpAddress, Primary: true }],
    Ipv6Addresses: [],
    Groups: [{ GroupId: groupId(v, d % groups) }],
    TagSet: [],
  };
}

export function database({ v, VpcId, subnets, groups }: Network, d: number): object {
  return {
    DBInstanceIdentifier: `db-${d}`,
    DBInstanceArn: `arn:aws:rds:${region}:${account}:db:db-${d}`,
    Engine: d % 2 === 0 ? "postgres" : "mysql",
    StorageEncrypted: true,
    Endpoint: { Address: `db-${d}.example.internal`, Port: 5432 },
    PubliclyAccessible: d % 50 === 0,
    VpcSecurityGroups: [{ VpcSecurityGroupId: groupId(v, d % groups), Status: "active" }],
    DBSubnetGroup: {
      DBSubnetGroupName: `subnets-${v}`,
      VpcId,
      Subnets: [0, 1].map((s) => ({ SubnetIdentifier: subnetId(v, (d + s) % subnets) })),
    },
    TagList: tags(`db-${d}`, v),
  };
}
