/**
 * Load balancers as forwarders: which of their listeners passes connections on to which addresses.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
import { fromRanges } from "../intervals.ts";
import type { Estate, InterfaceNode } from "../model/estate.ts";
import { compare } from "../model/unit.ts";
import { portRange, type PortSet } from "../ports.ts";
import type {
  ActionShape,
  BalancerShape,
  BalancerUnit,
  ClassicShape,
  ListenerShape,
  TargetGroupShape,
} from "./shapes.ts";

export interface Balancer {
  /** Its ARN; a classic one has only a name. */
  readonly id: string;
  readonly name: string;
  readonly type: "application" | "network" | "classic" | "gateway";
  readonly unit: BalancerUnit;
  readonly item: BalancerShape | ClassicShape;
  /** The interfaces that it stands behind. */
  readonly nodes: readonly InterfaceNode[];
  readonly forwards: readonly Forward[];
  /** Where it listens; null where its listeners were not read. */
  readonly ports: PortSet | null;
  /** What of it was not read: what it passes on to is then not known. */
  readonly unread: readonly string[];
}

/** A listener that passes connections on to one registered target. */
export interface Forward {
  readonly listener: { readonly id: string; readonly protocols: readonly (6 | 17)[]; readonly port: number };
  readonly group: string;
  readonly target: Registered;
  /** Whether the target sees the client's address; null where that was not read. */
  readonly preserves: boolean | null;
  /** False where the rule that leads there was not read: the load balancer uses the group somewhere. */
  readonly sure: boolean;
}

export interface Registered {
  readonly kind: "instance" | "ip" | "alb";
  /** An instance's id, an address, or the ARN of a load balancer. */
  readonly id: string;
  readonly port: number;
  /** The family in which the group reaches its targets. */
  readonly family: "ipv4" | "ipv6";
}

/** How packets travel to a listener, by its protocol. */
const TRANSPORTS: Readonly<Record<string, readonly (6 | 17)[]>> = {
  HTTP: [6],
  HTTPS: [6],
  TCP: [6],
  TLS: [6],
  SSL: [6],
  UDP: [17],
  TCP_UDP: [6, 17],
  QUIC: [17],
  TCP_QUIC: [6, 17],
};

/** The load balancers of all accounts and regions, in the order of their ids. */
export function balancersOf(estate: Estate, units: readonly BalancerUnit[]): readonly Balancer[] {
  const nodes = nodesByDescription(estate);
  return units
    .flatMap((unit) => [...modern(unit, nodes), ...classic(unit, nodes)])
    .sort(
      (a, b) => compare(a.unit.account, b.unit.account) || compare(a.unit.region, b.unit.region) || compare(a.id, b.id),
    );
}

/** What AWS writes on the interfaces of a load balancer: `ELB app/NAME/ID`, `ELB net/NAME/ID`, or `ELB NAME` of a classic one. */
export function isNode({ item }: InterfaceNode): boolean {
  // Whoever describes the interface of a server may write anything.
  return item.Attachment?.InstanceId === undefined && item.Description?.startsWith("ELB ") === true;
}

function nodesByDescription({ interfaces }: Estate): ReadonlyMap<string, readonly InterfaceNode[]> {
  return Map.groupBy([...interfaces.values()].filter(isNode), ({ item }) => item.Description!);
}

type Nodes = ReturnType<typeof nodesByDescription>;

function modern(unit: BalancerUnit, nodes: Nodes): Balancer[] {
  const { balancers, listeners, rules, targetGroups, registered, groupAttributes } = unit;
  const groups = new Map(targetGroups?.map((group) => [group.TargetGroupArn, group]));
  const rulesOf = Map.groupBy(rules ?? [], ({ ListenerArn }) => ListenerArn);
  const listenersOf = Map.groupBy(listeners ?? [], ({ LoadBalancerArn }) => LoadBalancerArn);
  const targetsOf = Map.groupBy(registered ?? [], ({ TargetGroupArn }) => TargetGroupArn);
  const preserves = new Map(groupAttributes?.map(({ TargetGroupArn, Value }) => [TargetGroupArn, Value === "true"]));
  const unread = Object.entries({ listeners, rules, targetGroups, registered })
    .filter(([, listing]) => listing === null)
    .map(([name]) => name);

  const forwardsOf = (listener: ListenerShape, balancer: BalancerShape): Forward[] => {
    const { ListenerArn: id, Protocol = "", Port: port, DefaultActions } = listener;
    const protocols = TRANSPORTS[Protocol];
    if (port === undefined || protocols === undefined) return [];
    const actions = [...DefaultActions, ...(rulesOf.get(id) ?? []).flatMap(({ Actions }) => Actions)];
    const named = new Set(actions.flatMap(groupsOf));
    // Of HTTPS listeners the rules are not read: any group that the load balancer uses may be the target of one.
    const possible = Protocol !== "HTTPS" ? [] : used(groups.values(), balancer.LoadBalancerArn);
    return [...new Set([...named, ...possible])].sort(compare).flatMap((arn) => {
      const group = groups.get(arn);
      if (group === undefined) return [];
      const keeps = balancer.Type !== "network" ? false : (preserves.get(arn) ?? null);
      return (targetsOf.get(arn) ?? []).flatMap(({ Target }): Forward[] => {
        const target = registeredOf(group, Target);
        if (target === null) return [];
        return [{ listener: { id, protocols, port }, group: arn, target, preserves: keeps, sure: named.has(arn) }];
      });
    });
  };
  return (balancers ?? []).map((item): Balancer => {
    const { LoadBalancerArn: id, LoadBalancerName: name, Type } = item;
    const forwards = inOrder((listenersOf.get(id) ?? []).flatMap((listener) => forwardsOf(listener, item)));
    const type = Type === "network" || Type === "gateway" ? Type : "application";
    const ports = listeners === null ? null : listening(listenersOf.get(id) ?? []);
    return { id, name, type, unit, item, nodes: nodes.get(descriptionOf(id)) ?? [], forwards, ports, unread };
  });
}

function listening(listeners: readonly ListenerShape[]): PortSet {
  return fromRanges(
    listeners.flatMap(({ Protocol = "", Port }) =>
      Port === undefined ? [] : (TRANSPORTS[Protocol] ?? []).map((protocol) => portRange(protocol, Port, Port)),
    ),
  );
}

function descriptionOf(arn: string): string {
  return `ELB ${arn.slice(arn.indexOf("loadbalancer/") + "loadbalancer/".length)}`;
}

function groupsOf({ Type, TargetGroupArn, ForwardConfig }: ActionShape): string[] {
  if (Type !== "forward") return [];
  return [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((each) => each.TargetGroupArn)].filter(
    (arn) => arn !== undefined,
  );
}

function used(groups: Iterable<TargetGroupShape>, balancer: string): string[] {
  return [...groups].filter((group) => group.LoadBalancerArns.includes(balancer)).map((group) => group.TargetGroupArn);
}

function registeredOf(
  { TargetType, Port, IpAddressType }: TargetGroupShape,
  target: { readonly Id?: string; readonly Port?: number } | undefined,
): Registered | null {
  const { Id: id, Port: port = Port } = target ?? {};
  if (id === undefined || port === undefined) return null;
  if (TargetType !== "instance" && TargetType !== "ip" && TargetType !== "alb") return null;
  return { kind: TargetType, id, port, family: IpAddressType === "ipv6" ? "ipv6" : "ipv4" };
}

function classic(unit: BalancerUnit, nodes: Nodes): Balancer[] {
  return (unit.classics ?? []).map((item): Balancer => {
    const { LoadBalancerName: name, VPCId, ListenerDescriptions, Instances = [] } = item;
    const forwards = inOrder(
      ListenerDescriptions.flatMap(({ Listener: { LoadBalancerPort, InstancePort } }) =>
        Instances.flatMap(({ InstanceId: id }): Forward[] => {
          if (id === undefined || InstancePort === undefined) return [];
          const listener = { id: `${name}:${LoadBalancerPort}`, protocols: [6] as const, port: LoadBalancerPort };
          const target: Registered = { kind: "instance", id, port: InstancePort, family: "ipv4" };
          return [{ listener, group: name, target, preserves: false, sure: true }];
        }),
      ),
    );
    // Names are unique in their account and region alone.
    const own = (nodes.get(`ELB ${name}`) ?? []).filter(({ subnet }) => subnet.vpc.id === VPCId);
    const ports = fromRanges(
      ListenerDescriptions.map(({ Listener: { LoadBalancerPort: port } }) => portRange(6, port, port)),
    );
    return { id: name, name, type: "classic", unit, item, nodes: own, forwards, ports, unread: [] };
  });
}

/** The same whatever the order in which listeners and targets were listed. */
function inOrder(forwards: readonly Forward[]): readonly Forward[] {
  return forwards
    .map((forward) => ({ forward, name: JSON.stringify(forward) }))
    .sort((a, b) => compare(a.name, b.name))
    .map(({ forward }) => forward);
}
