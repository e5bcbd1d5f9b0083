import { defineCheck, elb, fail, notApplicable, pass, undecided, z } from "clausewatch";
import { classicListeners, encrypts } from "./shared/classic.ts";
import { isJustified, justifiedPorts } from "./shared/justified-ports.ts";
import { allOf } from "./shared/verdicts.ts";

export default defineCheck({
  id: "classic-backend-uses-tls",
  severity: "high",
  title: "Classic load balancers speak TLS to their servers",
  why: "Where the load balancer goes on without TLS, the ePHI crosses the network to the application servers in the clear.",
  fix: "Set the instance protocol of the listener to HTTPS or SSL, and let the servers answer with a certificate. Where TLS goes through a TCP listener to servers that end it themselves, justify the port with a reason in the parameter justifiedPorts.",
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
      classicListeners(ListenerDescriptions).map(({ key, protocol, instanceProtocol, instancePort }) => {
        const name = `Listener ${key} of classic load balancer ${LoadBalancerName}`;
        if (instanceProtocol === undefined) return undecided(`${name} does not say how it speaks to its servers`);
        const to = `${instanceProtocol}:${instancePort}`;
        const encrypted = encrypts(instanceProtocol);
        if (encrypted === null)
          return undecided(`${name} speaks to its servers by ${to}, which is not known to encrypt`);
        if (encrypted) return pass();
        // A justified port says that the clients' own TLS goes through to the servers; where it ends before, it does not.
        const port = { Protocol: instanceProtocol, ...(instancePort !== undefined && { Port: instancePort }) };
        const passesThrough = protocol === "TCP" && instanceProtocol === "TCP";
        return passesThrough && isJustified(params.justifiedPorts, port)
          ? pass()
          : fail(`${name} speaks to its servers without TLS, by ${to}`, { key });
      }),
    );
  },
});
