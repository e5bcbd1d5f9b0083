import type { PolicyDescription } from "@aws-sdk/client-elastic-load-balancing";
import { defineListing, optional, required } from "../../contract/index.ts";
import { loadBalancers } from "./load-balancers.ts";

/**
 * One call a classic load balancer that ends TLS. A policy of the type `SSLNegotiationPolicyType` carries its protocols
 * and ciphers as attributes, one each, `true` or `false`.
 */
export const loadBalancerPolicies = defineListing<PolicyDescription>()({
  id: "elb.load-balancer-policies",
  service: "elb",
  operation: "DescribeLoadBalancerPolicies",
  iam: ["elasticloadbalancing:DescribeLoadBalancerPolicies"],
  items: "PolicyDescriptions",
  each: {
    of: loadBalancers,
    by: "LoadBalancerName",
    where: ({ ListenerDescriptions }) =>
      ListenerDescriptions.some(({ Listener }) => ["HTTPS", "SSL"].includes(Listener.Protocol.toUpperCase())),
    gone: ["LoadBalancerNotFound", "AccessPointNotFoundException"],
  },
  fields: {
    PolicyName: required(),
    PolicyTypeName: required(),
    PolicyAttributeDescriptions: required({ AttributeName: required(), AttributeValue: optional() }),
  },
  // A policy has no name of its own outside its load balancer.
  resource: {
    type: "AWS::ElasticLoadBalancing::LoadBalancer",
    id: "{LoadBalancerName}/{PolicyName}",
    arn: "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{LoadBalancerName}",
  },
});
