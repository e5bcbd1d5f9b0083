import type { ItemOf } from "../../contract/index.ts";
import { ec2, elbv2 } from "../../listings/index.ts";
import { certificate } from "./certificate.ts";
import { elbSuffix, id } from "./ids.ts";
import { networkInterface, type InterfaceSpec } from "./network-interface.ts";
import type { Region } from "./region.ts";
import { MODERN_POLICY } from "./tls.ts";

type Kind = "application" | "network" | "gateway";

/** How a kind of load balancer shows in ARNs, and in the type of its interfaces. */
const kinds: Readonly<Record<Kind, { readonly short: string; readonly type: InterfaceSpec["type"] }>> = {
  application: { short: "app", type: "interface" },
  network: { short: "net", type: "network_load_balancer" },
  gateway: { short: "gwy", type: "gateway_load_balancer" },
};

export interface LoadBalancerSpec {
  readonly name: string;
  readonly kind: Kind;
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  /** An address for each subnet; with them it faces the internet. */
  readonly publicIps?: readonly string[];
  readonly dualStack?: boolean;
}

/** A load balancer with an interface in each of its subnets, and access logs where its kind has them. */
export function loadBalancer(region: Region, spec: LoadBalancerSpec): void {
  const { short, type } = kinds[spec.kind];
  const resource = `${short}/${spec.name}/${elbSuffix(spec.name)}`;
  const LoadBalancerArn = region.arn("elasticloadbalancing", `loadbalancer/${resource}`);
  const subnets = spec.subnets.map((name) => region.get(ec2.subnets, id("subnet", name)));
  const internal = spec.publicIps === undefined;
  const SecurityGroups = spec.groups.map((name) => region.get(ec2.securityGroups, id("sg", name)).GroupId);
  region.add(elbv2.loadBalancers, {
    LoadBalancerArn,
    LoadBalancerName: spec.name,
    Type: spec.kind,
    ...(spec.kind === "gateway" ? {} : naming(region, spec.name, internal)),
    VpcId: subnets[0]?.VpcId as string,
    IpAddressType: spec.dualStack === true ? "dualstack" : "ipv4",
    State: { Code: "active" },
    AvailabilityZones: subnets.map(({ AvailabilityZone, SubnetId }) => ({
      ZoneName: AvailabilityZone as string,
      SubnetId,
    })),
    ...(SecurityGroups.length === 0 ? {} : { SecurityGroups }),
  });
  if (spec.kind !== "gateway")
    region.add(elbv2.loadBalancerAttributes, { LoadBalancerArn, Key: "access_logs.s3.enabled", Value: "true" });
  for (const [index, subnet] of spec.subnets.entries()) {
    const publicIp = spec.publicIps?.[index];
    networkInterface(region, {
      name: `elb ${spec.name} ${subnet}`,
      subnet,
      groups: spec.groups,
      description: `ELB ${resource}`,
      managed: true,
      ipv6: spec.dualStack ?? false,
      ...(type === undefined ? {} : { type }),
      ...(publicIp === undefined ? {} : { publicIp }),
    });
  }
}

function naming(region: Region, name: string, internal: boolean) {
  const DNSName = `${internal ? "internal-" : ""}${name}-${elbSuffix(name)}.${region.name}.elb.amazonaws.com`;
  return { Scheme: internal ? "internal" : "internet-facing", DNSName } as const;
}

export interface TargetGroupSpec {
  readonly name: string;
  readonly type: "instance" | "ip" | "lambda";
  /** Absent for Lambda functions. */
  readonly protocol?: NonNullable<ItemOf<typeof elbv2.targetGroups>["Protocol"]>;
  readonly port?: number;
  readonly vpc?: string;
  /** The load balancer that sends to it. */
  readonly of: string;
  /** What is registered, on the group's port: servers, or the interfaces whose addresses they are. Of functions it is not asked. */
  readonly targets?: readonly string[];
}

export function targetGroup(region: Region, spec: TargetGroupSpec): void {
  const TargetGroupArn = targetGroupArn(region, spec.name);
  const http = spec.protocol === "HTTP" || spec.protocol === "HTTPS";
  region.add(elbv2.targetGroups, {
    TargetGroupArn,
    TargetGroupName: spec.name,
    TargetType: spec.type,
    LoadBalancerArns: [balancer(region, spec.of).LoadBalancerArn],
    ...(spec.protocol === undefined
      ? {}
      : { Protocol: spec.protocol, HealthCheckProtocol: http ? spec.protocol : "TCP" }),
    ...(http ? { ProtocolVersion: "HTTP1" } : {}),
    ...(spec.port === undefined ? {} : { Port: spec.port }),
    ...(spec.vpc === undefined ? {} : { VpcId: region.get(ec2.vpcs, id("vpc", spec.vpc)).VpcId }),
    IpAddressType: "ipv4",
  });
  // Of the others it is not asked. As new groups of instances have it.
  if (spec.protocol !== undefined && !["HTTP", "HTTPS", "GENEVE"].includes(spec.protocol))
    region.add(elbv2.targetGroupAttributes, {
      TargetGroupArn,
      Key: "preserve_client_ip.enabled",
      Value: String(spec.type === "instance"),
    });
  for (const name of spec.targets ?? [])
    region.add(elbv2.targetHealth, {
      TargetGroupArn,
      Target: { Id: targetId(region, spec.type, name), Port: spec.port as number },
      TargetHealth: { State: "healthy" },
      HealthCheckPort: spec.protocol === "GENEVE" ? "80" : String(spec.port),
    });
}

function targetId(region: Region, type: TargetGroupSpec["type"], name: string): string {
  return type === "ip"
    ? (region.get(ec2.networkInterfaces, id("eni", name)).PrivateIpAddress as string)
    : region.get(ec2.instances, id("i", name)).InstanceId;
}

export function targetGroupArn(region: Region, name: string): string {
  return region.arn("elasticloadbalancing", `targetgroup/${name}/${elbSuffix(name)}`);
}

type Listener = ItemOf<typeof elbv2.listeners>;
type Action = Listener["DefaultActions"][number];

export function forward(region: Region, targetGroup: string): Action {
  const { TargetGroupArn } = region.get(elbv2.targetGroups, targetGroupArn(region, targetGroup));
  return { Type: "forward", TargetGroupArn, ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } };
}

/** To the same address over HTTPS. */
export const REDIRECT: Action = {
  Type: "redirect",
  RedirectConfig: { Protocol: "HTTPS", Port: "443", Host: "#{host}", StatusCode: "HTTP_301" },
};

export interface ListenerSpec {
  readonly of: string;
  /** Absent, as the port, for a gateway load balancer. */
  readonly protocol?: NonNullable<Listener["Protocol"]>;
  readonly port?: number;
  readonly action: Action;
}

/** A listener, with a certificate and a security policy where its protocol has them; of HTTP ones the default rule. */
export function listener(region: Region, { of, protocol, port, action }: ListenerSpec): void {
  const secure = protocol === "HTTPS" || protocol === "TLS";
  const ListenerArn = listenerArn(region, of, port);
  region.add(elbv2.listeners, {
    ListenerArn,
    LoadBalancerArn: balancer(region, of).LoadBalancerArn,
    ...(protocol === undefined ? {} : { Protocol: protocol }),
    ...(port === undefined ? {} : { Port: port }),
    ...(secure ? { SslPolicy: MODERN_POLICY, Certificates: [{ CertificateArn: certificate(region, of) }] } : {}),
    DefaultActions: [action],
  });
  if (protocol === "HTTP") addRule(region, ListenerArn, "default", action);
}

/** A rule of an HTTP listener; of the others no rules are read. */
export function rule(region: Region, of: string, port: number, priority: number, action: Action): void {
  addRule(region, listenerArn(region, of, port), String(priority), action);
}

function addRule(region: Region, ListenerArn: string, Priority: string, action: Action): void {
  region.add(elbv2.rules, {
    RuleArn: `${ListenerArn.replace(":listener/", ":listener-rule/")}/${elbSuffix(`${ListenerArn} ${Priority}`)}`,
    ListenerArn,
    Priority,
    IsDefault: Priority === "default",
    Actions: [{ ...action, Order: 1 }],
  });
}

/** The ARN of the load balancer's listener on a port. */
export function listenerArn(region: Region, of: string, port: number | undefined): string {
  const { LoadBalancerArn } = balancer(region, of);
  return `${LoadBalancerArn.replace(":loadbalancer/", ":listener/")}/${elbSuffix(`${of} ${port ?? ""}`)}`;
}

export function loadBalancerArn(region: Region, name: string): string {
  return balancer(region, name).LoadBalancerArn;
}

function balancer(region: Region, name: string): ItemOf<typeof elbv2.loadBalancers> {
  const found = region.all(elbv2.loadBalancers).find(({ LoadBalancerName }) => LoadBalancerName === name);
  if (found === undefined) throw new Error(`${region.account} ${region.name} has no load balancer ${name}`);
  return found;
}
