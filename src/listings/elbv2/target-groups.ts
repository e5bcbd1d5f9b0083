import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, optional, required } from "../../contract/index.ts";

export const targetGroups = defineListing<TargetGroup>()({
  id: "elbv2.target-groups",
  service: "elbv2",
  operation: "DescribeTargetGroups",
  iam: ["elasticloadbalancing:DescribeTargetGroups"],
  items: "TargetGroups",
  page: 400,
  fields: {
    TargetGroupArn: required(),
    TargetGroupName: required(),
    TargetType: required(),
    Protocol: optional(),
    ProtocolVersion: optional(),
    Port: optional(),
    VpcId: optional(),
    LoadBalancerArns: required(),
    HealthCheckProtocol: optional(),
    IpAddressType: optional(),
  },
  resource: {
    type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    id: "TargetGroupArn",
    arn: "{TargetGroupArn}",
    name: "TargetGroupName",
  },
});
