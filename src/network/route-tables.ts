/**
 * Which route table a subnet has, and where it leads.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
 */
import { parseAddresses } from "./addresses.ts";
import { intersect, isEmpty } from "./intervals.ts";
import { publicSpace } from "./public-space.ts";

interface Association {
  readonly Main: boolean;
  readonly SubnetId?: string;
  readonly AssociationState?: { readonly State?: string };
}

export interface RouteTable {
  readonly RouteTableId: string;
  readonly VpcId: string;
  readonly Associations: readonly Association[];
}

/** Whether an association is in force, or may be: one that is being made or undone may be still or already. */
function counts({ AssociationState }: Association): boolean {
  return AssociationState?.State !== "disassociated" && AssociationState?.State !== "failed";
}

/**
 * The table that a subnet's packets are routed by: the one that is associated with it, else the main table of its own
 * VPC. More than one where an association changes just now; none where the listing lacks it.
 */
export function routeTablesOf<T extends RouteTable>(
  { SubnetId, VpcId }: { readonly SubnetId: string; readonly VpcId: string },
  tables: Iterable<T>,
): T[] {
  const all = [...tables];
  const own = all.filter(({ Associations }) =>
    Associations.some((association) => association.SubnetId === SubnetId && counts(association)),
  );
  if (own.length > 0) return own;
  return all.filter((table) => table.VpcId === VpcId && table.Associations.some((each) => each.Main && counts(each)));
}

export interface Route {
  readonly DestinationCidrBlock?: string;
  readonly DestinationIpv6CidrBlock?: string;
  readonly DestinationPrefixListId?: string;
  readonly State?: string;
  readonly GatewayId?: string;
}

/**
 * Whether the route leads public addresses to an internet gateway. A blackhole leads nowhere. What a prefix list holds
 * is not looked up: to an internet gateway, nobody routes but what is public.
 */
export function leadsToInternet(route: Route): boolean {
  if (route.GatewayId?.startsWith("igw-") !== true || route.State === "blackhole") return false;
  const { DestinationCidrBlock: ipv4, DestinationIpv6CidrBlock: ipv6 } = route;
  if (ipv4 === undefined && ipv6 === undefined) return true;
  const to = parseAddresses([ipv4, ipv6].filter((cidr) => cidr !== undefined));
  return !isEmpty(intersect(to.ipv4, publicSpace.ipv4)) || !isEmpty(intersect(to.ipv6, publicSpace.ipv6));
}
