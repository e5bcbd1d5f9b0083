import type { VpcBlockPublicAccessExclusion } from "@aws-sdk/client-ec2";
import { defineListing, required, optional } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/**
 * The VPCs and subnets for which Block Public Access does not hold, or in one direction only. They may be there while it
 * is off; those that were deleted stay for some time, and their state says so.
 */
export const vpcBlockPublicAccessExclusions = defineListing<VpcBlockPublicAccessExclusion>()({
  id: "ec2.vpc-block-public-access-exclusions",
  service: "ec2",
  operation: "DescribeVpcBlockPublicAccessExclusions",
  iam: ["ec2:DescribeVpcBlockPublicAccessExclusions"],
  items: "VpcBlockPublicAccessExclusions",
  page: 1000,
  fields: {
    ExclusionId: required(),
    // Of the VPC or the subnet.
    ResourceArn: required(),
    InternetGatewayExclusionMode: required(),
    State: required(),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::VPCBlockPublicAccessExclusion",
    id: "ExclusionId",
    arn: "arn:{partition}:ec2:{region}:{account}:vpc-block-public-access-exclusion/{ExclusionId}",
  },
});
