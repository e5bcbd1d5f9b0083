import type { NetworkAcl } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** A rule names one block, of either family. Ports stand in rules for TCP and UDP alone, type and code in those for ICMP. */
export const networkAcls = defineListing<NetworkAcl>()({
  id: "ec2.network-acls",
  service: "ec2",
  operation: "DescribeNetworkAcls",
  iam: ["ec2:DescribeNetworkAcls"],
  items: "NetworkAcls",
  page: 1000,
  fields: {
    NetworkAclId: required(),
    VpcId: required(),
    IsDefault: optional(),
    Associations: required({ SubnetId: required() }),
    Entries: required({
      RuleNumber: required(),
      RuleAction: required(),
      Egress: required(),
      Protocol: required(),
      CidrBlock: optional(),
      Ipv6CidrBlock: optional(),
      PortRange: optional({ From: required(), To: required() }),
      // -1 is any.
      IcmpTypeCode: optional({ Type: optional(), Code: optional() }),
    }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::NetworkAcl",
    id: "NetworkAclId",
    arn: "arn:{partition}:ec2:{region}:{account}:network-acl/{NetworkAclId}",
  },
});
