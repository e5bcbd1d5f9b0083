import check from "../../../checks/encryption-in-transit/classic-listener-uses-tls.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { classic } from "./classic.ts";

const reason = "the servers end TLS themselves";

testCheck(check, {
  pass: [
    { name: "HTTPS", item: classic("HTTPS:443>HTTP:80") },
    { name: "SSL, and in small letters", item: classic("SSL:993>TCP:143", "https:443>http:80") },
    { name: "TCP, justified", item: classic("TCP:443>TCP:443"), params: { justifiedPorts: [{ port: 443, reason }] } },
  ],
  fail: [
    {
      name: "HTTP",
      item: classic("HTTP:80>HTTP:80"),
      keys: ["HTTP:80"],
      says: "Listener HTTP:80 of classic load balancer fax serves without TLS",
    },
    {
      name: "HTTP beside HTTPS: it cannot redirect",
      item: classic("HTTPS:443>HTTP:80", "HTTP:80>HTTP:80"),
      keys: ["HTTP:80"],
    },
    {
      name: "each listener is a finding",
      item: classic("HTTP:80>HTTP:80", "TCP:25>TCP:25", "SSL:993>TCP:143"),
      keys: ["HTTP:80", "TCP:25"],
    },
    { name: "TCP", item: classic("TCP:443>TCP:443"), keys: ["TCP:443"], says: "passes on what it does not read" },
    {
      name: "HTTP cannot be justified",
      item: classic("HTTP:80>HTTP:80"),
      keys: ["HTTP:80"],
      params: { justifiedPorts: [{ port: 80, reason }] },
    },
    {
      name: "another port is justified",
      item: classic("TCP:25>TCP:443"),
      keys: ["TCP:25"],
      params: { justifiedPorts: [{ port: 443, reason }] },
    },
    { name: "what is not known hides no fail", item: classic("HTTP:80>HTTP:80", "QUIC:443>TCP:1"), keys: ["HTTP:80"] },
  ],
  notApplicable: [{ name: "no listener", item: classic(), says: /no listener/ }],
  undecided: [
    { name: "a protocol that is not known", item: classic("HTTPS:443>HTTP:80", "QUIC:444>TCP:1"), says: /QUIC:444/ },
  ],
  badParams: [{ name: "no reason", params: { justifiedPorts: [{ port: 443 }] }, says: /reason/ }],
});
