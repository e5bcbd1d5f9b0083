import type { TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { targetGroups } from "./target-groups.ts";

/**
 * One call a target group that a load balancer uses: what is registered in it, draining and unhealthy targets too. A
 * function is called and not connected to. The operation does not page.
 */
export const targetHealth = defineListing<TargetHealthDescription>()({
  id: "elbv2.target-health",
  service: "elbv2",
  operation: "DescribeTargetHealth",
  iam: ["elasticloadbalancing:DescribeTargetHealth"],
  items: "TargetHealthDescriptions",
  each: {
    of: targetGroups,
    by: "TargetGroupArn",
    where: ({ TargetType, LoadBalancerArns }) => TargetType !== "lambda" && LoadBalancerArns.length > 0,
    gone: ["TargetGroupNotFound", "TargetGroupNotFoundException"],
  },
  fields: {
    // An instance, an address or a load balancer. Only functions have no port.
    Target: required({ Id: required(), Port: required(), AvailabilityZone: optional() }),
    // A reason is given of what is not healthy, and a port of what was checked.
    TargetHealth: optional({ State: optional(), Reason: optional() }),
    HealthCheckPort: optional(),
  },
  // A target is no resource of its own.
  resource: {
    type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    id: "{TargetGroupArn}/{Target.Id}/{Target.Port}",
    arn: "{TargetGroupArn}",
  },
});
