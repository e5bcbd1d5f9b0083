import type {
  Action,
  LoadBalancerTypeEnum,
  ProtocolEnum,
  RedirectActionConfig,
  TargetTypeEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

/** A security policy that AWS predefines: TLS 1.2 and 1.3 alone. */
const modern = "ELBSecurityPolicy-TLS13-1-2-2021-06";

type Listen = (protocol: ProtocolEnum | "none", port: number, ...actions: Action[]) => Promise<string>;

/** Makes a load balancer; what is returned gives it a listener, called `NAME PROTOCOL:PORT`. */
async function balancer(region: Region, Name: string, Type: LoadBalancerTypeEnum): Promise<Listen> {
  const { ec2, elb, called } = region;
  const { Subnets = [] } = await ec2.describeSubnets({});
  const nets = Subnets.slice(0, 2).map(({ SubnetId }) => SubnetId!);
  const { LoadBalancers: [made] = [] } = await elb.createLoadBalancer({ Name, Type, Subnets: nets });
  const LoadBalancerArn = called(Name, made?.LoadBalancerArn);
  return async (protocol, Port, ...DefaultActions) => {
    const secure = protocol === "HTTPS" || protocol === "TLS";
    const { Listeners: [listener] = [] } = await elb.createListener({
      LoadBalancerArn,
      ...(protocol !== "none" && { Protocol: protocol, Port }),
      ...(secure && {
        Certificates: [{ CertificateArn: await region.certificate() }],
        // This port gets the default, which takes TLS 1.0.
        ...(Port !== 444 && { SslPolicy: modern }),
      }),
      DefaultActions,
    });
    return called(`${Name} ${protocol}:${Port}`, listener?.ListenerArn);
  };
}

/** Switches access logs on or off; before, moto leaves the attribute out of its answers, where AWS says `false`. */
async function logs({ elb }: Region, Name: string, on: boolean): Promise<void> {
  const { LoadBalancers: [one] = [] } = await elb.describeLoadBalancers({ Names: [Name] });
  const Attributes = [
    { Key: "access_logs.s3.enabled", Value: String(on) },
    { Key: "access_logs.s3.bucket", Value: "logs" },
  ];
  await elb.modifyLoadBalancerAttributes({ LoadBalancerArn: one!.LoadBalancerArn!, Attributes });
}

/** Makes a target group; returns the action that forwards to it. */
async function targets(
  { ec2, elb, called }: Region,
  Name: string,
  protocol: ProtocolEnum | "none",
  Port: number,
  TargetType: TargetTypeEnum = "instance",
): Promise<Action> {
  const { Vpcs: [vpc] = [] } = await ec2.describeVpcs({});
  const where = protocol === "none" ? {} : { Protocol: protocol, Port, VpcId: vpc!.VpcId! };
  const { TargetGroups: [group] = [] } = await elb.createTargetGroup({ Name, TargetType, ...where });
  return { Type: "forward", TargetGroupArn: called(Name, group?.TargetGroupArn) };
}

const redirect = (more: RedirectActionConfig): Action => ({ Type: "redirect", RedirectConfig: more });
const toHttps = redirect({ Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" });
const toSameProtocol = redirect({ Path: "/new", StatusCode: "HTTP_302" });
const says: Action = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } };

async function rule({ elb }: Region, ListenerArn: string, Priority: number, action: Action): Promise<void> {
  const Conditions = [{ Field: "path-pattern", Values: [`/${Priority}/*`] }];
  await elb.createRule({ ListenerArn, Priority, Conditions, Actions: [action] });
}

export const loadBalancers: World = {
  name: "load balancers",
  build: {
    "us-east-1": async (region) => {
      const plain = await targets(region, "plain", "HTTP", 80);
      const secure = await targets(region, "secure", "HTTPS", 443, "ip");
      const lambda = await targets(region, "function", "none", 0, "lambda");
      await targets(region, "idle", "HTTP", 80);

      const web = await balancer(region, "web", "application");
      await web("HTTP", 80, toHttps);
      const leaky = await web("HTTP", 81, toHttps);
      await rule(region, leaky, 10, plain);
      const strict = await web("HTTP", 82, toHttps);
      await rule(region, strict, 10, toHttps);
      const upside = await web("HTTP", 83, plain);
      await rule(region, upside, 10, toHttps);
      await web("HTTP", 84, toSameProtocol);
      await web("HTTP", 85, says);
      await web("HTTPS", 443, secure);
      await web("HTTPS", 444, lambda);

      await logs(region, "web", true);

      const tcp = await targets(region, "tcp", "TCP", 5000);
      const queries = await targets(region, "queries", "TCP", 5432);
      const tls = await targets(region, "tls", "TLS", 5001);
      const names = await targets(region, "names", "UDP", 53);
      const both = await targets(region, "both", "TCP_UDP", 514);
      const opened = await targets(region, "opened", "TCP", 6432);
      const inner = await targets(region, "inner", "TCP", 80, "alb");

      const edge = await balancer(region, "edge", "network");
      await edge("TCP", 5000, tcp);
      await edge("TCP", 5432, queries);
      await edge("TLS", 443, tls);
      await edge("TLS", 6432, opened);
      await edge("UDP", 53, names);
      await edge("TCP_UDP", 514, both);
      await edge("TCP", 80, inner);
      await logs(region, "edge", false);
      // Its logs are neither on nor off.
      await (
        await balancer(region, "unsaid", "application")
      )("HTTP", 80, toHttps);

      const appliances = await targets(region, "appliances", "GENEVE", 6081);
      const gate = await balancer(region, "gate", "gateway");
      await gate("none", 0, appliances);
    },
    "eu-west-1": async (region) => {
      const secure = await targets(region, "secure", "HTTPS", 8443);
      const web = await balancer(region, "web", "application");
      await web("HTTP", 80, toHttps);
      await web("HTTPS", 443, secure);
      await logs(region, "web", true);
      // Without a listener: nothing to judge.
      await balancer(region, "idle", "network");
    },
  },
  params: {
    "listener-uses-tls": {
      justifiedPorts: [{ port: 5432, protocol: "TCP", reason: "The database server ends TLS itself." }],
    },
    "target-group-uses-tls": {
      justifiedPorts: [
        { port: 5432, protocol: "TCP", reason: "The database server ends TLS itself." },
        { port: 6432, reason: "It was once so for this one." },
      ],
    },
  },
  expected: {
    "us-east-1": {
      "listener-uses-tls": {
        status: "fail",
        pass: 8,
        fail: 8,
        findings: [
          "edge TCP:5000",
          "edge TCP:80",
          "edge TCP_UDP:514",
          "edge UDP:53",
          "web HTTP:81",
          "web HTTP:83",
          "web HTTP:84",
          "web HTTP:85",
        ],
        notApplicable: { "a gateway load balancer hands packets to appliances and serves no clients": 1 },
      },
      "target-group-uses-tls": {
        status: "fail",
        pass: 3,
        fail: 5,
        findings: ["plain", "tcp", "names", "both", "opened"],
        notApplicable: {
          "no load balancer uses the target group": 1,
          "Lambda functions are invoked over the AWS API": 1,
          "the target is an application load balancer, whose own listeners and targets are judged": 1,
          "a gateway load balancer hands packets to appliances, wrapped as they are": 1,
        },
      },
      "acm-certificate-key-is-strong": { status: "pass", pass: 4 },
      "acm-certificate-not-expiring": { status: "pass", pass: 4 },
      "listener-tls-policy-is-modern": {
        status: "fail",
        pass: 3,
        fail: 1,
        findings: ["web HTTPS:444"],
        notApplicable: { "the listener does not end TLS": 13 },
      },
      "load-balancer-access-logs-enabled": {
        status: "unknown",
        pass: 1,
        fail: 1,
        findings: ["edge"],
        unknown: ["unsaid: Load balancer unsaid does not say whether it writes logs"],
        notApplicable: { "a gateway load balancer writes no access logs": 1 },
      },
    },
    "eu-west-1": {
      "listener-uses-tls": { status: "pass", pass: 2 },
      "target-group-uses-tls": { status: "pass", pass: 1 },
      "acm-certificate-key-is-strong": { status: "pass", pass: 1 },
      "acm-certificate-not-expiring": { status: "pass", pass: 1 },
      "listener-tls-policy-is-modern": {
        status: "pass",
        pass: 1,
        notApplicable: { "the listener does not end TLS": 1 },
      },
      "load-balancer-access-logs-enabled": {
        status: "pass",
        pass: 1,
        notApplicable: { "a network load balancer without a TLS listener writes no access logs": 1 },
      },
    },
  },
  exit: 4,
};
