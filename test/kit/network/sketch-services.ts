/** Draws load balancers and databases into small estates, as `./sketch.ts` draws networks. */
import type { Sketch } from "./sketch.ts";

interface BalancerSpec {
  /** `classic` ones have no id in their ARN, and their own listing. */
  readonly kind: "app" | "net" | "classic";
  readonly name: string;
  /** The subnet of each interface, with its addresses; the interfaces are `eni-NAME-0`, `eni-NAME-1` and so on. */
  readonly at: readonly (readonly [subnet: string, ...addresses: string[]])[];
  readonly groups?: readonly string[];
  readonly publicIps?: readonly string[];
  /** `HTTPS/443 tg-web`; of classic ones `TCP/80 8080`, with the port of the instances. */
  readonly listeners: readonly string[];
  /** Of classic ones. */
  readonly instances?: readonly string[];
}

/** Gives the load balancer's ARN. */
export function loadBalancer(s: Sketch, spec: BalancerSpec): string {
  const resource = spec.kind === "classic" ? spec.name : `${spec.kind}/${spec.name}/0123456789abcdef`;
  const arn = s.arn("elasticloadbalancing", `loadbalancer/${resource}`);
  for (const [index, [subnet, ...addresses]] of spec.at.entries()) {
    const publicIp = spec.publicIps?.[index];
    s.interface(`eni-${spec.name}-${index}`, subnet, addresses, {
      groups: spec.groups ?? [],
      description: `ELB ${resource}`,
      type: spec.kind === "net" ? "network_load_balancer" : "interface",
      publicIps: publicIp === undefined ? [] : [publicIp],
    });
  }
  const subnets = spec.at.map(([subnet]) => subnet);
  if (spec.kind === "classic") classic(s, spec, subnets);
  else modern(s, spec, arn, subnets);
  return arn;
}

function classic(s: Sketch, { name, groups = [], listeners, instances = [] }: BalancerSpec, subnets: string[]): void {
  s.add("elb.load-balancers", {
    LoadBalancerName: name,
    ListenerDescriptions: listeners.map((text) => {
      const [, Protocol = "", port, to] = /^(\w+)\/(\d+) (\d+)$/.exec(text) ?? [];
      return {
        Listener: { Protocol, LoadBalancerPort: Number(port), InstanceProtocol: Protocol, InstancePort: Number(to) },
      };
    }),
    VPCId: s.vpcOf(subnets[0]),
    Subnets: subnets,
    SecurityGroups: groups,
    Instances: instances.map((InstanceId) => ({ InstanceId })),
  });
}

function modern(s: Sketch, { kind, name, groups = [], listeners }: BalancerSpec, arn: string, subnets: string[]): void {
  s.add("elbv2.load-balancers", {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    Type: kind === "app" ? "application" : "network",
    VpcId: s.vpcOf(subnets[0]),
    AvailabilityZones: subnets.map((SubnetId) => ({ SubnetId })),
    ...(groups.length === 0 ? {} : { SecurityGroups: groups }),
  });
  for (const text of listeners) {
    const [, Protocol = "", port, group = ""] = /^(\w+)\/(\d+) (\S+)$/.exec(text) ?? [];
    s.add("elbv2.listeners", {
      ListenerArn: `${arn.replace(":loadbalancer/", ":listener/")}/${port}`,
      LoadBalancerArn: arn,
      Protocol,
      Port: Number(port),
      DefaultActions: [{ Type: "forward", TargetGroupArn: groupArn(s, group) }],
    });
  }
}

/** A rule of an HTTP listener that passes on to a target group. */
export function listenerRule(s: Sketch, balancer: string, port: number, group: string): void {
  const ListenerArn = `${balancer.replace(":loadbalancer/", ":listener/")}/${port}`;
  const TargetGroups = [{ TargetGroupArn: groupArn(s, group) }];
  s.add("elbv2.rules", {
    RuleArn: `${ListenerArn.replace(":listener/", ":listener-rule/")}/1`,
    ListenerArn,
    Priority: "1",
    Actions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
  });
}

export function groupArn(s: Sketch, name: string): string {
  return s.arn("elasticloadbalancing", `targetgroup/${name}/0123456789abcdef`);
}

interface TargetGroupSpec {
  readonly type: "instance" | "ip" | "alb" | "lambda";
  readonly protocol?: string;
  readonly port?: number;
  readonly vpc?: string;
  /** The load balancers that use it, by ARN. */
  readonly of: readonly string[];
  /** An instance, an address or a load balancer each, with the port if it is not the group's. */
  readonly targets: readonly (readonly [id: string, port?: number])[];
  /** Whether targets see the client's address; absent where it was not read. */
  readonly preserves?: boolean;
}

export function targetGroup(s: Sketch, name: string, spec: TargetGroupSpec): void {
  const TargetGroupArn = groupArn(s, name);
  s.add("elbv2.target-groups", {
    TargetGroupArn,
    TargetGroupName: name,
    TargetType: spec.type,
    Protocol: spec.protocol ?? "TCP",
    ...(spec.port === undefined ? {} : { Port: spec.port }),
    ...(spec.vpc === undefined ? {} : { VpcId: spec.vpc }),
    LoadBalancerArns: spec.of,
  });
  if (spec.preserves !== undefined) {
    s.add("elbv2.target-group-attributes", {
      TargetGroupArn,
      Key: "preserve_client_ip.enabled",
      Value: String(spec.preserves),
    });
  }
  for (const [Id, Port] of spec.targets) {
    s.add("elbv2.target-health", { TargetGroupArn, Target: { Id, ...(Port === undefined ? {} : { Port }) } });
  }
}

/** An instance with the interfaces that `Sketch.interface` attaches to it. */
export function instance(s: Sketch, InstanceId: string, SubnetId: string, PrivateIpAddress: string): void {
  const VpcId = s.vpcOf(SubnetId);
  s.add("ec2.instances", { InstanceId, State: { Name: "running" }, VpcId, SubnetId, PrivateIpAddress });
}

interface DatabaseSpec {
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly port?: number;
  readonly isPublic?: boolean;
  readonly cluster?: string;
}

/** An RDS instance; gives its ARN. */
export function database(s: Sketch, name: string, spec: DatabaseSpec): string {
  const DBInstanceArn = s.arn("rds", `db:${name}`);
  s.add("rds.db-instances", {
    DBInstanceIdentifier: name,
    DBInstanceArn,
    Engine: spec.cluster === undefined ? "postgres" : "aurora-postgresql",
    PubliclyAccessible: spec.isPublic ?? false,
    ...(spec.cluster === undefined ? {} : { DBClusterIdentifier: spec.cluster }),
    Endpoint: { Address: `${name}.example`, Port: spec.port ?? 5432 },
    VpcSecurityGroups: spec.groups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: "active" })),
    DBSubnetGroup: {
      DBSubnetGroupName: `places-of-${spec.cluster ?? name}`,
      VpcId: s.vpcOf(spec.subnets[0]),
      Subnets: spec.subnets.map((SubnetIdentifier) => ({ SubnetIdentifier })),
    },
  });
  return DBInstanceArn;
}

/** An Aurora cluster with its subnet group; gives its ARN. */
export function cluster(s: Sketch, name: string, spec: DatabaseSpec): string {
  const DBClusterArn = s.arn("rds", `cluster:${name}`);
  const DBSubnetGroupName = `places-of-${name}`;
  s.add("rds.db-subnet-groups", {
    DBSubnetGroupName,
    DBSubnetGroupArn: s.arn("rds", `subgrp:${DBSubnetGroupName}`),
    VpcId: s.vpcOf(spec.subnets[0]),
    Subnets: spec.subnets.map((SubnetIdentifier) => ({ SubnetIdentifier })),
  });
  s.add("rds.db-clusters", {
    DBClusterIdentifier: name,
    DBClusterArn,
    Engine: "aurora-postgresql",
    Port: spec.port ?? 5432,
    DBSubnetGroup: DBSubnetGroupName,
    VpcSecurityGroups: spec.groups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: "active" })),
  });
  return DBClusterArn;
}

/** An RDS proxy before an instance or a cluster; gives its ARN. */
export function proxy(
  s: Sketch,
  name: string,
  spec: Pick<DatabaseSpec, "subnets" | "groups"> & {
    readonly family?: "MYSQL" | "POSTGRESQL" | "SQLSERVER";
    readonly before: { readonly instance?: string; readonly cluster?: string };
  },
): string {
  const DBProxyArn = s.arn("rds", `db-proxy:${name}`);
  const { instance, cluster } = spec.before;
  s.add("rds.db-proxies", {
    DBProxyName: name,
    DBProxyArn,
    EngineFamily: spec.family ?? "POSTGRESQL",
    VpcId: s.vpcOf(spec.subnets[0]),
    VpcSubnetIds: spec.subnets,
    VpcSecurityGroupIds: spec.groups,
  });
  s.add(
    "rds.db-proxy-targets",
    ...(instance === undefined ? [] : [{ DBProxyName: name, Type: "RDS_INSTANCE", RdsResourceId: instance }]),
    ...(cluster === undefined ? [] : [{ DBProxyName: name, Type: "TRACKED_CLUSTER", RdsResourceId: cluster }]),
  );
  return DBProxyArn;
}
