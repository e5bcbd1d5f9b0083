/** What a load balancer does with a connection to one of its listeners: which targets it passes it on to. */
import { isSame } from "./addresses.ts";
import type { End } from "./ends.ts";
import type { Action, ClassicLoadBalancer, Listener, TargetGroup, Unit } from "./estate.ts";
import { all, itemsOf, type Known } from "./known.ts";
import { pass, unclear, type Hop } from "./packet.ts";

/** A listener that passes on to the target, for sure or perhaps. */
export interface Forward {
  readonly hop: Hop;
  /** Whether the target sees the client's address; undefined where the attribute was not read. */
  readonly preserves: boolean | undefined;
}

interface Flow {
  readonly protocol: number;
  readonly port: number;
}

const transports: Readonly<Record<string, readonly number[]>> = {
  HTTP: [6],
  HTTPS: [6],
  TCP: [6],
  TLS: [6],
  UDP: [17],
  TCP_UDP: [6, 17],
};

export function forwardsOf(known: Known, arn: string, flow: Flow, target: End, targetPort: number): Forward[] {
  const balancer = all(known.estate, "elbv2.load-balancers").find(({ LoadBalancerArn }) => LoadBalancerArn === arn);
  if (balancer === undefined) return classicForwards(known, arn, flow, target, targetPort);
  const listeners = all(known.estate, "elbv2.listeners").filter(
    ({ LoadBalancerArn, Protocol, Port }) =>
      LoadBalancerArn === arn && Port === flow.port && (transports[Protocol ?? ""] ?? []).includes(flow.protocol),
  );
  return listeners.flatMap((listener) =>
    unique(all(known.estate, "elbv2.target-groups"), ({ TargetGroupArn }) => TargetGroupArn)
      .filter((group) => isRegistered(known, group, target, targetPort))
      .flatMap((group) => {
        const hop = passesTo(known, listener, group);
        const preserves = balancer.Type === "network" ? preservesClient(known, group) : false;
        return hop === undefined ? [] : [{ hop, preserves }];
      }),
  );
}

function unique<T>(items: readonly T[], idOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [idOf(item), item])).values()];
}

function passesTo(
  known: Known,
  listener: Listener,
  { TargetGroupArn, LoadBalancerArns }: TargetGroup,
): Hop | undefined {
  const { ListenerArn, LoadBalancerArn, Protocol } = listener;
  const rules = all(known.estate, "elbv2.rules").filter((rule) => rule.ListenerArn === ListenerArn);
  const actions = [...listener.DefaultActions, ...rules.flatMap(({ Actions }) => Actions)];
  if (actions.some((action) => groupsOf(action).includes(TargetGroupArn))) {
    return pass("listener", `${ListenerArn} passes on to ${TargetGroupArn}`, ListenerArn, TargetGroupArn);
  }
  // The rules of HTTPS listeners are not read; a group that the load balancer uses may be the target of one.
  if (Protocol !== "HTTPS" || !LoadBalancerArns.includes(LoadBalancerArn)) return undefined;
  return unclear("listener", `a rule of ${ListenerArn} may pass on to ${TargetGroupArn}`, ListenerArn, TargetGroupArn);
}

function groupsOf({ Type, TargetGroupArn, ForwardConfig }: Action): (string | undefined)[] {
  if (Type !== "forward") return [];
  return [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((each) => each.TargetGroupArn)];
}

function preservesClient({ estate }: Known, group: TargetGroup): boolean | undefined {
  const attribute = all(estate, "elbv2.target-group-attributes").find(
    ({ TargetGroupArn, Key }) => TargetGroupArn === group.TargetGroupArn && Key === "preserve_client_ip.enabled",
  );
  return attribute === undefined ? undefined : attribute.Value === "true";
}

function isRegistered(known: Known, group: TargetGroup, target: End, targetPort: number): boolean {
  return all(known.estate, "elbv2.target-health").some(
    ({ TargetGroupArn, Target: { Id, Port = group.Port } }) =>
      TargetGroupArn === group.TargetGroupArn && Port === targetPort && isTarget(known, group.TargetType, Id, target),
  );
}

function isTarget(known: Known, type: string, id: string, target: End): boolean {
  const description = known.interfaces.get(target.id)?.Description;
  switch (type) {
    case "ip":
      return isSame(id, target.address);
    case "instance":
      return isOfInstance(known, id, target);
    case "alb":
      return description === `ELB ${id.slice(id.indexOf("loadbalancer/") + "loadbalancer/".length)}`;
    default:
      return false;
  }
}

/** By their instance, targets are reached at the primary address of its first interface. */
function isOfInstance(known: Known, id: string, target: End): boolean {
  if (known.interfaces.get(target.id)?.Attachment?.InstanceId !== id) return false;
  const primary = known.instances.get(id)?.PrivateIpAddress ?? known.interfaces.get(target.id)?.PrivateIpAddress;
  return primary === target.address;
}

/** The listing gives no ARN. */
export function classicArn({ region, account }: Unit, { LoadBalancerName }: ClassicLoadBalancer): string {
  return `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${LoadBalancerName}`;
}

function classicForwards(known: Known, arn: string, flow: Flow, target: End, targetPort: number): Forward[] {
  return known.estate.units.flatMap((unit) =>
    itemsOf(unit, "elb.load-balancers")
      .filter((balancer) => {
        const instances = (balancer.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
        return (
          arn === classicArn(unit, balancer) &&
          instances.some((id) => isOfInstance(known, id, target)) &&
          balancer.ListenerDescriptions.some(
            ({ Listener }) =>
              flow.protocol === 6 && Listener.LoadBalancerPort === flow.port && Listener.InstancePort === targetPort,
          )
        );
      })
      .map(({ LoadBalancerName }) => ({
        hop: pass("listener", `${LoadBalancerName} passes ${flow.port} on to ${target.id}:${targetPort}`, arn),
        preserves: false,
      })),
  );
}
