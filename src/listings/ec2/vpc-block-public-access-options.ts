import type { VpcBlockPublicAccessOptions } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";

/**
 * A setting of the account in the region: whether internet gateways carry traffic, of all its VPCs and whatever routes
 * say. There and `off` where nobody ever touched it: AWSEC2/latest/APIReference/API_VpcBlockPublicAccessOptions.html
 */
export const vpcBlockPublicAccessOptions = defineListing<VpcBlockPublicAccessOptions>()({
  id: "ec2.vpc-block-public-access-options",
  service: "ec2",
  operation: "DescribeVpcBlockPublicAccessOptions",
  iam: ["ec2:DescribeVpcBlockPublicAccessOptions"],
  items: "VpcBlockPublicAccessOptions",
  fields: {
    InternetGatewayBlockMode: required(),
    // A mode that is being changed may hold already, or not yet.
    State: optional(),
    ManagedBy: optional(),
    ExclusionsAllowed: optional(),
  },
  // IAM has no name for it.
  resource: {
    type: "AWS::EC2::VPCBlockPublicAccessOptions",
    id: "{region}",
    arn: "arn:{partition}:ec2:{region}:{account}:vpc-block-public-access-options",
  },
});
