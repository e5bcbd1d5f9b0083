import type { RouteTable } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const routeTables = defineListing<RouteTable>()({
  id: "ec2.route-tables",
  service: "ec2",
  operation: "DescribeRouteTables",
  iam: ["ec2:DescribeRouteTables"],
  items: "RouteTables",
  page: 100,
  fields: {
    RouteTableId: required(),
    VpcId: required(),
    Associations: required({
      Main: required(),
      SubnetId: optional(),
      GatewayId: optional(),
      AssociationState: optional({ State: optional() }),
    }),
    Routes: required({
      DestinationCidrBlock: optional(),
      DestinationIpv6CidrBlock: optional(),
      DestinationPrefixListId: optional(),
      State: optional(),
      Origin: optional(),
      GatewayId: optional(),
      NatGatewayId: optional(),
      InstanceId: optional(),
      NetworkInterfaceId: optional(),
      TransitGatewayId: optional(),
      VpcPeeringConnectionId: optional(),
      EgressOnlyInternetGatewayId: optional(),
      LocalGatewayId: optional(),
      CarrierGatewayId: optional(),
      CoreNetworkArn: optional(),
    }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::RouteTable",
    id: "RouteTableId",
    arn: "arn:{partition}:ec2:{region}:{account}:route-table/{RouteTableId}",
  },
});
