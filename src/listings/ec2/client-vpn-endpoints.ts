import type { ClientVpnEndpoint } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** Where people's own devices enter a network, from anywhere; their status says whether they take connections. */
export const clientVpnEndpoints = defineListing<ClientVpnEndpoint>()({
  id: "ec2.client-vpn-endpoints",
  service: "ec2",
  operation: "DescribeClientVpnEndpoints",
  iam: ["ec2:DescribeClientVpnEndpoints"],
  items: "ClientVpnEndpoints",
  page: 1000,
  fields: {
    ClientVpnEndpointId: required(),
    Status: required({ Code: required() }),
    // Neither where it leads to a transit gateway, nor before it leads anywhere.
    VpcId: optional(),
    SecurityGroupIds: optional(),
    TransitGatewayConfiguration: optional({ TransitGatewayId: optional() }),
    // The IPv4 addresses that devices get; those of IPv6 are not told.
    ClientCidrBlock: optional(),
    TrafficIpAddressType: optional(),
    TransportProtocol: optional(),
    VpnPort: optional(),
    EndpointIpAddressType: optional(),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::ClientVpnEndpoint",
    id: "ClientVpnEndpointId",
    arn: "arn:{partition}:ec2:{region}:{account}:client-vpn-endpoint/{ClientVpnEndpointId}",
  },
});
