import type { SslPolicy } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, required } from "../../contract/index.ts";

/** The security policies that AWS has predefined; application and network load balancers know no others. */
export const sslPolicies = defineListing<SslPolicy>()({
  id: "elbv2.ssl-policies",
  service: "elbv2",
  operation: "DescribeSSLPolicies",
  iam: ["elasticloadbalancing:DescribeSSLPolicies"],
  items: "SslPolicies",
  page: 400,
  fields: { Name: required(), SslProtocols: required(), Ciphers: required({ Name: required() }) },
  // They belong to AWS: neither CloudFormation nor IAM has a name for them.
  resource: {
    type: "AWS::ElasticLoadBalancingV2::SslPolicy",
    id: "Name",
    arn: "arn:{partition}:elasticloadbalancing:{region}:aws:ssl-policy/{Name}",
  },
});
