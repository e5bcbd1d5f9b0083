import { defineCheck, elb, fail, notApplicable, pass, undecided, z } from "clausewatch";
import { classicListeners, encrypts } from "./shared/classic.ts";
import { isJustified, justifiedPorts } from "./shared/justified-ports.ts";
import { allOf } from "./shared/verdicts.ts";

export default defineCheck({
  id: "classic-listener-uses-tls",
  severity: "high",
  title: "Classic load balancer listeners use TLS",
  why: "Whoever can see the network between a client and a listener without TLS reads and changes the ePHI and the passwords that pass; a classic load balancer cannot send browsers on to HTTPS.",
  fix: "Replace HTTP listeners by HTTPS ones and TCP listeners by SSL ones, or move to an application or network load balancer. Where a TCP listener must pass packets on unread, justify the port with a reason in the parameter justifiedPorts.",
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: elb.loadBalancers,
  params: z.strictObject({ justifiedPorts }),
  judge: ({ LoadBalancerName, ListenerDescriptions }, _tables, params) => {
    if (ListenerDescriptions.length === 0) return notApplicable("the load balancer has no listener");
    return allOf(
      classicListeners(ListenerDescriptions).map(({ key, protocol, port }) => {
        const name = `Listener ${key} of classic load balancer ${LoadBalancerName}`;
        const encrypted = encrypts(protocol);
        if (encrypted === null) return undecided(`${name} has a protocol of which it is not known whether it encrypts`);
        if (encrypted) return pass();
        if (protocol === "HTTP") return fail(`${name} serves without TLS`, { key });
        return isJustified(params.justifiedPorts, { Protocol: protocol, Port: port })
          ? pass()
          : fail(`${name} passes on what it does not read, encrypted or not, and no reason justifies it`, { key });
      }),
    );
  },
});
