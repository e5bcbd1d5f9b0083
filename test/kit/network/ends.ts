/** The ends of a connection inside VPCs: an interface, a database or a proxy, at one address. */
import { isSame } from "./addresses.ts";
import type { NetworkInterface, Unit } from "./estate.ts";
import { all, itemsOf, type Known } from "./known.ts";
import { block, type Hop, type Target } from "./packet.ts";

export interface End {
  readonly id: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly address: string;
  /** None: nothing filters what it sends or gets. */
  readonly groups: readonly string[];
  /** Whether a public IPv4 address leads to its address. */
  readonly hasPublicIpv4: boolean;
  /** Whether what comes from an internet gateway to its IPv6 address is dropped. */
  readonly deniesInternetIpv6: boolean;
  /** The one TCP port that it listens on, where it cannot have another. */
  readonly only?: number;
}

/** The end, or the layer at which a packet to or from it is lost at once. */
export function endOf(known: Known, target: Exclude<Target, { resolver: string }>): End | Hop {
  return "interface" in target ? interfaceEnd(known, target) : databaseEnd(known, target);
}

function interfaceEnd(known: Known, at: { interface: string; address: string }): End | Hop {
  const item = known.interfaces.get(at.interface);
  const lost = (why: string) => block("interface", `${at.interface} ${why}`, at.interface);
  if (item === undefined) return lost("does not exist");
  if (item.VpcId === undefined || item.SubnetId === undefined) return lost("is in no subnet");
  if (item.Status === "available") return lost("is attached to nothing");
  if (!addressesOf(item).some((address) => isSame(address, at.address))) return lost(`has no address ${at.address}`);
  return {
    id: at.interface,
    vpc: item.VpcId,
    subnet: item.SubnetId,
    address: at.address,
    groups: item.Groups.map(({ GroupId }) => GroupId),
    hasPublicIpv4: publicIpv4Of(item, at.address) !== undefined,
    deniesInternetIpv6: item.DenyAllIgwTraffic === true,
  };
}

/** Both families, the primary one first. */
export function addressesOf(item: NetworkInterface): string[] {
  const { PrivateIpAddress, PrivateIpAddresses = [], Ipv6Addresses = [] } = item;
  const ipv4 = PrivateIpAddresses.map((each) => each.PrivateIpAddress);
  if (ipv4.length === 0 && PrivateIpAddress !== undefined) ipv4.push(PrivateIpAddress);
  return [...ipv4, ...Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address)];
}

function publicIpv4Of(item: NetworkInterface, address: string): string | undefined {
  const listed = item.PrivateIpAddresses?.find((each) => each.PrivateIpAddress === address);
  const isPrimary = listed?.Primary === true || item.PrivateIpAddress === address;
  return listed?.Association?.PublicIp ?? (isPrimary ? item.Association?.PublicIp : undefined);
}

/** NAT gateways open connections for others, and take none. */
export function isNatGateway(known: Known, id: string): boolean {
  return ["natGateway", "nat_gateway"].includes(known.interfaces.get(id)?.InterfaceType ?? "");
}

/** An RDS instance, cluster or proxy without its place. */
export interface Database {
  readonly unit: Unit;
  readonly kind: "instance" | "cluster" | "proxy";
  readonly name: string;
  readonly vpc: string | undefined;
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly isPublic: boolean;
  readonly port: number | undefined;
}

/** Proxies listen on the port of their engine's family, whatever the database's port. */
const proxyPorts: Readonly<Record<string, number>> = { MYSQL: 3306, POSTGRESQL: 5432, SQLSERVER: 1433 };

const cache = new WeakMap<Known, ReadonlyMap<string, Database>>();

/** Every RDS instance, cluster and proxy by its ARN. */
export function databasesOf(known: Known): ReadonlyMap<string, Database> {
  let found = cache.get(known);
  if (found === undefined) cache.set(known, (found = findDatabases(known)));
  return found;
}

function findDatabases(known: Known): Map<string, Database> {
  const found = new Map<string, Database>();
  for (const unit of known.estate.units) {
    for (const item of itemsOf(unit, "rds.db-instances")) {
      found.set(item.DBInstanceArn, {
        unit,
        kind: "instance",
        name: item.DBInstanceIdentifier,
        vpc: item.DBSubnetGroup?.VpcId,
        subnets: (item.DBSubnetGroup?.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []),
        groups: (item.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
        isPublic: item.PubliclyAccessible,
        port: item.Endpoint?.Port,
      });
    }
    for (const item of itemsOf(unit, "rds.db-clusters")) {
      const place = itemsOf(unit, "rds.db-subnet-groups").find((each) => each.DBSubnetGroupName === item.DBSubnetGroup);
      const members = itemsOf(unit, "rds.db-instances").filter(
        ({ DBClusterIdentifier }) => DBClusterIdentifier === item.DBClusterIdentifier,
      );
      found.set(item.DBClusterArn, {
        unit,
        kind: "cluster",
        name: item.DBClusterIdentifier,
        vpc: place?.VpcId,
        subnets: (place?.Subnets ?? []).map(({ SubnetIdentifier }) => SubnetIdentifier),
        groups: (item.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
        // Where one of its instances is reachable, the cluster's data is.
        isPublic: members.some(({ PubliclyAccessible }) => PubliclyAccessible),
        port: item.Port,
      });
    }
    for (const item of itemsOf(unit, "rds.db-proxies")) {
      found.set(item.DBProxyArn, {
        unit,
        kind: "proxy",
        name: item.DBProxyName,
        vpc: item.VpcId,
        subnets: item.VpcSubnetIds ?? [],
        groups: item.VpcSecurityGroupIds ?? [],
        isPublic: false,
        port: proxyPorts[item.EngineFamily ?? ""],
      });
    }
  }
  return found;
}

function databaseEnd(known: Known, at: { database: string; subnet: string; address: string }): End | Hop {
  const database = databasesOf(known).get(at.database);
  const lost = (why: string) => block("database", `${at.database} ${why}`, at.database);
  if (database === undefined) return lost("does not exist");
  if (!database.subnets.includes(at.subnet)) return lost(`is never in ${at.subnet}`);
  const vpc = known.subnets.get(at.subnet)?.VpcId ?? database.vpc;
  if (vpc === undefined) return lost("is in no VPC");
  return {
    id: at.database,
    vpc,
    subnet: at.subnet,
    address: at.address,
    groups: database.groups,
    hasPublicIpv4: database.isPublic,
    // The IPv6 address of a database that is not public is closed to the internet likewise.
    deniesInternetIpv6: !database.isPublic,
    ...(database.kind === "proxy" && database.port !== undefined ? { only: database.port } : {}),
  };
}

/** The units that tell of a VPC, or else of the subnet. */
export function unitsOf({ estate }: Known, { vpc, subnet }: End): Unit[] {
  const ofVpc = estate.units.filter((unit) => itemsOf(unit, "ec2.vpcs").some(({ VpcId }) => VpcId === vpc));
  if (ofVpc.length > 0) return ofVpc;
  return estate.units.filter((unit) => itemsOf(unit, "ec2.subnets").some(({ SubnetId }) => SubnetId === subnet));
}

/** The interfaces of a load balancer, by what AWS writes into their description. */
export function interfacesOfBalancer({ estate }: Known, description: string, vpc?: string): NetworkInterface[] {
  return all(estate, "ec2.network-interfaces").filter(
    (item) => item.Description === description && (vpc === undefined || item.VpcId === vpc),
  );
}
