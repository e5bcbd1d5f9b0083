import type { SecurityGroupVpcAssociation } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";

/** The further VPCs of the region that use a security group, beside the one that it was made in. */
export const securityGroupVpcAssociations = defineListing<SecurityGroupVpcAssociation>()({
  id: "ec2.security-group-vpc-associations",
  service: "ec2",
  operation: "DescribeSecurityGroupVpcAssociations",
  iam: ["ec2:DescribeSecurityGroupVpcAssociations"],
  items: "SecurityGroupVpcAssociations",
  page: 1000,
  fields: {
    GroupId: required(),
    VpcId: required(),
    State: required(),
    GroupOwnerId: optional(),
    VpcOwnerId: optional(),
  },
  // IAM has no name for an association.
  resource: {
    type: "AWS::EC2::SecurityGroupVpcAssociation",
    id: "{GroupId}/{VpcId}",
    arn: "arn:{partition}:ec2:{region}:{account}:security-group/{GroupId}",
  },
});
