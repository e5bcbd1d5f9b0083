/** What is asked of an estate, and what is answered. */

export type Verdict = "yes" | "no" | "unknown";

/** An address of an interface; a host on the internet; an address behind a gateway that a route leads to. */
export type Source =
  | { readonly interface: string; readonly address: string }
  | { readonly internet: string }
  | { readonly beyond: string; readonly address: string };

/**
 * An address of an interface; an RDS instance, cluster or proxy (by its ARN) at an address in one of its subnets; the
 * DNS resolver of a VPC.
 */
export type Target =
  | { readonly interface: string; readonly address: string }
  | { readonly database: string; readonly subnet: string; readonly address: string }
  | { readonly resolver: string; readonly address: string };

/** The first packet of a new connection. */
export interface Packet {
  readonly source: Source;
  readonly target: Target;
  readonly protocol: number;
  /** Of TCP and UDP; for ICMP and ICMPv6 type × 256 + code; 0 for other protocols. */
  readonly port: number;
}

/** A connection to a listener of a load balancer or RDS proxy, and the target that it is passed on to. */
export interface ThroughPacket extends Packet {
  /** The load balancer's or proxy's ARN. */
  readonly through: string;
  /** Where the client connects: an interface of the load balancer, or the proxy in one of its subnets. */
  readonly at: Target;
  /** The port that the target is reached on; `port` is the listener's. */
  readonly targetPort: number;
}

/** One layer that a packet meets, whether it passes, and by what: ids, and words that tell them. */
export interface Hop {
  readonly layer: string;
  readonly result: "pass" | "block" | "unknown";
  readonly ids: readonly string[];
  readonly why: string;
}

/** All layers are asked, also after one that blocks; the verdict is that of the worst. */
export interface Decision {
  readonly verdict: Verdict;
  readonly hops: readonly Hop[];
}

export function decided(hops: readonly Hop[]): Decision {
  const verdict = hops.some(({ result }) => result === "block")
    ? "no"
    : hops.some(({ result }) => result === "unknown")
      ? "unknown"
      : "yes";
  return { verdict, hops };
}

/** Of several ways of which one is enough: the best; of those that are equally good the first. */
export function bestOf(decisions: readonly Decision[]): Decision | undefined {
  const of = (verdict: Verdict) => decisions.find((decision) => decision.verdict === verdict);
  return of("yes") ?? of("unknown") ?? of("no");
}

export function pass(layer: string, why: string, ...ids: readonly string[]): Hop {
  return { layer, result: "pass", ids, why };
}

export function block(layer: string, why: string, ...ids: readonly string[]): Hop {
  return { layer, result: "block", ids, why };
}

export function unclear(layer: string, why: string, ...ids: readonly string[]): Hop {
  return { layer, result: "unknown", ids, why };
}
