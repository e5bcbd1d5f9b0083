import check from "../../../checks/encryption-in-transit/classic-backend-uses-tls.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { classic } from "./classic.ts";

const reason = "the servers end TLS themselves";

testCheck(check, {
  pass: [
    { name: "HTTPS", item: classic("HTTPS:443>HTTPS:8443") },
    { name: "SSL, and in small letters", item: classic("SSL:993>SSL:993", "http:80>https:8443") },
    {
      name: "TLS goes through, justified",
      item: classic("TCP:443>TCP:8443"),
      params: { justifiedPorts: [{ port: 8443, protocol: "TCP", reason }] },
    },
  ],
  fail: [
    {
      name: "HTTP",
      item: classic("HTTPS:443>HTTP:8080"),
      keys: ["HTTPS:443"],
      says: "Listener HTTPS:443 of classic load balancer fax speaks to its servers without TLS, by HTTP:8080",
    },
    { name: "TCP", item: classic("TCP:443>TCP:443"), keys: ["TCP:443"] },
    {
      name: "TLS ends before: nothing goes through",
      item: classic("SSL:443>TCP:8443"),
      keys: ["SSL:443"],
      params: { justifiedPorts: [{ port: 8443, reason }] },
    },
    {
      name: "HTTP cannot be justified",
      item: classic("HTTP:80>HTTP:8080"),
      keys: ["HTTP:80"],
      params: { justifiedPorts: [{ port: 8080, reason }] },
    },
    {
      name: "the listener's port is justified, not the servers'",
      item: classic("TCP:443>TCP:8443"),
      keys: ["TCP:443"],
      params: { justifiedPorts: [{ port: 443, reason }] },
    },
    {
      name: "each listener is a finding",
      item: classic("HTTPS:443>HTTP:1", "HTTP:80>HTTP:1"),
      keys: ["HTTP:80", "HTTPS:443"],
    },
    { name: "what is not known hides no fail", item: classic("HTTP:80", "HTTPS:443>HTTP:1"), keys: ["HTTPS:443"] },
  ],
  notApplicable: [{ name: "no listener", item: classic() }],
  undecided: [
    { name: "no protocol to the servers", item: classic("HTTPS:443"), says: /does not say how/ },
    { name: "one that is not known", item: classic("HTTPS:443>GRPC:1"), says: /GRPC:1/ },
  ],
});
