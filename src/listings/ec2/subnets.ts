import type { Subnet } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const subnets = defineListing<Subnet>()({
  id: "ec2.subnets",
  service: "ec2",
  operation: "DescribeSubnets",
  iam: ["ec2:DescribeSubnets"],
  items: "Subnets",
  page: 1000,
  fields: {
    SubnetId: required(),
    VpcId: required(),
    CidrBlock: optional(),
    AvailabilityZone: optional(),
    MapPublicIpOnLaunch: optional(),
    Ipv6CidrBlockAssociationSet: optional({
      Ipv6CidrBlock: optional(),
      Ipv6CidrBlockState: optional({ State: optional() }),
    }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::Subnet",
    id: "SubnetId",
    arn: "arn:{partition}:ec2:{region}:{account}:subnet/{SubnetId}",
  },
});
