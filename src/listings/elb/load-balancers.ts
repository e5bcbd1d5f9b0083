import type { LoadBalancerDescription } from "@aws-sdk/client-elastic-load-balancing";
import { defineListing, optional, required } from "../../contract/index.ts";

/** The classic load balancers, which the newer API does not list. */
export const loadBalancers = defineListing<LoadBalancerDescription>()({
  id: "elb.load-balancers",
  service: "elb",
  operation: "DescribeLoadBalancers",
  iam: ["elasticloadbalancing:DescribeLoadBalancers"],
  items: "LoadBalancerDescriptions",
  page: 400,
  fields: {
    LoadBalancerName: required(),
    ListenerDescriptions: required({
      Listener: required({
        Protocol: required(),
        LoadBalancerPort: required(),
        InstanceProtocol: optional(),
        InstancePort: optional(),
        SSLCertificateId: optional(),
      }),
      PolicyNames: optional(),
    }),
    Scheme: optional(),
    DNSName: optional(),
    VPCId: optional(),
    Subnets: optional(),
    SecurityGroups: optional(),
    Instances: optional({ InstanceId: required() }),
  },
  resource: {
    type: "AWS::ElasticLoadBalancing::LoadBalancer",
    id: "LoadBalancerName",
    arn: "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{LoadBalancerName}",
    name: "LoadBalancerName",
  },
});
