import { ec2, elb } from "../../listings/index.ts";
import { uploadedArn } from "./certificate.ts";
import { elbSuffix, id } from "./ids.ts";
import { networkInterface } from "./network-interface.ts";
import type { Region } from "./region.ts";
import { FORWARD_SECRET } from "./tls.ts";

export interface ClassicSpec {
  readonly name: string;
  readonly subnets: readonly string[];
  readonly group: string;
  /** The servers that it sends to, and the port on which they answer over HTTPS. */
  readonly servers: readonly string[];
  readonly instancePort: number;
}

/** An internal classic load balancer for HTTPS: its certificate is in IAM, its security policy its own; it writes access logs. */
export function classicLoadBalancer(region: Region, spec: ClassicSpec): void {
  const { name, subnets, group, servers, instancePort } = spec;
  const places = subnets.map((subnet) => region.get(ec2.subnets, id("subnet", subnet)));
  region.add(elb.loadBalancers, {
    LoadBalancerName: name,
    Scheme: "internal",
    DNSName: `internal-${name}-${elbSuffix(name)}.${region.name}.elb.amazonaws.com`,
    VPCId: places[0]?.VpcId as string,
    Subnets: places.map(({ SubnetId }) => SubnetId),
    SecurityGroups: [region.get(ec2.securityGroups, id("sg", group)).GroupId],
    Instances: servers.map((server) => ({ InstanceId: region.get(ec2.instances, id("i", server)).InstanceId })),
    ListenerDescriptions: [
      {
        Listener: {
          Protocol: "HTTPS",
          LoadBalancerPort: 443,
          InstanceProtocol: "HTTPS",
          InstancePort: instancePort,
          SSLCertificateId: uploadedArn(region.account, name),
        },
        PolicyNames: ["tls-1-2"],
      },
    ],
  });
  region.add(elb.loadBalancerAttributes, {
    LoadBalancerName: name,
    AccessLog: { Enabled: true, S3BucketName: `example-health-logs-${region.name}` },
  });
  region.add(elb.loadBalancerPolicies, {
    LoadBalancerName: name,
    PolicyName: "tls-1-2",
    PolicyTypeName: "SSLNegotiationPolicyType",
    PolicyAttributeDescriptions: [
      { AttributeName: "Protocol-TLSv1", AttributeValue: "false" },
      { AttributeName: "Protocol-TLSv1.1", AttributeValue: "false" },
      { AttributeName: "Protocol-TLSv1.2", AttributeValue: "true" },
      { AttributeName: "Server-Defined-Cipher-Order", AttributeValue: "true" },
      ...FORWARD_SECRET.map((AttributeName) => ({ AttributeName, AttributeValue: "true" })),
    ],
  });
  for (const subnet of subnets) {
    networkInterface(region, {
      name: `elb ${name} ${subnet}`,
      subnet,
      groups: [group],
      description: `ELB ${name}`,
      managed: true,
    });
  }
}
