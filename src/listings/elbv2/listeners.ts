import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { action } from "./action.ts";
import { loadBalancers } from "./load-balancers.ts";

/** One call a load balancer. Those of gateway load balancers, which pass packets on, have neither protocol nor port. */
export const listeners = defineListing<Listener>()({
  id: "elbv2.listeners",
  service: "elbv2",
  operation: "DescribeListeners",
  iam: ["elasticloadbalancing:DescribeListeners"],
  items: "Listeners",
  page: 400,
  each: {
    of: loadBalancers,
    by: "LoadBalancerArn",
    gone: ["LoadBalancerNotFound", "LoadBalancerNotFoundException"],
  },
  fields: {
    ListenerArn: required(),
    Protocol: optional(),
    Port: optional(),
    SslPolicy: optional(),
    Certificates: optional({ CertificateArn: optional(), IsDefault: optional() }),
    DefaultActions: required(action),
    AlpnPolicy: optional(),
  },
  resource: {
    type: "AWS::ElasticLoadBalancingV2::Listener",
    id: "ListenerArn",
    arn: "{ListenerArn}",
  },
});
