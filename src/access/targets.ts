/** What can be reached, and what opens connections: things with names, roles and customers, made of what AWS lists. */
import {
  defaultRole,
  type Access,
  type Listing,
  type ResourceKind,
  type Target,
  type Unit,
} from "../contract/index.ts";
import { nameResource } from "../evaluate/index.ts";
import { ec2, elb, elbv2, rds } from "../listings/index.ts";
import {
  isNode,
  isOfRds,
  spotsOf,
  spotsOfDatabase,
  type Balancer,
  type Database,
  type Estate,
  type InterfaceNode,
  type PortSet,
  type Spot,
  type VpcNode,
} from "../network/index.ts";
import type { ItemIn, ProofUnit } from "./listings.ts";
import { ownerOf } from "./owners.ts";
import { rolesOf, type Described } from "./roles.ts";

/** A target with what the network knows of it. */
export interface Place extends Target {
  /** Its own interfaces; none for a database of RDS, whose interfaces AWS does not name. */
  readonly nodes: readonly InterfaceNode[];
  readonly spots: () => readonly Spot[];
  /** Where it listens; null where that is not known, and any port may be one. */
  readonly listens: PortSet | null;
  readonly balancer?: Balancer;
  /** What it is, or whose, cannot be said: what would say it was not read. */
  readonly isBlurred: boolean;
}

interface Found {
  readonly kind: ResourceKind;
  readonly listing: Listing;
  readonly item: unknown;
  readonly unit: ProofUnit;
  readonly nodes: readonly InterfaceNode[];
  readonly groups: readonly string[];
  readonly subnets: readonly string[];
  readonly vpcs: readonly string[];
  readonly doubts: readonly string[];
  readonly spots: () => readonly Spot[];
  readonly listens: PortSet | null;
  readonly engine?: string;
  readonly balancer?: Balancer;
  readonly isBlurred?: boolean;
}

interface Given {
  /** By account and region. */
  readonly units: ReadonlyMap<string, ProofUnit>;
  readonly estate: Estate;
  readonly balancers: readonly Balancer[];
  readonly databases: readonly Database[];
}

/** Interfaces that AWS makes for services: they take connections for others, or open none. */
const MANAGED: ReadonlySet<string> = new Set([
  "natGateway",
  "nat_gateway",
  "vpc_endpoint",
  "gateway_load_balancer",
  "gateway_load_balancer_endpoint",
  "load_balancer",
  "network_load_balancer",
  "transit_gateway",
]);

/** Whether an interface is AWS's own: what stands behind it is judged as something else, or not at all. */
export function isManaged(node: InterfaceNode): boolean {
  // Whoever describes the interface of a server may write anything.
  if (node.item.Attachment?.InstanceId !== undefined) return false;
  return MANAGED.has(node.item.InterfaceType ?? "") || isNode(node) || isOfRds(node);
}

/** Interfaces that carry what a service of AWS opens on a customer's behalf, and take no connections. */
const OUTBOUND: ReadonlySet<string> = new Set(["lambda", "api_gateway_managed", "quicksight"]);

/** Whether anybody can open a connection to it at all. */
export function takesConnections({ kind, nodes }: Place): boolean {
  return kind !== "interface" || nodes.some(({ item }) => !OUTBOUND.has(item.InterfaceType ?? ""));
}

/** All of them, by kind, account, region and id. */
export function placesOf(
  proofUnits: readonly ProofUnit[],
  { roles }: Access,
  network: Omit<Given, "units">,
): readonly Place[] {
  const given = { ...network, units: new Map(proofUnits.map((unit) => [placeOf(unit.unit), unit])) };
  const named = [...servers(given), ...frontDoors(given), ...stores(given)].flatMap((found): Place[] => {
    const { listing, item, unit, kind, groups, subnets } = found;
    const resource = nameResource(listing, item, unit.unit);
    if (resource === null) return [];
    const { owner, isShared } = ownerOf(found);
    const described: Described = { kind, resource, item, groups: groupsOf(given.estate, groups), subnets };
    const usual = USUAL[kind];
    const played = rolesOf(described, roles);
    if (usual !== undefined && !played.includes(usual)) played.push(usual);
    return [
      {
        ...found,
        unit: unit.unit,
        resource,
        roles: played.length === 0 ? [defaultRole] : played.sort(),
        isBlurred: owner === undefined || found.isBlurred === true,
        customer: owner ?? null,
        doubts:
          owner === undefined
            ? [
                ...found.doubts,
                `whose it is cannot be said: ${isShared ? "its subnets are in VPCs of several" : "VPCs were not read"}`,
              ]
            : found.doubts,
      },
    ];
  });
  return named.sort(inOrder);
}

/** What a thing is, whatever else it is said to be. */
const USUAL: Readonly<Partial<Record<ResourceKind, string>>> = {
  "load balancer": "load-balancer",
  "rds instance": "database",
  "rds cluster": "database",
  "rds proxy": "database",
};

function inOrder(a: Target, b: Target): number {
  return (
    compare(a.kind, b.kind) ||
    compare(a.unit.account, b.unit.account) ||
    compare(a.unit.region, b.unit.region) ||
    compare(a.resource.id, b.resource.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function groupsOf({ groups }: Estate, ids: readonly string[]): Described["groups"] {
  return ids.map((id) => ({ id, name: groups.get(id)?.item.GroupName }));
}

/** Instances, and interfaces that are no instance's: of functions, containers and the like. */
function servers({ units, estate, balancers }: Given): Found[] {
  const unfollowed = unfollowedBy(balancers);
  const instances = new Map<string, { readonly unit: ProofUnit; readonly item: ItemIn<"instances"> }>();
  const home = new Map<string, ProofUnit>();
  for (const unit of units.values()) {
    for (const item of unit.tables.instances ?? []) instances.set(item.InstanceId, { unit, item });
    for (const { NetworkInterfaceId } of unit.tables.interfaces ?? []) home.set(NetworkInterfaceId, unit);
  }
  const own = [...estate.interfaces.values()].filter((node) => !isManaged(node));
  const byHolder = Map.groupBy(own, (node) => {
    const id = node.item.Attachment?.InstanceId;
    return id !== undefined && instances.has(id) ? id : node;
  });
  return [...byHolder].flatMap(([holder, nodes]): Found[] => {
    const instance = typeof holder === "string" ? instances.get(holder) : undefined;
    const unit = instance?.unit ?? home.get(nodes[0]!.id);
    if (unit === undefined) return [];
    const lacking = instance === undefined ? nodes[0]!.item.Attachment?.InstanceId : undefined;
    return [
      {
        kind: instance === undefined ? "interface" : "instance",
        listing: instance === undefined ? ec2.networkInterfaces : ec2.instances,
        item: instance?.item ?? nodes[0]!.item,
        unit,
        ...standing(nodes),
        ...(lacking === undefined ? {} : { isBlurred: true }),
        doubts: [
          ...(lacking === undefined ? [] : [`what it is cannot be said: ${lacking} was not read`]),
          ...unfollowed(nodes.map(({ subnet }) => subnet.vpc)),
        ],
        spots: once(() => nodes.flatMap((node) => spotsOf(node, estate))),
        listens: null,
      },
    ];
  });
}

function standing(nodes: readonly InterfaceNode[]): Pick<Found, "nodes" | "groups" | "subnets" | "vpcs"> {
  return {
    nodes,
    groups: distinct(nodes.flatMap(({ groups, unread }) => [...groups.map(({ id }) => id), ...unread])),
    subnets: distinct(nodes.map(({ subnet }) => subnet.id)),
    vpcs: distinct(nodes.map(({ subnet }) => subnet.vpc.id)),
  };
}

function frontDoors({ units, estate, balancers }: Given): Found[] {
  return balancers
    .filter(({ type }) => type !== "gateway")
    .flatMap((balancer): Found[] => {
      const { type, item, nodes, ports } = balancer;
      const unit = units.get(placeOf(balancer.unit));
      if (unit === undefined) return [];
      return [
        {
          kind: "load balancer",
          listing: type === "classic" ? elb.loadBalancers : elbv2.loadBalancers,
          item,
          unit,
          ...standing(nodes),
          // Without interfaces nobody can say who reaches it; a new one has none yet.
          doubts: nodes.length === 0 ? ["its interfaces were not found"] : [],
          spots: once(() => nodes.flatMap((node) => spotsOf(node, estate))),
          listens: ports,
          balancer,
        },
      ];
    });
}

function stores({ units, estate, databases, balancers }: Given): Found[] {
  const unfollowed = unfollowedBy(balancers);
  const clusters = new Set(
    databases.filter(({ kind }) => kind === "rds cluster").map(({ unit, name }) => `${placeOf(unit)} ${name}`),
  );
  const listings = { "rds instance": rds.dbInstances, "rds cluster": rds.dbClusters, "rds proxy": rds.dbProxies };
  return databases.flatMap((database): Found[] => {
    const { kind, item, subnets, unreadSubnets, ports, engine } = database;
    const unit = units.get(placeOf(database.unit));
    // An instance of a cluster is reached as the cluster is.
    const cluster = "DBClusterIdentifier" in item && kind === "rds instance" ? item.DBClusterIdentifier : undefined;
    if (unit === undefined || (cluster !== undefined && clusters.has(`${placeOf(database.unit)} ${cluster}`)))
      return [];
    return [
      {
        kind,
        listing: "DBProxyEndpointArn" in item ? rds.dbProxyEndpoints : listings[kind],
        item,
        unit,
        nodes: [],
        groups: distinct([...database.groups.map(({ id }) => id), ...database.unread]),
        subnets: distinct(subnets.map(({ id }) => id)),
        vpcs: distinct(subnets.map(({ vpc }) => vpc.id)),
        doubts: [
          ...placeDoubts(database.name, subnets.length, unreadSubnets),
          ...unfollowed(subnets.map(({ vpc }) => vpc)),
        ],
        spots: once(() => spotsOfDatabase(database, estate)),
        listens: ports,
        engine,
      },
    ];
  });
}

function placeDoubts(name: string, known: number, unread: readonly string[] | null): string[] {
  if (unread === null) return ["the subnets that it may stand in were not read"];
  if (unread.length > 0) return [`subnets that it may stand in were not read: ${unread.join(", ")}`];
  return known === 0 ? [`AWS does not say in which subnets ${name} may stand`] : [];
}

/**
 * Why clients may come by a network load balancer that shows their addresses: of one in the VPC, or in a peered one, nobody
 * read what it hands on. Other load balancers come with their own addresses.
 */
function unfollowedBy(balancers: readonly Balancer[]): (vpcs: readonly VpcNode[]) => string[] {
  const blind = balancers.filter(
    ({ type, unread, nodes }) => type === "network" && (unread.length > 0 || nodes.length === 0),
  );
  return (vpcs) => {
    if (blind.length === 0) return [];
    const near = new Set(
      vpcs.flatMap((vpc) => [vpc, ...vpc.peerings.flatMap(({ ends }) => ends)]).map((vpc) => vpc?.id),
    );
    const found = blind.filter(({ item, nodes }) =>
      ["VpcId" in item ? item.VpcId : undefined, ...nodes.map(({ subnet }) => subnet.vpc.id)].some((id) =>
        near.has(id),
      ),
    );
    return found.slice(0, 1).map(({ name }) => `what the load balancer ${name} hands on was not read`);
  };
}

/** Where a name is unique. */
function placeOf({ account, region }: Pick<Unit, "account" | "region">): string {
  return `${account} ${region}`;
}

function distinct(ids: readonly string[]): readonly string[] {
  if (ids.length < 2) return ids;
  return [...new Set(ids)].sort();
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
