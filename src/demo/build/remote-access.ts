/** Ways in that AWS offers beside a bastion. */
import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

interface DoorSpec {
  readonly name: string;
  readonly subnet: string;
  readonly group: string;
}

/** An Instance Connect endpoint; one that could not be created has no interface, and nobody gets in by it. */
export function connectEndpoint(
  region: Region,
  { name, subnet, group, state }: DoorSpec & { readonly state: "create-complete" | "create-failed" },
): void {
  const { VpcId, SubnetId } = region.get(ec2.subnets, id("subnet", subnet));
  const InstanceConnectEndpointId = id("eice", name);
  region.add(ec2.instanceConnectEndpoints, {
    InstanceConnectEndpointId,
    InstanceConnectEndpointArn: region.arn("ec2", `instance-connect-endpoint/${InstanceConnectEndpointId}`),
    State: state,
    VpcId,
    SubnetId,
    NetworkInterfaceIds: [],
    SecurityGroupIds: [region.get(ec2.securityGroups, id("sg", group)).GroupId],
    PreserveClientIp: false,
    IpAddressType: "ipv4",
    Tags: tags({ Name: name }),
  });
}

/** A client VPN endpoint; one that was not associated with its subnet takes no connections. */
export function clientVpn(
  region: Region,
  { name, subnet, group, status }: DoorSpec & { readonly status: "available" | "pending-associate" },
): void {
  const { VpcId, SubnetId } = region.get(ec2.subnets, id("subnet", subnet));
  const { GroupId } = region.get(ec2.securityGroups, id("sg", group));
  const ClientVpnEndpointId = id("cvpn-endpoint", name);
  region.add(ec2.clientVpnEndpoints, {
    ClientVpnEndpointId,
    Status: { Code: status },
    VpcId,
    SecurityGroupIds: [GroupId],
    ClientCidrBlock: "10.99.0.0/22",
    TrafficIpAddressType: "ipv4",
    TransportProtocol: "udp",
    VpnPort: 443,
    EndpointIpAddressType: "ipv4",
    Tags: tags({ Name: name }),
  });
  region.add(ec2.clientVpnTargetNetworks, {
    ClientVpnEndpointId,
    AssociationId: id("cvpn-assoc", name),
    Status: { Code: "association-failed" },
    VpcId,
    TargetNetworkId: SubnetId,
    SecurityGroups: [GroupId],
  });
}
