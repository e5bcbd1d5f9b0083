import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { action } from "./action.ts";
import { listeners } from "./listeners.ts";

/** One call an HTTP listener: only there does a rule decide whether anything is served without TLS. */
export const rules = defineListing<Rule>()({
  id: "elbv2.rules",
  service: "elbv2",
  operation: "DescribeRules",
  iam: ["elasticloadbalancing:DescribeRules"],
  items: "Rules",
  page: 400,
  each: {
    of: listeners,
    by: "ListenerArn",
    where: (listener) => listener.Protocol === "HTTP",
    gone: ["ListenerNotFound", "ListenerNotFoundException"],
  },
  fields: {
    RuleArn: required(),
    Priority: required(),
    IsDefault: optional(),
    Actions: required(action),
  },
  resource: { type: "AWS::ElasticLoadBalancingV2::ListenerRule", id: "RuleArn", arn: "{RuleArn}" },
});
