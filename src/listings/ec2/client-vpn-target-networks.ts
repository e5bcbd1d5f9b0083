import type { TargetNetwork } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { clientVpnEndpoints } from "./client-vpn-endpoints.ts";

/** One call a client VPN endpoint: the subnets by which its devices enter, each with the groups that hold for them there. */
export const clientVpnTargetNetworks = defineListing<TargetNetwork>()({
  id: "ec2.client-vpn-target-networks",
  service: "ec2",
  operation: "DescribeClientVpnTargetNetworks",
  iam: ["ec2:DescribeClientVpnTargetNetworks"],
  items: "ClientVpnTargetNetworks",
  page: 1000,
  each: { of: clientVpnEndpoints, by: "ClientVpnEndpointId", gone: ["InvalidClientVpnEndpointId.NotFound"] },
  fields: {
    AssociationId: required(),
    Status: required({ Code: required() }),
    // None where the endpoint leads to a transit gateway.
    VpcId: optional(),
    TargetNetworkId: optional(),
    SecurityGroups: optional(),
  },
  // IAM has no name for an association.
  resource: {
    type: "AWS::EC2::ClientVpnTargetNetworkAssociation",
    id: "AssociationId",
    arn: "arn:{partition}:ec2:{region}:{account}:client-vpn-endpoint/{ClientVpnEndpointId}",
  },
});
