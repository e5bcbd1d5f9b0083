import { defineCheck, elbv2, fail, notApplicable, pass, undecided } from "clausewatch";

export default defineCheck({
  id: "load-balancer-access-logs-enabled",
  severity: "medium",
  title: "Load balancers write access logs",
  why: "The load balancer is the one place that sees every request with its true sender; without its log nobody can say who asked for what, and whether an attack succeeded.",
  fix: "Turn on access logs in the attributes of the load balancer, with a bucket in the same region whose policy lets Elastic Load Balancing write.",
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  over: elbv2.loadBalancers,
  with: { attributes: elbv2.loadBalancerAttributes, listeners: elbv2.listeners },
  judge: ({ LoadBalancerArn, LoadBalancerName, Type }, { attributes, listeners }) => {
    if (Type === "gateway") return notApplicable("a gateway load balancer writes no access logs");
    const ofTls = () => listeners.where("LoadBalancerArn", LoadBalancerArn).some(({ Protocol }) => Protocol === "TLS");
    if (Type === "network" && !ofTls())
      return notApplicable("a network load balancer without a TLS listener writes no access logs");
    const enabled = attributes
      .where("LoadBalancerArn", LoadBalancerArn)
      .find(({ Key }) => Key === "access_logs.s3.enabled");
    if (enabled === undefined)
      return undecided(`Load balancer ${LoadBalancerName} does not say whether it writes logs`);
    return enabled.Value === "true"
      ? pass()
      : fail(`Load balancer ${LoadBalancerName} (${Type}) writes no access logs`);
  },
});
