import type { NetworkInterface } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const networkInterfaces = defineListing<NetworkInterface>()({
  id: "ec2.network-interfaces",
  service: "ec2",
  operation: "DescribeNetworkInterfaces",
  iam: ["ec2:DescribeNetworkInterfaces"],
  items: "NetworkInterfaces",
  page: 1000,
  fields: {
    NetworkInterfaceId: required(),
    VpcId: optional(),
    SubnetId: optional(),
    InterfaceType: optional(),
    Description: optional(),
    RequesterManaged: optional(),
    Status: optional(),
    DenyAllIgwTraffic: optional(),
    SourceDestCheck: optional(),
    PrivateIpAddress: optional(),
    Association: optional({ PublicIp: optional() }),
    PrivateIpAddresses: optional({
      PrivateIpAddress: required(),
      Primary: optional(),
      Association: optional({ PublicIp: optional() }),
    }),
    Ipv6Addresses: optional({ Ipv6Address: required() }),
    // Whole prefixes, which what runs on the instance takes addresses from.
    Ipv4Prefixes: optional({ Ipv4Prefix: required() }),
    Ipv6Prefixes: optional({ Ipv6Prefix: required() }),
    Groups: required({ GroupId: required() }),
    Attachment: optional({ InstanceId: optional(), InstanceOwnerId: optional(), Status: optional() }),
    TagSet: optional(tag),
  },
  resource: {
    type: "AWS::EC2::NetworkInterface",
    id: "NetworkInterfaceId",
    arn: "arn:{partition}:ec2:{region}:{account}:network-interface/{NetworkInterfaceId}",
  },
});
