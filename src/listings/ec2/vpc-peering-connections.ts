import type { VpcPeeringConnection } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** One end of a peering, in this account and region or in another. Its ranges are told of active peerings only. */
const end = {
  OwnerId: required(),
  VpcId: required(),
  Region: required(),
  CidrBlock: optional(),
  CidrBlockSet: optional({ CidrBlock: required() }),
  Ipv6CidrBlockSet: optional({ Ipv6CidrBlock: required() }),
} as const;

/** Listed at both ends; those that were refused or deleted stay for some time, and their status says so. */
export const vpcPeeringConnections = defineListing<VpcPeeringConnection>()({
  id: "ec2.vpc-peering-connections",
  service: "ec2",
  operation: "DescribeVpcPeeringConnections",
  iam: ["ec2:DescribeVpcPeeringConnections"],
  items: "VpcPeeringConnections",
  page: 1000,
  fields: {
    VpcPeeringConnectionId: required(),
    Status: required({ Code: required() }),
    RequesterVpcInfo: required(end),
    AccepterVpcInfo: required(end),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::VPCPeeringConnection",
    id: "VpcPeeringConnectionId",
    arn: "arn:{partition}:ec2:{region}:{account}:vpc-peering-connection/{VpcPeeringConnectionId}",
  },
});
