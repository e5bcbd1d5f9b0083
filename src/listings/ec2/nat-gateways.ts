import type { NatGateway } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** Deleted ones stay in the answer for about an hour; their state says so. */
export const natGateways = defineListing<NatGateway>()({
  id: "ec2.nat-gateways",
  service: "ec2",
  operation: "DescribeNatGateways",
  iam: ["ec2:DescribeNatGateways"],
  items: "NatGateways",
  page: 1000,
  fields: {
    NatGatewayId: required(),
    State: required(),
    VpcId: optional(),
    // A regional gateway is in no subnet.
    SubnetId: optional(),
    AvailabilityMode: optional(),
    ConnectivityType: optional(),
    NatGatewayAddresses: optional({
      AllocationId: optional(),
      NetworkInterfaceId: optional(),
      PrivateIp: optional(),
      PublicIp: optional(),
      Status: optional(),
    }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::NatGateway",
    id: "NatGatewayId",
    arn: "arn:{partition}:ec2:{region}:{account}:natgateway/{NatGatewayId}",
  },
});
