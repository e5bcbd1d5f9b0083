/**
 * RDS instances, clusters and proxies. AWS does not say which interface is whose: they are judged in every subnet that
 * they may stand in. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
 */
import { emptySet, fromRanges, subtract, union } from "../intervals.ts";
import type { Estate, InterfaceNode, SubnetNode } from "../model/estate.ts";
import type { Line } from "../model/lines.ts";
import { meets } from "../model/profile.ts";
import { compare } from "../model/unit.ts";
import { portRange, type PortSet } from "../ports.ts";
import type { Filtered } from "../reach/compiled.ts";
import type { Spot } from "../reach/spot.ts";

export interface DbInstanceShape {
  readonly DBInstanceIdentifier: string;
  readonly DBInstanceArn: string;
  readonly Engine: string;
  readonly PubliclyAccessible: boolean;
  readonly DBClusterIdentifier?: string;
  readonly NetworkType?: string;
  readonly Endpoint?: { readonly Port?: number };
  readonly ListenerEndpoint?: { readonly Port?: number };
  readonly VpcSecurityGroups?: readonly GroupShape[];
  readonly DBSubnetGroup?: { readonly Subnets?: readonly { readonly SubnetIdentifier?: string }[] };
}

export interface DbClusterShape {
  readonly DBClusterIdentifier: string;
  readonly DBClusterArn: string;
  readonly Engine: string;
  readonly Port?: number;
  readonly NetworkType?: string;
  readonly PubliclyAccessible?: boolean;
  /** The name of a subnet group of the same account and region. */
  readonly DBSubnetGroup?: string;
  readonly VpcSecurityGroups?: readonly GroupShape[];
}

export interface DbSubnetGroupShape {
  readonly DBSubnetGroupName: string;
  readonly Subnets: readonly { readonly SubnetIdentifier: string }[];
}

export interface DbProxyShape {
  readonly DBProxyName: string;
  readonly DBProxyArn: string;
  readonly EngineFamily?: string;
  readonly VpcSubnetIds?: readonly string[];
  readonly VpcSecurityGroupIds?: readonly string[];
}

/** A further door of a proxy, in subnets and behind groups of its own. */
export interface DbProxyEndpointShape {
  readonly DBProxyEndpointName: string;
  readonly DBProxyEndpointArn: string;
  readonly DBProxyName: string;
  readonly IsDefault?: boolean;
  readonly VpcSubnetIds?: readonly string[];
  readonly VpcSecurityGroupIds?: readonly string[];
}

interface GroupShape {
  readonly VpcSecurityGroupId?: string;
}

/** What was read of the databases of one account and region; null for a listing that was not, or not whole. */
export interface DatabaseUnit {
  readonly account: string;
  readonly region: string;
  readonly dbInstances: readonly DbInstanceShape[] | null;
  readonly dbClusters: readonly DbClusterShape[] | null;
  readonly dbSubnetGroups: readonly DbSubnetGroupShape[] | null;
  readonly dbProxies: readonly DbProxyShape[] | null;
  readonly dbProxyEndpoints?: readonly DbProxyEndpointShape[] | null;
}

export interface Database extends Filtered {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
  readonly kind: "rds instance" | "rds cluster" | "rds proxy";
  /** As RDS names the engine; of a proxy, the family of engines. */
  readonly engine: string;
  readonly unit: DatabaseUnit;
  readonly item: DbInstanceShape | DbClusterShape | DbProxyShape | DbProxyEndpointShape;
  /** Where it may stand. */
  readonly subnets: readonly SubnetNode[];
  /** Ids of subnets that were not read, or null where not even these are known. */
  readonly unreadSubnets: readonly string[] | null;
  readonly isPublic: boolean;
  /** Where it listens; null where AWS does not say yet. */
  readonly ports: PortSet | null;
}

/** On what port a proxy listens, whatever the port of its database. */
const PROXY_PORTS: Readonly<Record<string, number>> = { MYSQL: 3306, POSTGRESQL: 5432, SQLSERVER: 1433 };

/** All of them, in the order of their ARNs. Instances of a cluster are reached as the cluster is. */
export function databasesOf(estate: Estate, units: readonly DatabaseUnit[]): readonly Database[] {
  return units
    .flatMap((unit) => [
      ...instances(estate, unit),
      ...clusters(estate, unit),
      ...proxies(estate, unit),
      ...endpoints(estate, unit),
    ])
    .sort((a, b) => compare(a.id, b.id));
}

function instances(estate: Estate, unit: DatabaseUnit): Database[] {
  return (unit.dbInstances ?? []).map((item): Database => {
    const { Subnets = [] } = item.DBSubnetGroup ?? {};
    return {
      id: item.DBInstanceArn,
      name: item.DBInstanceIdentifier,
      kind: "rds instance",
      engine: item.Engine,
      unit,
      item,
      ...filters(estate, item.DBInstanceIdentifier, item.VpcSecurityGroups),
      ...places(
        estate,
        Subnets.flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []),
      ),
      isPublic: item.PubliclyAccessible,
      ports: listening([item.Endpoint?.Port, item.ListenerEndpoint?.Port]),
    };
  });
}

function clusters(estate: Estate, unit: DatabaseUnit): Database[] {
  const groups = new Map(unit.dbSubnetGroups?.map((group) => [group.DBSubnetGroupName, group]));
  const members = Map.groupBy(unit.dbInstances ?? [], ({ DBClusterIdentifier }) => DBClusterIdentifier);
  return (unit.dbClusters ?? []).map((item): Database => {
    const group = groups.get(item.DBSubnetGroup ?? "");
    const own = members.get(item.DBClusterIdentifier) ?? [];
    return {
      id: item.DBClusterArn,
      name: item.DBClusterIdentifier,
      kind: "rds cluster",
      engine: item.Engine,
      unit,
      item,
      ...filters(estate, item.DBClusterIdentifier, item.VpcSecurityGroups),
      ...(group === undefined
        ? { subnets: [], unreadSubnets: null }
        : places(
            estate,
            group.Subnets.map(({ SubnetIdentifier }) => SubnetIdentifier),
          )),
      // Where one of its instances is reachable, its data is.
      isPublic: item.PubliclyAccessible === true || own.some(({ PubliclyAccessible }) => PubliclyAccessible),
      ports: listening([item.Port, ...own.map(({ Endpoint }) => Endpoint?.Port)]),
    };
  });
}

function endpoints(estate: Estate, unit: DatabaseUnit): Database[] {
  const engines = new Map(unit.dbProxies?.map(({ DBProxyName, EngineFamily }) => [DBProxyName, EngineFamily]));
  return (unit.dbProxyEndpoints ?? []).flatMap((item): Database[] => {
    const { DBProxyEndpointArn: id, DBProxyEndpointName, DBProxyName, IsDefault, VpcSecurityGroupIds } = item;
    // The default one is the proxy itself.
    if (IsDefault === true) return [];
    const engine = engines.get(DBProxyName) ?? "";
    const groups = VpcSecurityGroupIds?.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId }));
    const name = `${DBProxyName}/${DBProxyEndpointName}`;
    return [
      {
        id,
        name,
        kind: "rds proxy",
        engine,
        unit,
        item,
        ...filters(estate, name, groups),
        ...places(estate, item.VpcSubnetIds ?? []),
        isPublic: false,
        ports: listening([PROXY_PORTS[engine]]),
      },
    ];
  });
}

function proxies(estate: Estate, unit: DatabaseUnit): Database[] {
  return (unit.dbProxies ?? []).map((item): Database => {
    const { DBProxyArn: id, DBProxyName: name, EngineFamily: engine = "", VpcSubnetIds = [] } = item;
    return {
      id,
      name,
      kind: "rds proxy",
      engine,
      unit,
      item,
      ...filters(
        estate,
        name,
        item.VpcSecurityGroupIds?.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId })),
      ),
      ...places(estate, VpcSubnetIds),
      isPublic: false,
      ports: listening([PROXY_PORTS[engine]]),
    };
  });
}

function filters(estate: Estate, name: string, groups: readonly GroupShape[] = []): Filtered {
  const ids = groups.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []);
  // A database without groups is none that stands in a VPC; nothing is taken to admit it.
  if (ids.length === 0) return { groups: [], unread: [`the groups of ${name}`] };
  return {
    groups: ids.flatMap((id) => estate.groups.get(id) ?? []),
    unread: ids.filter((id) => !estate.groups.has(id)),
  };
}

function places(estate: Estate, ids: readonly string[]): Pick<Database, "subnets" | "unreadSubnets"> {
  const sorted = [...new Set(ids)].sort(compare);
  return {
    subnets: sorted.flatMap((id) => estate.subnets.get(id) ?? []),
    unreadSubnets: sorted.filter((id) => !estate.subnets.has(id)),
  };
}

function listening(ports: readonly (number | undefined)[]): PortSet | null {
  const known = ports.filter((port) => port !== undefined && port > 0);
  return known.length === 0 ? null : fromRanges(known.map((port) => portRange(6, port!, port!)));
}

/** How RDS describes the interfaces that it makes; it does not say for which database. */
export function isOfRds({ item }: InterfaceNode): boolean {
  return (
    item.Description === "RDSNetworkInterface" || item.Description?.startsWith("Network interface for DBProxy") === true
  );
}

/** A database in each subnet that it may stand in, at any address that nothing else has. */
export function spotsOfDatabase(database: Database, { publicLines }: Estate): readonly Spot[] {
  const { groups, unread, isPublic, item } = database;
  const dual = "NetworkType" in item && item.NetworkType === "DUAL";
  return database.subnets.map((subnet): Spot => {
    const free = (family: "ipv4" | "ipv6") => subtract(subnet.lines[family], taken(subnet, family));
    return {
      subnet,
      groups,
      unread,
      addresses: { ipv4: free("ipv4"), ipv6: dual ? free("ipv6") : emptySet() },
      public: { ipv4: isPublic, ipv6: isPublic && dual && meets(subnet.lines.ipv6, publicLines.ipv6) },
    };
  });
}

const occupied = new WeakMap<SubnetNode, { readonly ipv4: Line; readonly ipv6: Line }>();

/** The addresses of interfaces that are no database's; and the first four and the last, which AWS keeps. */
function taken(subnet: SubnetNode, family: "ipv4" | "ipv6"): Line {
  let known = occupied.get(subnet);
  if (known === undefined) {
    const others = subnet.vpc.interfaces.filter((node) => node.subnet === subnet && !isOfRds(node));
    const of = (which: "ipv4" | "ipv6") =>
      fromRanges(others.flatMap((node) => node.addresses[which].map(({ at }) => [at, at + 1] as const)));
    const [first = 0] = subnet.lines.ipv4;
    const last = subnet.lines.ipv4.at(-1) ?? 0;
    const kept =
      last - first >= 16
        ? fromRanges<number>([
            [first, first + 4],
            [last - 1, last],
          ])
        : emptySet<number>();
    known = { ipv4: union(of("ipv4"), kept), ipv6: of("ipv6") };
    occupied.set(subnet, known);
  }
  return known[family];
}
