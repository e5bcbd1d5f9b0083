import check from "../../../checks/encryption-in-transit/listener-tls-policy-is-modern.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { modern, tls13, weak } from "./tls-policies.ts";

const listener = (Protocol: string | undefined, SslPolicy: string | undefined = "p") => ({
  ListenerArn: "listener",
  LoadBalancerArn: "lb",
  Port: 443,
  DefaultActions: [],
  ...(Protocol !== undefined && { Protocol }),
  ...(SslPolicy !== "" && { SslPolicy }),
});
const policy = (SslProtocols: readonly string[], ciphers: readonly string[] = modern, Name = "p") => ({
  Name,
  SslProtocols,
  Ciphers: ciphers.map((cipher) => ({ Name: cipher })),
});
const loadBalancers = [{ LoadBalancerArn: "lb", LoadBalancerName: "front", Type: "application" }];
const having = (...policies: ReturnType<typeof policy>[]) => ({ loadBalancers, policies });
const item = listener("HTTPS");

testCheck(check, {
  pass: [
    { name: "TLS 1.2", item, tables: having(policy(["TLSv1.2"])) },
    { name: "TLS 1.2 and 1.3", item, tables: having(policy(["TLSv1.2", "TLSv1.3"], [...modern, ...tls13])) },
    { name: "a TLS listener", item: listener("TLS"), tables: having(policy(["TLSv1.3"], tls13)) },
    {
      name: "another policy does not matter",
      item,
      tables: having(policy(["TLSv1"], weak, "other"), policy(["TLSv1.2"])),
    },
    {
      name: "TLS 1.1 and a cipher that nobody forbids",
      item,
      tables: having(policy(["TLSv1.1"], weak)),
      params: { minimumProtocol: "TLSv1.1", forbiddenCiphers: [] },
    },
    {
      name: "a pattern matches whole names",
      item,
      tables: having(policy(["TLSv1.2"])),
      params: { forbiddenCiphers: ["AES*", "*ECDSA", "AES128"] },
    },
  ],
  fail: [
    {
      name: "TLS 1.0 and 1.1",
      item,
      tables: having(policy(["TLSv1.2", "TLSv1.1", "TLSv1"])),
      says: "Listener HTTPS:443 of load balancer front accepts TLSv1, TLSv1.1 by its policy p",
    },
    { name: "SSL 3", item, tables: having(policy(["SSLv3", "TLSv1.3"])) },
    ...weak.map((cipher) => ({
      name: cipher,
      item,
      tables: having(policy(["TLSv1.2"], [...modern, cipher])),
      says: `accepts the forbidden cipher ${cipher} by`,
    })),
    {
      name: "protocols and ciphers",
      item,
      tables: having(policy(["TLSv1"], ["RC4-MD5", "AES128-SHA"])),
      says: "accepts TLSv1 and 2 forbidden ciphers such as AES128-SHA by its policy p",
    },
    {
      name: "TLS 1.2 where 1.3 is asked for",
      item,
      tables: having(policy(["TLSv1.2", "TLSv1.3"])),
      params: { minimumProtocol: "TLSv1.3" },
    },
    {
      name: "CBC, forbidden",
      item,
      tables: having(policy(["TLSv1.2"])),
      params: { forbiddenCiphers: ["*-SHA384"] },
    },
    { name: "what is not known hides no fail", item, tables: having(policy(["TLSv1", "TLSv2"])) },
  ],
  notApplicable: [
    { name: "HTTP", item: listener("HTTP", ""), tables: having() },
    { name: "TCP", item: listener("TCP", ""), tables: having() },
    { name: "no protocol", item: listener(undefined, ""), tables: having() },
  ],
  undecided: [
    {
      name: "no policy named",
      item: listener("HTTPS", ""),
      tables: having(policy(["TLSv1.2"])),
      says: /which security/,
    },
    { name: "a policy that is not listed", item, tables: having(policy(["TLSv1.2"], modern, "q")), says: /not list/ },
    { name: "a protocol of tomorrow", item, tables: having(policy(["TLSv1.2", "TLSv1.4"])), says: /TLSv1.4/ },
    { name: "no protocol in the policy", item, tables: having(policy([])), says: /names no protocol/ },
  ],
  badParams: [
    { name: "a protocol that is none", params: { minimumProtocol: "TLSv1.0" }, says: /minimumProtocol/ },
    { name: "a pattern that is no name", params: { forbiddenCiphers: ["(a+)+"] }, says: /OpenSSL/ },
    { name: "an empty pattern", params: { forbiddenCiphers: [""] }, says: /OpenSSL/ },
  ],
});
