import check from "../../../checks/logging/load-balancer-access-logs-enabled.ts";
import { testCheck } from "../../kit/check-tester.ts";

const balancer = (Type: string) => ({ LoadBalancerArn: "lb", LoadBalancerName: "front", Type });
const logs = (Value: string, LoadBalancerArn = "lb") => ({ LoadBalancerArn, Key: "access_logs.s3.enabled", Value });
const listener = (Protocol: string, LoadBalancerArn = "lb") => ({
  ListenerArn: `${LoadBalancerArn} ${Protocol}`,
  LoadBalancerArn,
  Protocol,
  DefaultActions: [],
});
const on = [logs("true")];
const off = [logs("false")];

testCheck(check, {
  pass: [
    { name: "an application load balancer", item: balancer("application"), tables: { attributes: on } },
    {
      name: "a network load balancer that ends TLS",
      item: balancer("network"),
      tables: { attributes: on, listeners: [listener("TCP"), listener("TLS")] },
    },
    {
      name: "whatever the others do",
      item: balancer("application"),
      tables: { attributes: [...on, logs("false", "other")] },
    },
  ],
  fail: [
    {
      name: "an application load balancer without",
      item: balancer("application"),
      tables: { attributes: off, listeners: [listener("HTTPS")] },
      says: "Load balancer front (application) writes no access logs",
    },
    {
      name: "a network load balancer without",
      item: balancer("network"),
      tables: { attributes: off, listeners: [listener("TLS"), listener("UDP")] },
      says: "Load balancer front (network) writes no access logs",
    },
    {
      name: "another has them",
      item: balancer("application"),
      tables: { attributes: [...off, logs("true", "other")] },
    },
    { name: "a type of tomorrow", item: balancer("quantum"), tables: { attributes: off } },
  ],
  notApplicable: [
    { name: "a gateway load balancer", item: balancer("gateway"), says: /gateway/ },
    {
      name: "a network load balancer that passes TCP on",
      item: balancer("network"),
      tables: { attributes: on, listeners: [listener("TCP"), listener("TLS", "other")] },
      says: /without a TLS listener/,
    },
    { name: "a network load balancer without listeners", item: balancer("network"), tables: { attributes: off } },
  ],
  undecided: [
    { name: "it does not say", item: balancer("application"), says: /does not say/ },
    {
      name: "it says other things",
      item: balancer("application"),
      tables: { attributes: [{ LoadBalancerArn: "lb", Key: "deletion_protection.enabled", Value: "true" }] },
    },
  ],
});
