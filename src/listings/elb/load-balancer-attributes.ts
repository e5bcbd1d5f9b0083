import type { LoadBalancerAttributes } from "@aws-sdk/client-elastic-load-balancing";
import { defineListing, optional, required } from "../../contract/index.ts";
import { loadBalancers } from "./load-balancers.ts";

/** One call a classic load balancer. */
export const loadBalancerAttributes = defineListing<LoadBalancerAttributes>()({
  id: "elb.load-balancer-attributes",
  service: "elb",
  operation: "DescribeLoadBalancerAttributes",
  iam: ["elasticloadbalancing:DescribeLoadBalancerAttributes"],
  items: "LoadBalancerAttributes",
  each: {
    of: loadBalancers,
    by: "LoadBalancerName",
    gone: ["LoadBalancerNotFound", "AccessPointNotFoundException"],
  },
  fields: { AccessLog: required({ Enabled: required(), S3BucketName: optional() }) },
  resource: {
    type: "AWS::ElasticLoadBalancing::LoadBalancer",
    id: "LoadBalancerName",
    arn: "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{LoadBalancerName}",
  },
});
