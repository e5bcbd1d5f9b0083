import check from "../../../checks/encryption-in-transit/listener-uses-tls.ts";
import { testCheck } from "../../kit/check-tester.ts";

const balancer = (Type: string) => ({ LoadBalancerArn: "lb", LoadBalancerName: "front", Type });
const forward = [{ Type: "forward", TargetGroupArn: "tg" }];
const toHttps = [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } }];
const redirect = (Protocol?: string) => [
  { Type: "redirect", RedirectConfig: { StatusCode: "HTTP_301", ...(Protocol !== undefined && { Protocol }) } },
];
type Actions = typeof forward | typeof toHttps | ReturnType<typeof redirect> | readonly { Type: string }[];

const listener = (Protocol: string, Port: number, DefaultActions: Actions = forward) => ({
  ListenerArn: "listener",
  LoadBalancerArn: "lb",
  Protocol,
  Port,
  DefaultActions,
});
const rule = (Priority: string, Actions: Actions, ListenerArn = "listener") => ({
  RuleArn: `rule/${Priority}`,
  ListenerArn,
  Priority,
  IsDefault: Priority === "default",
  Actions,
});

const alb = { loadBalancers: [balancer("application")] };
const nlb = { loadBalancers: [balancer("network")] };
const reason = "the servers end TLS themselves";

testCheck(check, {
  pass: [
    { name: "HTTPS", item: listener("HTTPS", 443), tables: alb },
    { name: "HTTPS on an odd port, balancer not listed", item: listener("HTTPS", 8080) },
    { name: "TLS", item: listener("TLS", 443), tables: nlb },
    {
      name: "HTTP that only redirects to HTTPS",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("default", toHttps)] },
    },
    {
      name: "HTTP whose every rule redirects to HTTPS",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("1", redirect("HTTPS")), rule("2", toHttps), rule("default", toHttps)] },
    },
    {
      name: "another listener's rules do not matter",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("default", toHttps), rule("1", forward, "another")] },
    },
    {
      name: "TCP on a justified port",
      item: listener("TCP", 443),
      tables: nlb,
      params: { justifiedPorts: [{ port: 443, reason }] },
    },
    {
      name: "UDP on a port that is justified for UDP",
      item: listener("UDP", 514),
      tables: nlb,
      params: { justifiedPorts: [{ port: 443, reason }, { port: 514, protocol: "UDP", reason }] }, // prettier-ignore
    },
    {
      name: "QUIC on a justified port",
      item: listener("QUIC", 443),
      tables: nlb,
      params: { justifiedPorts: [{ port: 443, protocol: "QUIC", reason }] },
    },
  ],
  fail: [
    {
      name: "HTTP that forwards",
      item: listener("HTTP", 80),
      tables: { ...alb, rules: [rule("default", forward)] },
      says: "Listener HTTP:80 of load balancer front serves without TLS: not every rule redirects to HTTPS",
    },
    {
      name: "the default redirects, one rule forwards",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("1", toHttps), rule("2", forward), rule("default", toHttps)] },
    },
    {
      name: "all but one rule forward",
      item: listener("HTTP", 80),
      tables: { ...alb, rules: [rule("1", forward), rule("2", forward), rule("3", toHttps), rule("default", forward)] },
    },
    {
      name: "a rule redirects, the default forwards",
      item: listener("HTTP", 80),
      tables: { ...alb, rules: [rule("1", toHttps), rule("default", forward)] },
    },
    {
      name: "a redirect that keeps the protocol",
      item: listener("HTTP", 80, redirect("#{protocol}")),
      tables: { ...alb, rules: [rule("default", redirect("#{protocol}"))] },
    },
    {
      name: "a redirect to HTTP",
      item: listener("HTTP", 80, redirect("HTTP")),
      tables: { ...alb, rules: [rule("default", redirect("HTTP"))] },
    },
    {
      name: "a redirect that names no protocol",
      item: listener("HTTP", 80, redirect()),
      tables: { ...alb, rules: [rule("default", redirect())] },
    },
    {
      name: "a fixed response in the clear",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("1", [{ Type: "fixed-response" }]), rule("default", toHttps)] },
    },
    {
      name: "a redirect among other actions",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("1", [...toHttps, ...forward]), rule("default", toHttps)] },
    },
    {
      name: "a rule without actions",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("1", []), rule("default", toHttps)] },
    },
    { name: "HTTP that forwards, its rules missing", item: listener("HTTP", 80), tables: alb },
    {
      name: "a default that was changed between the two answers",
      item: listener("HTTP", 80),
      tables: { ...alb, rules: [rule("default", toHttps)] },
    },
    {
      name: "HTTP cannot be justified",
      item: listener("HTTP", 80),
      tables: { ...alb, rules: [rule("default", forward)] },
      params: { justifiedPorts: [{ port: 80, reason }] },
    },
    {
      name: "TCP",
      item: listener("TCP", 443),
      tables: nlb,
      says: "Listener TCP:443 of load balancer front passes on what it does not read",
    },
    { name: "UDP", item: listener("UDP", 514), tables: nlb },
    { name: "TCP_UDP", item: listener("TCP_UDP", 53), tables: nlb },
    { name: "QUIC", item: listener("QUIC", 443), tables: nlb },
    { name: "TCP_QUIC", item: listener("TCP_QUIC", 443), tables: nlb },
    {
      name: "TCP on another port than the justified one",
      item: listener("TCP", 80),
      tables: nlb,
      params: { justifiedPorts: [{ port: 443, reason }] },
    },
    {
      name: "TCP_UDP on a port that is justified for TCP",
      item: listener("TCP_UDP", 53),
      tables: nlb,
      params: { justifiedPorts: [{ port: 53, protocol: "TCP", reason }] },
    },
    {
      name: "a balancer that is not listed is named by its ARN",
      item: listener("TCP", 25),
      says: "Listener TCP:25 of load balancer lb passes on",
    },
  ],
  notApplicable: [
    {
      name: "a gateway load balancer's listener has no protocol",
      item: { ListenerArn: "listener", LoadBalancerArn: "lb", DefaultActions: forward },
      tables: { loadBalancers: [balancer("gateway")] },
      says: /gateway load balancer/,
    },
    { name: "GENEVE", item: listener("GENEVE", 6081), tables: { loadBalancers: [balancer("gateway")] } },
  ],
  undecided: [
    {
      name: "HTTP that redirects by default, its rules missing",
      item: listener("HTTP", 80, toHttps),
      tables: alb,
      says: /its rules were not returned/,
    },
    {
      name: "HTTP that redirects by default, its default rule missing",
      item: listener("HTTP", 80, toHttps),
      tables: { ...alb, rules: [rule("1", toHttps)] },
    },
    { name: "a protocol that is not known", item: listener("HTTP3", 443), tables: alb, says: /HTTP3:443.*not known/ },
    { name: "a protocol that has a name of every object", item: listener("constructor", 443), tables: nlb },
    {
      name: "an unknown protocol cannot be justified",
      item: listener("SCTP", 443),
      tables: nlb,
      params: { justifiedPorts: [{ port: 443, reason }] },
    },
    {
      name: "no protocol, and no gateway load balancer",
      item: { ListenerArn: "listener", LoadBalancerArn: "lb", DefaultActions: forward },
      tables: nlb,
    },
  ],
  badParams: [
    { name: "no reason", params: { justifiedPorts: [{ port: 443 }] }, says: /reason/ },
    { name: "an empty reason", params: { justifiedPorts: [{ port: 443, reason: " " }] }, says: /say why/ },
    { name: "no port", params: { justifiedPorts: [{ reason }] }, says: /port/ },
    { name: "a port out of range", params: { justifiedPorts: [{ port: 65_536, reason }] }, says: /65535/ },
    { name: "HTTP", params: { justifiedPorts: [{ port: 80, protocol: "HTTP", reason }] }, says: /protocol/ },
    { name: "an unknown key", params: { justified: [] }, says: /justified/ },
  ],
});
