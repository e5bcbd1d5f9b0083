import type { SecurityGroup } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/**
 * A permission without its protocol, or a range without its address, would read as narrower than it is: required.
 * From and To are absent where the protocol has no ports.
 */
const permission = {
  IpProtocol: required(),
  FromPort: optional(),
  ToPort: optional(),
  IpRanges: required({ CidrIp: required(), Description: optional() }),
  Ipv6Ranges: required({ CidrIpv6: required(), Description: optional() }),
  PrefixListIds: required({ PrefixListId: required(), Description: optional() }),
  UserIdGroupPairs: required({
    GroupId: optional(),
    UserId: optional(),
    VpcId: optional(),
    VpcPeeringConnectionId: optional(),
    PeeringStatus: optional(),
    Description: optional(),
  }),
} as const;

export const securityGroups = defineListing<SecurityGroup>()({
  id: "ec2.security-groups",
  service: "ec2",
  operation: "DescribeSecurityGroups",
  iam: ["ec2:DescribeSecurityGroups"],
  items: "SecurityGroups",
  page: 1000,
  fields: {
    GroupId: required(),
    GroupName: required(),
    VpcId: optional(),
    OwnerId: optional(),
    Description: optional(),
    IpPermissions: required(permission),
    IpPermissionsEgress: required(permission),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::SecurityGroup",
    id: "GroupId",
    arn: "arn:{partition}:ec2:{region}:{account}:security-group/{GroupId}",
    name: "GroupName",
  },
});
