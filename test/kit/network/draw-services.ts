/** Draws a planned world: its load balancers and databases. */
import { at, hostOf, UNITS, type Layout, type SubnetLayout, type VpcLayout } from "./layout.ts";
import type { BalancerPlan, DatabasePlan, Plan } from "./plan.ts";
import * as services from "./sketch-services.ts";
import type { Sketch } from "./sketch.ts";

export function drawServices(s: Sketch, plan: Plan, layout: Layout): void {
  for (const [index, database] of plan.databases.entries()) drawDatabase(s, plan, layout, database, index);
  for (const [index, balancer] of plan.balancers.entries()) drawBalancer(s, plan, layout, balancer, index);
}

function someOf(vpc: VpcLayout, places: readonly number[]): SubnetLayout[] {
  return [...new Set(places.map((place) => at(vpc.subnets, place)))];
}

function groupsOf({ groups }: Plan, places: readonly number[]): string[] {
  return [...new Set(places.map((place) => `sg-${place % groups.length}`))];
}

/** The hosts of databases, in every subnet of theirs. */
export const FIRST_DATABASE_HOST = 100;

function drawDatabase(s: Sketch, plan: Plan, layout: Layout, database: DatabasePlan, index: number): void {
  const vpc = at(layout.vpcs, database.vpc);
  s.unit(...UNITS[vpc.unit as 0]);
  const spec = {
    subnets: someOf(vpc, database.subnets).map(({ id }) => id),
    groups: groupsOf(plan, database.groups),
    port: database.port,
    isPublic: database.isPublic,
  };
  const name = `db-${index}`;
  const [first] = someOf(vpc, database.subnets);
  if (database.stands && first !== undefined) {
    const own = { groups: spec.groups, description: "RDSNetworkInterface" };
    s.interface(`eni-${name}`, first.id, hostOf(first, FIRST_DATABASE_HOST + index).slice(0, 1) as string[], own);
  }
  if (database.kind === "cluster") {
    services.cluster(s, `cluster-${index}`, spec);
    services.database(s, name, { ...spec, cluster: `cluster-${index}` });
    return;
  }
  services.database(s, name, spec);
  if (database.kind === "proxy") {
    const groups = groupsOf(plan, [database.before]);
    services.proxy(s, `proxy-${index}`, { subnets: spec.subnets, groups, before: { instance: name } });
  }
}

const protocols = {
  app: { plain: "HTTP", tls: "HTTPS", udp: "HTTP", both: "HTTPS" },
  net: { plain: "TCP", tls: "TLS", udp: "UDP", both: "TCP_UDP" },
  classic: { plain: "TCP", tls: "SSL", udp: "TCP", both: "TCP" },
} as const;

function drawBalancer(s: Sketch, plan: Plan, layout: Layout, balancer: BalancerPlan, index: number): void {
  const vpc = at(layout.vpcs, balancer.vpc);
  const { kind, listeners } = balancer;
  s.unit(...UNITS[vpc.unit as 0]);
  const name = `lb-${index}`;
  // Only network load balancers can do without groups.
  const groups = groupsOf(plan, kind === "net" || balancer.groups.length > 0 ? balancer.groups : [0]);
  const ports = new Map(listeners.map((listener) => [listener.port, listener]));
  const instances = layout.interfaces.filter((each) => each.plan.instance);
  const classic = [...ports.values()].map(({ port, targets }) => `TCP/${port} ${targets[0]?.port ?? 22}`);
  const arn = services.loadBalancer(s, {
    kind,
    name,
    at: someOf(vpc, balancer.subnets).map((subnet) => {
      const [ipv4, ipv6] = hostOf(subnet, 200 + index);
      return [subnet.id, ipv4, ...(balancer.ipv6 && ipv6 !== undefined ? [ipv6] : [])];
    }),
    groups,
    ...(balancer.isPublic ? { publicIps: ["203.0.113.200", "203.0.113.201"] } : {}),
    listeners:
      kind === "classic"
        ? classic
        : [...ports.values()].map(({ protocol, port }) => `${protocols[kind][protocol]}/${port} tg-${index}-${port}`),
    instances: kind === "classic" ? instances.map(({ id }) => id.replace("eni-", "i-")) : [],
  });
  if (kind === "classic") return;
  const [first, second] = [...ports.values()];
  if (kind === "app" && first !== undefined && second !== undefined && protocols.app[first.protocol] === "HTTP") {
    services.listenerRule(s, arn, first.port, `tg-${index}-${second.port}`);
  }
  for (const { port: listens, targets, byInstance, preserves } of ports.values()) {
    services.targetGroup(s, `tg-${index}-${listens}`, {
      type: byInstance ? "instance" : "ip",
      protocol: kind === "app" ? "HTTP" : "TCP",
      port: 22,
      vpc: vpc.id,
      of: [arn],
      ...(kind === "net" && preserves !== undefined ? { preserves } : {}),
      targets: targets.flatMap(({ what, port }) => {
        const near = byInstance ? instances : layout.interfaces;
        const own = near.filter((each) => each.vpc === vpc);
        const ids = [...own, ...own, ...near].map(({ id, addresses }) =>
          byInstance ? id.replace("eni-", "i-") : at(addresses, what),
        );
        // As many of databases as of all others.
        const stores = byInstance ? [] : databaseAddresses(plan, layout);
        const share = Math.ceil(ids.length / Math.max(1, stores.length));
        for (let i = 0; i < share; i++) ids.push(...stores);
        return ids.length === 0 ? [] : [[at(ids, what), port] as const];
      }),
    });
  }
}

function databaseAddresses({ databases }: Plan, { vpcs }: Layout): string[] {
  return databases.flatMap(({ vpc, subnets }, index) =>
    someOf(at(vpcs, vpc), subnets).map((subnet) => hostOf(subnet, FIRST_DATABASE_HOST + index)[0]),
  );
}
