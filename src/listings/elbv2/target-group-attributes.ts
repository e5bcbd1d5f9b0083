import type { TargetGroupAttribute } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, required } from "../../contract/index.ts";
import { targetGroups } from "./target-groups.ts";

/**
 * One call a target group of a network load balancer: whether targets see the client's address, or the load balancer's.
 * The documented defaults contradict each other, so it is read. Groups that no load balancer uses decide nothing.
 */
export const targetGroupAttributes = defineListing<TargetGroupAttribute>()({
  id: "elbv2.target-group-attributes",
  service: "elbv2",
  operation: "DescribeTargetGroupAttributes",
  iam: ["elasticloadbalancing:DescribeTargetGroupAttributes"],
  items: "Attributes",
  only: { Key: ["preserve_client_ip.enabled"] },
  each: {
    of: targetGroups,
    by: "TargetGroupArn",
    // Functions have no protocol; the other three are of application and gateway load balancers.
    where: ({ Protocol, LoadBalancerArns }) =>
      Protocol !== undefined && !["HTTP", "HTTPS", "GENEVE"].includes(Protocol) && LoadBalancerArns.length > 0,
    gone: ["TargetGroupNotFound", "TargetGroupNotFoundException"],
  },
  fields: { Key: required(), Value: required() },
  resource: {
    type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    id: "{TargetGroupArn}/{Key}",
    arn: "{TargetGroupArn}",
  },
});
