import type { VpcEndpoint } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** A gateway endpoint stands in route tables; the other types have subnets and interfaces. */
export const vpcEndpoints = defineListing<VpcEndpoint>()({
  id: "ec2.vpc-endpoints",
  service: "ec2",
  operation: "DescribeVpcEndpoints",
  iam: ["ec2:DescribeVpcEndpoints"],
  items: "VpcEndpoints",
  page: 1000,
  fields: {
    VpcEndpointId: required(),
    VpcEndpointType: required(),
    VpcId: required(),
    State: required(),
    ServiceName: optional(),
    RouteTableIds: optional(),
    SubnetIds: optional(),
    NetworkInterfaceIds: optional(),
    Groups: optional({ GroupId: required() }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::VPCEndpoint",
    id: "VpcEndpointId",
    arn: "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{VpcEndpointId}",
  },
});
