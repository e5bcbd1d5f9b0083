import check from "../../../checks/encryption-in-transit/classic-listener-tls-policy-is-modern.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { classic } from "./classic.ts";
import { modern, weak } from "./tls-policies.ts";

const all = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"];
const attribute = (AttributeName: string, on: boolean) => ({ AttributeName, AttributeValue: on ? "true" : "false" });
const policy = (PolicyName: string, protocols: readonly string[], ciphers: readonly string[] = modern, of = "fax") => ({
  PolicyName,
  LoadBalancerName: of,
  PolicyTypeName: "SSLNegotiationPolicyType",
  PolicyAttributeDescriptions: [
    ...all.map((protocol) => attribute(`Protocol-${protocol}`, protocols.includes(protocol))),
    ...[...modern, ...weak].map((cipher) => attribute(cipher, ciphers.includes(cipher))),
    attribute("Server-Defined-Cipher-Order", true),
    { AttributeName: "Reference-Security-Policy", AttributeValue: "ELBSecurityPolicy-of-some-year" },
  ],
});
const sticky = {
  PolicyName: "sticky",
  LoadBalancerName: "fax",
  PolicyTypeName: "LBCookieStickinessPolicyType",
  PolicyAttributeDescriptions: [],
};
const tls12 = policy("good", ["TLSv1.2"]);
const item = classic(["HTTPS:443>HTTP:80", "sticky", "good"]);

testCheck(check, {
  pass: [
    { name: "TLS 1.2", item, tables: { policies: [sticky, tls12] } },
    { name: "SSL", item: classic(["SSL:993>TCP:143", "good"]), tables: { policies: [tls12] } },
    {
      name: "policies that no listener has, and those of others, do not matter",
      item,
      tables: { policies: [tls12, policy("old", ["TLSv1"]), policy("good", ["TLSv1"], weak, "other")] },
    },
    {
      name: "ciphers that nobody forbids",
      item: classic(["HTTPS:443>HTTP:80", "legacy"]),
      tables: { policies: [policy("legacy", ["TLSv1"], weak)] },
      params: { minimumProtocol: "TLSv1", forbiddenCiphers: [] },
    },
  ],
  fail: [
    {
      name: "TLS 1.0 and 1.1",
      item: classic(["HTTPS:443>HTTP:80", "old"]),
      tables: { policies: [policy("old", ["TLSv1", "TLSv1.1", "TLSv1.2"])] },
      keys: ["HTTPS:443"],
      says: "Listener HTTPS:443 of classic load balancer fax accepts TLSv1, TLSv1.1 by its policy old",
    },
    {
      name: "a cipher without forward secrecy",
      item: classic(["https:443>HTTP:80", "old"]),
      tables: { policies: [policy("old", ["TLSv1.2"], [...modern, "AES128-GCM-SHA256"])] },
      keys: ["HTTPS:443"],
      says: "the forbidden cipher AES128-GCM-SHA256",
    },
    {
      name: "each listener is a finding",
      item: classic(["HTTPS:443>HTTP:80", "old"], ["SSL:993>TCP:143", "old"], ["HTTPS:8443>HTTP:80", "good"]),
      tables: { policies: [tls12, policy("old", ["TLSv1"])] },
      keys: ["HTTPS:443", "SSL:993"],
    },
    {
      name: "what is not known hides no fail",
      item: classic(["HTTPS:443>HTTP:80", "old"], "HTTPS:8443>HTTP:80"),
      tables: { policies: [policy("old", ["TLSv1"])] },
      keys: ["HTTPS:443"],
    },
  ],
  notApplicable: [
    { name: "HTTP and TCP", item: classic("HTTP:80>HTTP:80", "TCP:25>TCP:25"), says: /ends TLS/ },
    { name: "no listener", item: classic() },
  ],
  undecided: [
    { name: "no policy named", item: classic("HTTPS:443>HTTP:80"), tables: { policies: [tls12] }, says: /names no/ },
    { name: "its policy is not listed", item, tables: { policies: [sticky] } },
    {
      name: "two policies",
      item: classic(["HTTPS:443>HTTP:80", "good", "better"]),
      tables: { policies: [tls12, policy("better", ["TLSv1.2"])] },
      says: /names 2 security policies/,
    },
    {
      name: "a policy without attributes",
      item,
      tables: { policies: [{ ...tls12, PolicyAttributeDescriptions: [] }] },
      says: /names no protocol/,
    },
  ],
});
