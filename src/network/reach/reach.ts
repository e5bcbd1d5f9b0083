import { contains, fromRanges } from "../intervals.ts";
import type { Estate, InterfaceNode } from "../model/estate.ts";
import { families, type Line } from "../model/lines.ts";
import { allPorts, type PortSet } from "../ports.ts";
import type { Compiled } from "./compiled.ts";
import { External, type ExternalFlow } from "./external.ts";
import { Internal, type InternalFlow } from "./internal.ts";
import type { Spot } from "./spot.ts";

/** Everybody who can open a connection to a spot. */
export interface Reach {
  readonly external: readonly ExternalFlow[];
  readonly internal: readonly InternalFlow[];
}

/** Computes who reaches what: for certain, or possibly. */
export class Reacher {
  private readonly outside: External;
  private readonly inside: Internal;

  constructor(compiled: Compiled) {
    this.outside = new External(compiled);
    this.inside = new Internal(compiled);
  }

  external(spot: Spot): readonly ExternalFlow[] {
    return families.flatMap((family) => this.outside.flows(family, spot));
  }

  /** `ports`: what is asked; runs of others are left out. */
  internal(spot: Spot, ports: PortSet = allPorts): readonly InternalFlow[] {
    return families.flatMap((family) => this.inside.flows(family, spot, ports));
  }

  reach(spot: Spot): Reach {
    return { external: this.external(spot), internal: this.internal(spot) };
  }
}

/** The spots of an interface: one an address, for addresses of one interface are routed and filtered by themselves. */
export function spotsOf(node: InterfaceNode, { publicLines }: Estate): Spot[] {
  const { subnet, groups, unread, addresses, item } = node;
  const none = { ipv4: EMPTY, ipv6: EMPTY };
  if (isNat(node)) return [];
  return [
    ...addresses.ipv4.map(({ at, public: known }): Spot => ({
      subnet,
      groups,
      unread,
      addresses: { ...none, ipv4: fromRanges([[at, at + 1]]) },
      public: { ipv4: known !== undefined, ipv6: false },
      self: node,
    })),
    ...addresses.ipv6.map(({ at }): Spot => ({
      subnet,
      groups,
      unread,
      addresses: { ...none, ipv6: fromRanges([[at, at + 1]]) },
      public: { ipv4: false, ipv6: item.DenyAllIgwTraffic !== true && contains(publicLines.ipv6, at) },
      self: node,
    })),
  ];
}

/** A NAT gateway opens connections for others, and takes none. */
function isNat({ item }: InterfaceNode): boolean {
  return NAT.has(item.InterfaceType ?? "");
}

/** Whether a spot takes no connections at all. */
export function takesNone({ self }: Spot): boolean {
  return self !== undefined && isNat(self);
}

const NAT: ReadonlySet<string> = new Set(["natGateway", "nat_gateway"]);
const EMPTY: Line = fromRanges<number>([]);
