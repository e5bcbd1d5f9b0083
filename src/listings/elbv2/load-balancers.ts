import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, optional, required } from "../../contract/index.ts";

export const loadBalancers = defineListing<LoadBalancer>()({
  id: "elbv2.load-balancers",
  service: "elbv2",
  operation: "DescribeLoadBalancers",
  iam: ["elasticloadbalancing:DescribeLoadBalancers"],
  items: "LoadBalancers",
  page: 400,
  fields: {
    LoadBalancerArn: required(),
    LoadBalancerName: required(),
    Type: required(),
    Scheme: optional(),
    DNSName: optional(),
    VpcId: optional(),
    IpAddressType: optional(),
    State: optional({ Code: optional() }),
    AvailabilityZones: optional({ ZoneName: optional(), SubnetId: optional() }),
    SecurityGroups: optional(),
  },
  resource: {
    type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    id: "LoadBalancerArn",
    arn: "{LoadBalancerArn}",
    name: "LoadBalancerName",
  },
});
