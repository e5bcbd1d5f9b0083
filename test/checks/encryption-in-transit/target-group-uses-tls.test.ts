import check from "../../../checks/encryption-in-transit/target-group-uses-tls.ts";
import { testCheck } from "../../kit/check-tester.ts";

const group = (Protocol: string, Port: number, TargetType = "instance") => ({
  TargetGroupArn: "tg",
  TargetGroupName: "app",
  TargetType,
  Protocol,
  Port,
  LoadBalancerArns: ["lb"],
});
const listener = (Protocol: string, action: { TargetGroupArn?: string; ForwardConfig?: object }, of = "lb") => ({
  ListenerArn: `${Protocol} of ${of}`,
  LoadBalancerArn: of,
  Protocol,
  Port: 443,
  DefaultActions: [{ Type: "forward", ...action }],
});

const reason = "the servers end TLS themselves";
const justified443 = { justifiedPorts: [{ port: 443, reason }] };

testCheck(check, {
  pass: [
    { name: "HTTPS", item: group("HTTPS", 443) },
    { name: "HTTPS to addresses", item: group("HTTPS", 8443, "ip") },
    { name: "TLS", item: group("TLS", 443) },
    {
      name: "TLS behind a TLS listener",
      item: group("TLS", 443),
      tables: { listeners: [listener("TLS", { TargetGroupArn: "tg" })] },
    },
    {
      name: "TCP on a justified port, behind a TCP listener",
      item: group("TCP", 443),
      tables: { listeners: [listener("TCP", { TargetGroupArn: "tg" })] },
      params: justified443,
    },
    {
      name: "TCP on a justified port; the TLS listener beside it forwards elsewhere",
      item: group("TCP", 443),
      tables: {
        listeners: [listener("TLS", { TargetGroupArn: "another" }), listener("TCP", { TargetGroupArn: "tg" })],
      },
      params: justified443,
    },
    { name: "QUIC on a justified port", item: group("QUIC", 443), params: justified443 },
    {
      name: "UDP on a port justified for UDP",
      item: group("UDP", 4433),
      params: { justifiedPorts: [{ port: 4433, protocol: "UDP", reason: "DTLS, ended by the servers" }] },
    },
  ],
  fail: [
    {
      name: "HTTP",
      item: group("HTTP", 80),
      says: "Target group app (HTTP:80) gets its traffic without TLS",
    },
    { name: "HTTP to the port of HTTPS", item: group("HTTP", 443) },
    { name: "HTTP cannot be justified", item: group("HTTP", 443), params: justified443 },
    { name: "TCP", item: group("TCP", 443), says: /no reason justifies it/ },
    { name: "TCP to addresses", item: group("TCP", 5432, "ip") },
    { name: "UDP", item: group("UDP", 514) },
    { name: "TCP_UDP", item: group("TCP_UDP", 53) },
    { name: "QUIC", item: group("QUIC", 443) },
    { name: "TCP_QUIC", item: group("TCP_QUIC", 443) },
    { name: "TCP on another port than the justified one", item: group("TCP", 80), params: justified443 },
    {
      name: "TCP on a port justified for UDP",
      item: group("TCP", 443),
      params: { justifiedPorts: [{ port: 443, protocol: "UDP", reason }] },
    },
    {
      name: "TCP on a justified port, behind a listener that ends TLS",
      item: group("TCP", 443),
      tables: { listeners: [listener("TLS", { TargetGroupArn: "tg" }), listener("TCP", { TargetGroupArn: "tg" })] },
      params: justified443,
      says: /without TLS: listener TLS:443 ends it before/,
    },
    {
      name: "the same, where traffic is split over several groups",
      item: { ...group("TCP", 443), LoadBalancerArns: ["another", "lb"] },
      tables: {
        listeners: [
          listener("TLS", { ForwardConfig: { TargetGroups: [{ TargetGroupArn: "old" }, { TargetGroupArn: "tg" }] } }),
        ],
      },
      params: justified443,
    },
  ],
  notApplicable: [
    {
      name: "Lambda",
      item: { TargetGroupArn: "tg", TargetGroupName: "fn", TargetType: "lambda", LoadBalancerArns: ["lb"] },
    },
    { name: "an application load balancer", item: group("TCP", 80, "alb"), says: /whose own listeners/ },
    { name: "GENEVE", item: group("GENEVE", 6081) },
    { name: "in no use", item: { ...group("HTTP", 80), LoadBalancerArns: [] }, says: /no load balancer uses/ },
  ],
  undecided: [
    { name: "a protocol that is not known", item: group("HTTP3", 443), says: /HTTP3:443/ },
    { name: "an unknown protocol cannot be justified", item: group("SCTP", 443), params: justified443 },
    {
      name: "no protocol",
      item: { TargetGroupArn: "tg", TargetGroupName: "app", TargetType: "instance", LoadBalancerArns: ["lb"] },
    },
  ],
  badParams: [
    { name: "no reason", params: { justifiedPorts: [{ port: 443 }] }, says: /reason/ },
    { name: "an unknown key", params: { justifiedPorts: [{ port: 443, reason, host: "x" }] }, says: /host/ },
  ],
});
