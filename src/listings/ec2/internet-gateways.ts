import type { InternetGateway } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const internetGateways = defineListing<InternetGateway>()({
  id: "ec2.internet-gateways",
  service: "ec2",
  operation: "DescribeInternetGateways",
  iam: ["ec2:DescribeInternetGateways"],
  items: "InternetGateways",
  page: 1000,
  fields: {
    InternetGatewayId: required(),
    // None, where it is attached to nothing.
    Attachments: required({ VpcId: required(), State: optional() }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::InternetGateway",
    id: "InternetGatewayId",
    arn: "arn:{partition}:ec2:{region}:{account}:internet-gateway/{InternetGatewayId}",
  },
});
