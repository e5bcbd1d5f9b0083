import type { elb, ItemOf } from "clausewatch";

type Description = ItemOf<typeof elb.loadBalancers>["ListenerDescriptions"][number];

/** A listener of a classic load balancer, with its protocols in capitals: the API takes them in any case. */
export interface ClassicListener {
  /** Such as `HTTPS:443`; no two listeners of a load balancer have one port. */
  readonly key: string;
  readonly protocol: string;
  readonly port: number;
  readonly instanceProtocol: string | undefined;
  readonly instancePort: number | undefined;
  readonly policies: readonly string[];
}

/** In the order of their ports. */
export function classicListeners(descriptions: readonly Description[]): readonly ClassicListener[] {
  return descriptions
    .map(({ Listener, PolicyNames = [] }) => ({
      key: `${Listener.Protocol.toUpperCase()}:${Listener.LoadBalancerPort}`,
      protocol: Listener.Protocol.toUpperCase(),
      port: Listener.LoadBalancerPort,
      instanceProtocol: Listener.InstanceProtocol?.toUpperCase(),
      instancePort: Listener.InstancePort,
      policies: PolicyNames,
    }))
    .sort((a, b) => a.port - b.port);
}

/** Whether a protocol of a classic load balancer is encrypted; null for one that is not known. */
export function encrypts(protocol: string): boolean | null {
  if (protocol === "HTTPS" || protocol === "SSL") return true;
  return protocol === "HTTP" || protocol === "TCP" ? false : null;
}
