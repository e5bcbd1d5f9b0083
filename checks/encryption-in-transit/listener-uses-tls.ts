import { defineCheck, elbv2, fail, notApplicable, pass, undecided, z, type ItemOf } from "clausewatch";
import { isJustified, isPassThrough, justifiedPorts } from "./shared/justified-ports.ts";

type Actions = ItemOf<typeof elbv2.rules>["Actions"];

/** `#{protocol}`, the default of a redirect, keeps what the client came with: HTTP. */
function redirectsToHttps(actions: Actions): boolean {
  return (
    actions.length > 0 &&
    actions.every(({ Type, RedirectConfig }) => Type === "redirect" && RedirectConfig?.Protocol === "HTTPS")
  );
}

export default defineCheck({
  id: "listener-uses-tls",
  severity: "high",
  title: "Load balancer listeners use TLS",
  why: "Whoever can see the network between a client and a listener without TLS reads and changes the ePHI and the passwords that pass.",
  fix: "Serve over an HTTPS (application) or TLS (network) listener. Keep an HTTP listener only if its every rule, the default one included, redirects to HTTPS. Where a network load balancer must pass packets on unread, justify the port with a reason in the parameter justifiedPorts.",
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: elbv2.listeners,
  with: { rules: elbv2.rules, loadBalancers: elbv2.loadBalancers },
  params: z.strictObject({ justifiedPorts }),
  judge: (listener, { rules, loadBalancers }, params) => {
    const { Protocol, Port, ListenerArn, LoadBalancerArn, DefaultActions } = listener;
    const [balancer] = loadBalancers.where("LoadBalancerArn", LoadBalancerArn);
    if (Protocol === "GENEVE" || (Protocol === undefined && balancer?.Type === "gateway")) {
      return notApplicable("a gateway load balancer hands packets to appliances and serves no clients");
    }
    if (Protocol === "HTTPS" || Protocol === "TLS") return pass();

    const name = `Listener ${Protocol ?? "(no protocol)"}:${Port} of load balancer ${balancer?.LoadBalancerName ?? LoadBalancerArn}`;
    if (Protocol === "HTTP") {
      const own = rules.where("ListenerArn", ListenerArn);
      const plain = own.filter(({ Actions }) => !redirectsToHttps(Actions)).map(({ Priority }) => Priority);
      // The listener repeats its default rule's actions; both must redirect, lest they were read at different times.
      if (!redirectsToHttps(DefaultActions) && !plain.includes("default")) plain.push("default");
      if (plain.length > 0) {
        const evidence = { rulesWithoutRedirect: plain.sort() };
        return fail(`${name} serves without TLS: not every rule redirects to HTTPS`, { evidence });
      }
      return own.some(({ IsDefault }) => IsDefault === true)
        ? pass()
        : undecided(`${name} redirects to HTTPS by default, but its rules were not returned`);
    }
    if (Protocol === undefined || !isPassThrough(Protocol)) {
      return undecided(`${name} has a protocol of which it is not known whether it encrypts`);
    }
    return isJustified(params.justifiedPorts, { Protocol, ...(Port !== undefined && { Port }) })
      ? pass()
      : fail(`${name} passes on what it does not read, encrypted or not, and no reason justifies it`);
  },
});
