import { defineCheck, elb, fail, pass } from "clausewatch";

export default defineCheck({
  id: "classic-load-balancer-access-logs-enabled",
  severity: "medium",
  title: "Classic load balancers write access logs",
  why: "The load balancer is the one place that sees every request with its true sender; without its log nobody can say who asked for what, and whether an attack succeeded.",
  fix: "Turn on access logs in the attributes of the load balancer, with a bucket in the same region whose policy lets Elastic Load Balancing write; or move to an application or network load balancer that does.",
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_AccessLog.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  over: elb.loadBalancerAttributes,
  judge: ({ LoadBalancerName, AccessLog }) =>
    AccessLog.Enabled ? pass() : fail(`Classic load balancer ${LoadBalancerName} writes no access logs`),
});
