import type { LoadBalancerAttribute } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, required } from "../../contract/index.ts";
import { loadBalancers } from "./load-balancers.ts";

/** One call a load balancer. Of some twenty attributes, those are kept that a check asks for; gateway load balancers have none of them. */
export const loadBalancerAttributes = defineListing<LoadBalancerAttribute>()({
  id: "elbv2.load-balancer-attributes",
  service: "elbv2",
  operation: "DescribeLoadBalancerAttributes",
  iam: ["elasticloadbalancing:DescribeLoadBalancerAttributes"],
  items: "Attributes",
  only: { Key: ["access_logs.s3.enabled"] },
  each: {
    of: loadBalancers,
    by: "LoadBalancerArn",
    where: ({ Type }) => Type !== "gateway",
    gone: ["LoadBalancerNotFound", "LoadBalancerNotFoundException"],
  },
  fields: { Key: required(), Value: required() },
  resource: {
    type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    id: "{LoadBalancerArn}/{Key}",
    arn: "{LoadBalancerArn}",
  },
});
