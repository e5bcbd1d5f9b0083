import { defineCheck, elb, notApplicable, undecided, type ItemOf } from "clausewatch";
import { classicListeners, encrypts } from "./shared/classic.ts";
import { judgeTlsPolicy, tlsPolicyParams, type TlsPolicy } from "./shared/tls-policy.ts";
import { allOf } from "./shared/verdicts.ts";

const PROTOCOL = "Protocol-";

/** What is switched on among the attributes: each protocol has one, and so has each cipher. */
function policyOf({ PolicyName, PolicyAttributeDescriptions }: ItemOf<typeof elb.loadBalancerPolicies>): TlsPolicy {
  const on = PolicyAttributeDescriptions.filter(({ AttributeValue }) => AttributeValue?.toLowerCase() === "true")
    .map(({ AttributeName }) => AttributeName)
    .filter((name) => name !== "Server-Defined-Cipher-Order");
  return {
    name: PolicyName,
    protocols: on.filter((name) => name.startsWith(PROTOCOL)).map((name) => name.slice(PROTOCOL.length)),
    ciphers: on.filter((name) => !name.startsWith(PROTOCOL)),
  };
}

export default defineCheck({
  id: "classic-listener-tls-policy-is-modern",
  severity: "medium",
  title: "Classic load balancer listeners accept modern TLS only",
  why: "A client that is talked into an old protocol or a weak cipher sends ePHI that others can read or change, and a key that is stolen later opens what was recorded before if the cipher has no forward secrecy.",
  fix: "Make a custom security policy with the protocol TLS 1.2 and with ECDHE ciphers alone, and set it on the listener: the predefined policies of classic load balancers also accept ciphers without forward secrecy. Or move to an application or network load balancer.",
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-ssl-security-policy.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancerPolicies.html",
    "https://www.rfc-editor.org/rfc/rfc9325#section-4.1",
    "https://csrc.nist.gov/pubs/sp/800/52/r2/final",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: elb.loadBalancers,
  with: { policies: elb.loadBalancerPolicies },
  params: tlsPolicyParams,
  judge: ({ LoadBalancerName, ListenerDescriptions }, { policies }, params) => {
    const own = policies
      .where("LoadBalancerName", LoadBalancerName)
      .filter(({ PolicyTypeName }) => PolicyTypeName === "SSLNegotiationPolicyType");
    const secure = classicListeners(ListenerDescriptions).filter(({ protocol }) => encrypts(protocol));
    if (secure.length === 0) return notApplicable("no listener of the load balancer ends TLS");
    return allOf(
      secure.map((listener) => {
        const name = `Listener ${listener.key} of classic load balancer ${LoadBalancerName}`;
        const [policy, ...more] = own.filter(({ PolicyName }) => listener.policies.includes(PolicyName));
        if (policy === undefined) return undecided(`${name} names no security policy that its load balancer has`);
        if (more.length > 0) return undecided(`${name} names ${more.length + 1} security policies`);
        return judgeTlsPolicy(name, policyOf(policy), params, listener.key);
      }),
    );
  },
});
