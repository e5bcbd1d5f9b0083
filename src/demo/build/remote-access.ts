/** Ways in that AWS offers beside a bastion, as they are when making them failed: nobody gets in by them. */
import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

interface TrialSpec {
  readonly name: string;
  readonly subnet: string;
  readonly group: string;
}

/** An instance connect endpoint that could not be created, and has no interface. */
export function failedConnectEndpoint(region: Region, { name, subnet, group }: TrialSpec): void {
  const { VpcId, SubnetId } = region.get(ec2.subnets, id("subnet", subnet));
  const InstanceConnectEndpointId = id("eice", name);
  region.add(ec2.instanceConnectEndpoints, {
    InstanceConnectEndpointId,
    InstanceConnectEndpointArn: region.arn("ec2", `instance-connect-endpoint/${InstanceConnectEndpointId}`),
    State: "create-failed",
    VpcId,
    SubnetId,
    NetworkInterfaceIds: [],
    SecurityGroupIds: [region.get(ec2.securityGroups, id("sg", group)).GroupId],
    PreserveClientIp: false,
    IpAddressType: "ipv4",
    Tags: tags({ Name: name }),
  });
}

/** A client VPN endpoint that takes no connections, for it could not be associated with its subnet. */
export function failedClientVpn(region: Region, { name, subnet, group }: TrialSpec): void {
  const { VpcId, SubnetId } = region.get(ec2.subnets, id("subnet", subnet));
  const { GroupId } = region.get(ec2.securityGroups, id("sg", group));
  const ClientVpnEndpointId = id("cvpn-endpoint", name);
  region.add(ec2.clientVpnEndpoints, {
    ClientVpnEndpointId,
    Status: { Code: "pending-associate" },
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
