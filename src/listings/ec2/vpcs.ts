import type { Vpc } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const vpcs = defineListing<Vpc>()({
  id: "ec2.vpcs",
  service: "ec2",
  operation: "DescribeVpcs",
  iam: ["ec2:DescribeVpcs"],
  items: "Vpcs",
  page: 1000,
  fields: {
    VpcId: required(),
    CidrBlock: optional(),
    OwnerId: optional(),
    IsDefault: optional(),
    CidrBlockAssociationSet: optional({ CidrBlock: optional(), CidrBlockState: optional({ State: optional() }) }),
    Ipv6CidrBlockAssociationSet: optional({
      Ipv6CidrBlock: optional(),
      Ipv6CidrBlockState: optional({ State: optional() }),
    }),
    Tags: optional(tag),
  },
  resource: { type: "AWS::EC2::VPC", id: "VpcId", arn: "arn:{partition}:ec2:{region}:{account}:vpc/{VpcId}" },
});
