/** The connections to ask of the load balancers and proxies of a world: every listener, what is behind it, and more. */
import type { Draw } from "./chance.ts";
import { addressesOf, databasesOf, endOf, interfacesOfBalancer, type End } from "./ends.ts";
import type { Action, Unit } from "./estate.ts";
import { classicArn } from "./forwards.ts";
import { all, itemsOf, type Known } from "./known.ts";
import type { Source, ThroughPacket } from "./packet.ts";
import { placesOf, type Place } from "./parts.ts";

type Passed = Pick<ThroughPacket, "target" | "targetPort">;

/** A listener as clients find it, and what is registered behind it, by instance or address and port. */
interface Door {
  readonly through: string;
  readonly at: readonly Place[];
  readonly protocols: readonly number[];
  readonly port: number;
  readonly behind: readonly (readonly [id: string, port: number])[];
}

/** `likely` gives a source from which something leads to an end. */
export function throughPacketsOf(
  here: Known,
  likely: (end: End) => Source,
  draw: Draw,
  limit: number,
): ThroughPacket[] {
  const doors = here.estate.units
    .flatMap((unit) => [...listeners(here, unit), ...classicListeners(here, unit), ...proxies(here, unit)])
    .filter(({ at }) => at.length > 0);
  const places = placesOf(here);
  if (doors.length === 0) return [];
  return Array.from({ length: limit }, (_, index): ThroughPacket[] => {
    const { through, at, protocols, port, behind } = draw(doors);
    const place = draw(at);
    const end = endOf(here, place);
    if ("layer" in end) return [];
    const others = places.map((target) => ({ target, targetPort: draw([22, 5432, 23]) }));
    const own = behind.flatMap(([id, targetPort]) =>
      places.filter((target) => isCalled(here, id, target)).map((target): Passed => ({ target, targetPort })),
    );
    const passed = own.length > 0 && index % 5 > 0 ? own : others;
    const source = likely(end);
    // A load balancer is no client of its own.
    if ("interface" in source && source.interface === end.id) return [];
    return [{ source, through, at: place, protocol: draw(protocols), port, ...draw(passed) }];
  }).flat();
}

/** Whether a target is registered by this: its address, its instance, or as a database its name. */
function isCalled(here: Known, id: string, target: Place): boolean {
  if (target.address === id) return true;
  if ("database" in target) return databasesOf(here).get(target.database)?.name === id;
  return here.interfaces.get(target.interface)?.Attachment?.InstanceId === id;
}

function nodesOf(here: Known, arn: string): Place[] {
  const description = `ELB ${arn.slice(arn.indexOf("loadbalancer/") + "loadbalancer/".length)}`;
  return interfacesOfBalancer(here, description).flatMap((node) =>
    addressesOf(node).map((address) => ({ interface: node.NetworkInterfaceId, address })),
  );
}

function listeners(here: Known, unit: Unit): Door[] {
  return itemsOf(unit, "elbv2.listeners").map(
    ({ LoadBalancerArn, ListenerArn, Port = 0, Protocol, DefaultActions }) => {
      const rules = itemsOf(unit, "elbv2.rules").filter((rule) => rule.ListenerArn === ListenerArn);
      const groups = new Set([...DefaultActions, ...rules.flatMap(({ Actions }) => Actions)].map(groupOf));
      const behind = all(here.estate, "elbv2.target-health").filter((each) => groups.has(each.TargetGroupArn));
      return {
        through: LoadBalancerArn,
        at: nodesOf(here, LoadBalancerArn),
        protocols: Protocol === "UDP" ? [17] : Protocol === "TCP_UDP" ? [6, 17] : [6],
        port: Port,
        behind: behind.map(({ Target }) => [Target.Id, Target.Port ?? 0] as const),
      };
    },
  );
}

function groupOf({ TargetGroupArn }: Action): string | undefined {
  return TargetGroupArn;
}

function classicListeners(here: Known, unit: Unit): Door[] {
  return itemsOf(unit, "elb.load-balancers").flatMap((balancer) =>
    balancer.ListenerDescriptions.map(({ Listener: { LoadBalancerPort, InstancePort = 0 } }) => ({
      through: classicArn(unit, balancer),
      at: nodesOf(here, classicArn(unit, balancer)),
      protocols: [6],
      port: LoadBalancerPort,
      behind: (balancer.Instances ?? []).map(({ InstanceId = "" }) => [InstanceId, InstancePort] as const),
    })),
  );
}

function proxies(here: Known, unit: Unit): Door[] {
  return itemsOf(unit, "rds.db-proxies").map(({ DBProxyArn, DBProxyName }) => {
    const targets = itemsOf(unit, "rds.db-proxy-targets").filter((each) => each.DBProxyName === DBProxyName);
    const names = new Set(targets.flatMap(({ RdsResourceId }) => RdsResourceId ?? []));
    const databases = [...databasesOf(here).values()].filter(({ name }) => names.has(name));
    return {
      through: DBProxyArn,
      at: placesOf(here).filter((place) => "database" in place && place.database === DBProxyArn),
      protocols: [6],
      port: databasesOf(here).get(DBProxyArn)?.port ?? 0,
      behind: databases.map(({ name, port = 0 }) => [name, port] as const),
    };
  });
}
