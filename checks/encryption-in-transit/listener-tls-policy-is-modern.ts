import { defineCheck, elbv2, notApplicable, undecided } from "clausewatch";
import { judgeTlsPolicy, tlsPolicyParams } from "./shared/tls-policy.ts";

export default defineCheck({
  id: "listener-tls-policy-is-modern",
  severity: "medium",
  title: "Load balancer listeners accept modern TLS only",
  why: "A client that is talked into an old protocol or a weak cipher sends ePHI that others can read or change, and a key that is stolen later opens what was recorded before if the cipher has no forward secrecy.",
  fix: "Set a security policy on the listener whose protocols begin with TLS 1.2 and whose ciphers all have forward secrecy, such as the one that AWS recommends.",
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeSSLPolicies.html",
    "https://www.rfc-editor.org/rfc/rfc9325#section-4.1",
    "https://csrc.nist.gov/pubs/sp/800/52/r2/final",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: elbv2.listeners,
  with: { policies: elbv2.sslPolicies, loadBalancers: elbv2.loadBalancers },
  params: tlsPolicyParams,
  judge: ({ Protocol, Port, SslPolicy, LoadBalancerArn }, { policies, loadBalancers }, params) => {
    if (Protocol !== "HTTPS" && Protocol !== "TLS") return notApplicable("the listener does not end TLS");
    const [balancer] = loadBalancers.where("LoadBalancerArn", LoadBalancerArn);
    const name = `Listener ${Protocol}:${Port} of load balancer ${balancer?.LoadBalancerName ?? LoadBalancerArn}`;
    if (SslPolicy === undefined) return undecided(`${name} does not say which security policy it has`);
    const [policy] = policies.where("Name", SslPolicy);
    if (policy === undefined) return undecided(`${name} has the security policy ${SslPolicy}, which AWS does not list`);
    const ciphers = policy.Ciphers.map(({ Name }) => Name);
    return judgeTlsPolicy(name, { name: SslPolicy, protocols: policy.SslProtocols, ciphers }, params);
  },
});
