import { defineCheck, elbv2, fail, notApplicable, pass, undecided, z, type ItemOf } from "clausewatch";
import { isJustified, isPassThrough, justifiedPorts } from "./shared/justified-ports.ts";

function forwardsTo(targetGroup: string, { DefaultActions }: ItemOf<typeof elbv2.listeners>): boolean {
  return DefaultActions.some(
    ({ TargetGroupArn, ForwardConfig }) =>
      TargetGroupArn === targetGroup ||
      ForwardConfig?.TargetGroups?.some(({ TargetGroupArn }) => TargetGroupArn === targetGroup),
  );
}

export default defineCheck({
  id: "target-group-uses-tls",
  severity: "high",
  title: "Load balancers speak TLS to their targets",
  why: "Where the load balancer ends TLS and goes on without it, the ePHI crosses the network to the application servers in the clear.",
  fix: "Make a target group with protocol HTTPS (application) or TLS (network), let the servers answer with a certificate, and point the listener's rules to it. Where a network load balancer passes TLS through to targets that end it themselves, justify the port with a reason in the parameter justifiedPorts.",
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: elbv2.targetGroups,
  with: { listeners: elbv2.listeners },
  params: z.strictObject({ justifiedPorts }),
  judge: (group, { listeners }, params) => {
    const { TargetGroupArn, TargetGroupName, TargetType, Protocol, Port, LoadBalancerArns } = group;
    if (LoadBalancerArns.length === 0) return notApplicable("no load balancer uses the target group");
    if (TargetType === "lambda") return notApplicable("Lambda functions are invoked over the AWS API");
    if (TargetType === "alb") {
      return notApplicable("the target is an application load balancer, whose own listeners and targets are judged");
    }
    if (Protocol === "GENEVE") {
      return notApplicable("a gateway load balancer hands packets to appliances, wrapped as they are");
    }
    if (Protocol === "HTTPS" || Protocol === "TLS") return pass();

    const name = `Target group ${TargetGroupName} (${Protocol ?? "no protocol"}:${Port})`;
    if (Protocol === "HTTP") return fail(`${name} gets its traffic without TLS`);
    if (Protocol === undefined || !isPassThrough(Protocol)) {
      return undecided(`${name} has a protocol of which it is not known whether it encrypts`);
    }
    // A justified port says that the clients' own TLS goes through to the targets; behind these listeners it does not.
    const endsTls = LoadBalancerArns.flatMap((balancer) => listeners.where("LoadBalancerArn", balancer))
      .filter((listener) => listener.Protocol === "TLS" && forwardsTo(TargetGroupArn, listener))
      .map((listener) => `TLS:${listener.Port}`)
      .sort();
    if (endsTls.length > 0) {
      return fail(`${name} gets its traffic without TLS: listener ${endsTls.join(", ")} ends it before`);
    }
    return isJustified(params.justifiedPorts, { Protocol, ...(Port !== undefined && { Port }) })
      ? pass()
      : fail(`${name} gets what the load balancer does not read, encrypted or not, and no reason justifies it`);
  },
});
