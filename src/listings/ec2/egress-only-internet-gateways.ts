import type { EgressOnlyInternetGateway } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const egressOnlyInternetGateways = defineListing<EgressOnlyInternetGateway>()({
  id: "ec2.egress-only-internet-gateways",
  service: "ec2",
  operation: "DescribeEgressOnlyInternetGateways",
  iam: ["ec2:DescribeEgressOnlyInternetGateways"],
  items: "EgressOnlyInternetGateways",
  // Less than EC2's other listings take: AWSEC2/latest/APIReference/API_DescribeEgressOnlyInternetGateways.html
  page: 255,
  fields: {
    EgressOnlyInternetGatewayId: required(),
    Attachments: required({ VpcId: required(), State: optional() }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::EgressOnlyInternetGateway",
    id: "EgressOnlyInternetGatewayId",
    arn: "arn:{partition}:ec2:{region}:{account}:egress-only-internet-gateway/{EgressOnlyInternetGatewayId}",
  },
});
