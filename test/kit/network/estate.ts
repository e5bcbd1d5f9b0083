/**
 * A test world of networks: for each unit (account and region) the items of the listings that decide who reaches what,
 * in AWS's own shapes and by the listings' own ids. Items carry only the fields that matter; an absent listing is an
 * empty one that was read completely. Ids are unique over the estate; what two units list by one id is one thing.
 */

import type {
  LoadBalancer,
  Listener,
  ListenerRule,
  TargetGroup,
  TargetGroupAttribute,
  RegisteredTarget,
  ClassicLoadBalancer,
  DbInstance,
  DbCluster,
  DbSubnetGroup,
  DbProxy,
  DbProxyTarget,
} from "./estate-services.ts";

export type {
  LoadBalancer,
  Action,
  Listener,
  ListenerRule,
  TargetGroup,
  TargetGroupAttribute,
  RegisteredTarget,
  ClassicLoadBalancer,
  DbInstance,
  DbCluster,
  DbSubnetGroup,
  DbProxy,
  DbProxyTarget,
} from "./estate-services.ts";

export interface Estate {
  readonly units: readonly Unit[];
}

export interface Unit {
  readonly account: string;
  readonly region: string;
  readonly items: Items;
}

export interface Items {
  readonly "ec2.vpcs"?: readonly Vpc[];
  readonly "ec2.subnets"?: readonly Subnet[];
  readonly "ec2.network-interfaces"?: readonly NetworkInterface[];
  readonly "ec2.instances"?: readonly Instance[];
  readonly "ec2.security-groups"?: readonly SecurityGroup[];
  readonly "ec2.network-acls"?: readonly NetworkAcl[];
  readonly "ec2.route-tables"?: readonly RouteTable[];
  readonly "ec2.internet-gateways"?: readonly InternetGateway[];
  readonly "ec2.vpc-peering-connections"?: readonly Peering[];
  readonly "ec2.prefix-list-entries"?: readonly PrefixListEntry[];
  /** At most one a unit; none is as good as `off`. */
  readonly "ec2.vpc-block-public-access-options"?: readonly BlockPublicAccess[];
  readonly "ec2.vpc-block-public-access-exclusions"?: readonly BlockPublicAccessExclusion[];
  readonly "elbv2.load-balancers"?: readonly LoadBalancer[];
  readonly "elbv2.listeners"?: readonly Listener[];
  /** Read of HTTP listeners only. */
  readonly "elbv2.rules"?: readonly ListenerRule[];
  readonly "elbv2.target-groups"?: readonly TargetGroup[];
  readonly "elbv2.target-group-attributes"?: readonly TargetGroupAttribute[];
  readonly "elbv2.target-health"?: readonly RegisteredTarget[];
  readonly "elb.load-balancers"?: readonly ClassicLoadBalancer[];
  readonly "rds.db-instances"?: readonly DbInstance[];
  readonly "rds.db-clusters"?: readonly DbCluster[];
  readonly "rds.db-subnet-groups"?: readonly DbSubnetGroup[];
  readonly "rds.db-proxies"?: readonly DbProxy[];
  readonly "rds.db-proxy-targets"?: readonly DbProxyTarget[];
}

interface State {
  readonly State?: string;
}

export interface Vpc {
  readonly VpcId: string;
  readonly CidrBlock?: string;
  readonly CidrBlockAssociationSet?: readonly { readonly CidrBlock?: string; readonly CidrBlockState?: State }[];
  readonly Ipv6CidrBlockAssociationSet?: readonly {
    readonly Ipv6CidrBlock?: string;
    readonly Ipv6CidrBlockState?: State;
  }[];
}

export interface Subnet {
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlockAssociationSet?: readonly {
    readonly Ipv6CidrBlock?: string;
    readonly Ipv6CidrBlockState?: State;
  }[];
}

interface Association {
  readonly PublicIp?: string;
}

export interface NetworkInterface {
  readonly NetworkInterfaceId: string;
  readonly VpcId?: string;
  readonly SubnetId?: string;
  readonly InterfaceType?: string;
  readonly Description?: string;
  /** Whether a service of AWS made it and looks after it: then its description is AWS's own. */
  readonly RequesterManaged?: boolean;
  readonly Status?: string;
  readonly DenyAllIgwTraffic?: boolean;
  readonly PrivateIpAddress?: string;
  readonly Association?: Association;
  readonly PrivateIpAddresses?: readonly {
    readonly PrivateIpAddress: string;
    readonly Primary?: boolean;
    readonly Association?: Association;
  }[];
  readonly Ipv6Addresses?: readonly { readonly Ipv6Address: string }[];
  readonly Groups: readonly { readonly GroupId: string }[];
  readonly Attachment?: { readonly InstanceId?: string; readonly Status?: string };
}

export interface Instance {
  readonly InstanceId: string;
  readonly State: { readonly Name: string };
  readonly VpcId?: string;
  readonly SubnetId?: string;
  readonly PrivateIpAddress?: string;
  readonly NetworkInterfaces?: readonly { readonly NetworkInterfaceId: string }[];
}

export interface Permission {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges: readonly { readonly CidrIp: string }[];
  readonly Ipv6Ranges: readonly { readonly CidrIpv6: string }[];
  readonly PrefixListIds: readonly { readonly PrefixListId: string }[];
  readonly UserIdGroupPairs: readonly {
    readonly GroupId?: string;
    readonly VpcPeeringConnectionId?: string;
    readonly PeeringStatus?: string;
  }[];
}

export interface SecurityGroup {
  readonly GroupId: string;
  readonly GroupName: string;
  readonly VpcId?: string;
  readonly IpPermissions: readonly Permission[];
  readonly IpPermissionsEgress: readonly Permission[];
}

export interface AclEntry {
  readonly RuleNumber: number;
  readonly RuleAction: string;
  readonly Egress: boolean;
  readonly Protocol: string;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?: string;
  readonly PortRange?: { readonly From: number; readonly To: number };
  readonly IcmpTypeCode?: { readonly Type: number; readonly Code: number };
}

export interface NetworkAcl {
  readonly NetworkAclId: string;
  readonly VpcId: string;
  readonly Associations: readonly { readonly SubnetId: string }[];
  readonly Entries: readonly AclEntry[];
}

export interface Route {
  readonly DestinationCidrBlock?: string;
  readonly DestinationIpv6CidrBlock?: string;
  readonly DestinationPrefixListId?: string;
  readonly State?: string;
  readonly Origin?: string;
  readonly GatewayId?: string;
  readonly NatGatewayId?: string;
  readonly InstanceId?: string;
  readonly NetworkInterfaceId?: string;
  readonly TransitGatewayId?: string;
  readonly VpcPeeringConnectionId?: string;
  readonly EgressOnlyInternetGatewayId?: string;
  readonly LocalGatewayId?: string;
  readonly CarrierGatewayId?: string;
  readonly CoreNetworkArn?: string;
}

export interface RouteTable {
  readonly RouteTableId: string;
  readonly VpcId: string;
  readonly Associations: readonly {
    readonly Main: boolean;
    readonly SubnetId?: string;
    readonly GatewayId?: string;
    readonly AssociationState?: State;
  }[];
  readonly Routes: readonly Route[];
}

export interface InternetGateway {
  readonly InternetGatewayId: string;
  readonly Attachments: readonly { readonly VpcId: string; readonly State?: string }[];
}

export interface PeeringEnd {
  readonly OwnerId: string;
  readonly VpcId: string;
  readonly Region: string;
  readonly CidrBlock?: string;
  readonly CidrBlockSet?: readonly { readonly CidrBlock: string }[];
  readonly Ipv6CidrBlockSet?: readonly { readonly Ipv6CidrBlock: string }[];
}

export interface Peering {
  readonly VpcPeeringConnectionId: string;
  readonly Status: { readonly Code: string };
  readonly RequesterVpcInfo: PeeringEnd;
  readonly AccepterVpcInfo: PeeringEnd;
}

export interface PrefixListEntry {
  readonly PrefixListId: string;
  readonly Cidr: string;
}

export interface BlockPublicAccess {
  readonly InternetGatewayBlockMode: string;
}

export interface BlockPublicAccessExclusion {
  readonly ExclusionId: string;
  /** Of a VPC or a subnet. */
  readonly ResourceArn: string;
  readonly InternetGatewayExclusionMode: string;
  readonly State: string;
}
