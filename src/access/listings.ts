import type { ItemOf, Listing, Unit } from "../contract/index.ts";
import { ec2, elb, elbv2, rds } from "../listings/index.ts";
import type { BalancerUnit, DatabaseUnit, NetworkUnit } from "../network/index.ts";

/** All that a proof is made from. */
export const proofListings = {
  vpcs: ec2.vpcs,
  subnets: ec2.subnets,
  interfaces: ec2.networkInterfaces,
  instances: ec2.instances,
  groups: ec2.securityGroups,
  acls: ec2.networkAcls,
  tables: ec2.routeTables,
  internetGateways: ec2.internetGateways,
  peerings: ec2.vpcPeeringConnections,
  prefixLists: ec2.managedPrefixLists,
  inboundEntries: ec2.prefixListEntries,
  outboundEntries: ec2.outboundPrefixListEntries,
  routeEntries: ec2.routePrefixListEntries,
  publicAccess: ec2.vpcBlockPublicAccessOptions,
  publicAccessExclusions: ec2.vpcBlockPublicAccessExclusions,
  balancers: elbv2.loadBalancers,
  listeners: elbv2.listeners,
  rules: elbv2.rules,
  targetGroups: elbv2.targetGroups,
  targetGroupAttributes: elbv2.targetGroupAttributes,
  registered: elbv2.targetHealth,
  classics: elb.loadBalancers,
  dbInstances: rds.dbInstances,
  dbClusters: rds.dbClusters,
  dbSubnetGroups: rds.dbSubnetGroups,
  dbProxies: rds.dbProxies,
  dbProxyEndpoints: rds.dbProxyEndpoints,
} as const;

type Listings = typeof proofListings;
export type ProofListing = keyof Listings;
export type ItemIn<K extends ProofListing> = ItemOf<Listings[K]>;

/** Those that tell what is there at all: what is in one that was not read is not judged, and may be anything. */
export const targetListings: readonly ProofListing[] = [
  "vpcs",
  "subnets",
  "interfaces",
  "instances",
  "groups",
  "balancers",
  "classics",
  "dbInstances",
  "dbClusters",
  "dbSubnetGroups",
  "dbProxies",
  "dbProxyEndpoints",
];

/** What was read of one account and region; null for a listing that was not, or not whole. */
export interface ProofUnit {
  readonly unit: Unit;
  readonly tables: { readonly [K in ProofListing]: readonly ItemIn<K>[] | null };
  /** The name of the customer whose an item is; null for nobody in particular, undefined where it cannot be said. */
  customerOf(listing: Listing, item: unknown): string | null | undefined;
}

export function networkUnitOf({ unit, tables }: ProofUnit): NetworkUnit {
  const { inboundEntries, outboundEntries, routeEntries, publicAccess } = tables;
  const entries = [inboundEntries, outboundEntries, routeEntries];
  return {
    account: unit.account,
    region: unit.region,
    vpcs: tables.vpcs,
    subnets: tables.subnets,
    interfaces: tables.interfaces?.map(believed) ?? null,
    groups: tables.groups,
    acls: tables.acls,
    tables: tables.tables,
    gateways: tables.internetGateways,
    peerings: tables.peerings,
    prefixLists: tables.prefixLists,
    prefixEntries: entries.includes(null) ? null : entries.flatMap((each) => each ?? []),
    publicAccessBlock: publicAccess?.[0]?.InternetGatewayBlockMode ?? null,
    exclusions: tables.publicAccessExclusions,
  };
}

/**
 * What an interface is of, the network takes from its description: AWS says it nowhere else. It is AWS's word only on
 * what AWS itself made and looks after; on any other interface it is text that whoever made it may write.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
 */
function believed(item: ItemIn<"interfaces">): ItemIn<"interfaces"> {
  if (item.RequesterManaged === true || item.Description === undefined) return item;
  const { Description: _, ...told } = item;
  return told;
}

export function balancerUnitOf({ unit, tables }: ProofUnit): BalancerUnit {
  const {
    balancers,
    listeners,
    rules,
    targetGroups,
    registered,
    targetGroupAttributes: groupAttributes,
    classics,
  } = tables;
  const { account, region } = unit;
  return { account, region, balancers, listeners, rules, targetGroups, registered, groupAttributes, classics };
}

export function databaseUnitOf({ unit, tables }: ProofUnit): DatabaseUnit {
  const { dbInstances, dbClusters, dbSubnetGroups, dbProxies, dbProxyEndpoints } = tables;
  const { account, region } = unit;
  return { account, region, dbInstances, dbClusters, dbSubnetGroups, dbProxies, dbProxyEndpoints };
}

/** A listing of which it is not known what is in it. */
export interface Unread {
  readonly unit: Unit;
  /** Its id, such as `ec2.instances`. */
  readonly listing: string;
}

export function unreadOf(units: readonly ProofUnit[]): readonly Unread[] {
  return units.flatMap(({ unit, tables }) =>
    targetListings.flatMap((name) => (tables[name] === null ? [{ unit, listing: proofListings[name].id }] : [])),
  );
}
