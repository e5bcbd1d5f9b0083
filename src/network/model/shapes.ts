/** What is asked of AWS's answers: the fields that decide who reaches what, as the listings keep them. */
import type { AclEntry } from "../network-acls.ts";
import type { Permission } from "../security-groups.ts";

export interface TagShape {
  readonly Key?: string;
  readonly Value?: string;
}

export interface VpcShape {
  readonly VpcId: string;
  readonly OwnerId?: string;
  readonly CidrBlock?: string;
  readonly CidrBlockAssociationSet?: readonly {
    readonly CidrBlock?: string;
    readonly CidrBlockState?: { readonly State?: string };
  }[];
  readonly Ipv6CidrBlockAssociationSet?: readonly {
    readonly Ipv6CidrBlock?: string;
    readonly Ipv6CidrBlockState?: { readonly State?: string };
  }[];
  readonly Tags?: readonly TagShape[];
}

export interface SubnetShape {
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlockAssociationSet?: VpcShape["Ipv6CidrBlockAssociationSet"];
  readonly Tags?: readonly TagShape[];
}

export interface InterfaceShape {
  readonly NetworkInterfaceId: string;
  readonly VpcId?: string;
  readonly SubnetId?: string;
  readonly InterfaceType?: string;
  readonly Description?: string;
  readonly Status?: string;
  readonly DenyAllIgwTraffic?: boolean;
  readonly PrivateIpAddress?: string;
  readonly Association?: { readonly PublicIp?: string };
  readonly PrivateIpAddresses?: readonly {
    readonly PrivateIpAddress: string;
    readonly Primary?: boolean;
    readonly Association?: { readonly PublicIp?: string };
  }[];
  readonly Ipv6Addresses?: readonly { readonly Ipv6Address: string }[];
  readonly Ipv4Prefixes?: readonly { readonly Ipv4Prefix: string }[];
  readonly Ipv6Prefixes?: readonly { readonly Ipv6Prefix: string }[];
  readonly Groups: readonly { readonly GroupId: string }[];
  readonly Attachment?: { readonly InstanceId?: string };
  readonly TagSet?: readonly TagShape[];
}

export interface PermissionShape extends Permission {
  readonly PrefixListIds?: readonly { readonly PrefixListId?: string }[];
  readonly UserIdGroupPairs?: readonly {
    readonly GroupId?: string;
    readonly VpcPeeringConnectionId?: string;
    readonly PeeringStatus?: string;
  }[];
}

export interface GroupShape {
  readonly GroupId: string;
  readonly GroupName: string;
  readonly VpcId?: string;
  readonly IpPermissions: readonly PermissionShape[];
  readonly IpPermissionsEgress: readonly PermissionShape[];
  readonly Tags?: readonly TagShape[];
}

export interface AclEntryShape extends AclEntry {
  readonly IcmpTypeCode?: { readonly Type?: number; readonly Code?: number };
}

export interface AclShape {
  readonly NetworkAclId: string;
  readonly VpcId: string;
  readonly Associations: readonly { readonly SubnetId: string }[];
  readonly Entries: readonly AclEntryShape[];
}

export interface RouteShape {
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

export interface TableShape {
  readonly RouteTableId: string;
  readonly VpcId: string;
  readonly Associations: readonly {
    readonly Main: boolean;
    readonly SubnetId?: string;
    readonly GatewayId?: string;
    readonly AssociationState?: { readonly State?: string };
  }[];
  readonly Routes: readonly RouteShape[];
}

export interface GatewayShape {
  readonly InternetGatewayId: string;
  readonly Attachments: readonly { readonly VpcId: string; readonly State?: string }[];
}

export interface PeeringEndShape {
  readonly VpcId: string;
  readonly Region?: string;
  readonly OwnerId?: string;
  readonly CidrBlock?: string;
  readonly CidrBlockSet?: readonly { readonly CidrBlock?: string }[];
  readonly Ipv6CidrBlockSet?: readonly { readonly Ipv6CidrBlock?: string }[];
}

export interface PeeringShape {
  readonly VpcPeeringConnectionId: string;
  readonly Status: { readonly Code: string };
  readonly RequesterVpcInfo: PeeringEndShape;
  readonly AccepterVpcInfo: PeeringEndShape;
}

export interface PrefixEntryShape {
  readonly PrefixListId: string;
  readonly Cidr: string;
}

/** An exclusion from Block Public Access, of a VPC or of a subnet. */
export interface ExclusionShape {
  readonly ResourceArn?: string;
  /** `allow-bidirectional` or `allow-egress`. */
  readonly InternetGatewayExclusionMode?: string;
  readonly State?: string;
}
