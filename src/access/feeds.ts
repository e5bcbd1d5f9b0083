/** Load balancers that hand connections on to a target. */
import {
  contains,
  families,
  isOfRds,
  type Balancer,
  type Forward,
  type InterfaceNode,
  type Spot,
} from "../network/index.ts";
import { memo } from "./memo.ts";
import type { Place } from "./targets.ts";

/** A listener that hands connections on to a target. */
export interface Feed {
  readonly balancer: Balancer;
  readonly forward: Forward;
  /** Whether the target sees the client's address or not, what is handed on comes there. */
  readonly isCertain?: boolean;
}

export class Feeds {
  /** By what is registered: an id, an ARN or an address. */
  private readonly byTarget: ReadonlyMap<string, readonly Feed[]>;
  private readonly stores = new Map<string, readonly InterfaceNode[]>();

  /** Without `unsure`, those alone of which it was read that they lead there. */
  constructor(balancers: readonly Balancer[], { unsure }: { readonly unsure: boolean }) {
    const all = balancers.flatMap((balancer) => balancer.forwards.map((forward): Feed => ({ balancer, forward })));
    this.byTarget = Map.groupBy(
      all.filter(({ forward }) => forward.sure || unsure),
      ({ forward }) => forward.target.id,
    );
  }

  get isEmpty(): boolean {
    return this.byTarget.size === 0;
  }

  of(place: Place, spot: Spot): readonly Feed[] {
    if (this.isEmpty) return NO_FEEDS;
    const ids = [place.resource.id, ...(place.balancer === undefined ? [] : [place.balancer.id])];
    const texts = families.flatMap((family) =>
      (spot.self?.addresses[family] ?? [])
        .filter(({ at }) => contains(spot.addresses[family], at))
        .map(({ text }) => text),
    );
    return [...ids, ...texts, ...this.storesAt(place, spot)].flatMap((id) => this.byTarget.get(id) ?? []);
  }

  /** The registered addresses of interfaces that RDS made with the groups of a database: they are the database's. */
  private storesAt({ kind, groups }: Place, { subnet }: Spot): readonly string[] {
    if (!kind.startsWith("rds ")) return [];
    const key = groups.join();
    const made = memo(this.stores, subnet.id, () =>
      subnet.vpc.interfaces.filter((node) => node.subnet === subnet && isOfRds(node)),
    );
    return made
      .filter((node) => [...node.groups.map(({ id }) => id), ...node.unread].sort().join() === key)
      .flatMap(({ addresses }) => [...addresses.ipv4, ...addresses.ipv6].map(({ text }) => text));
  }
}

const NO_FEEDS: readonly Feed[] = [];
