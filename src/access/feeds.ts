/** Load balancers that hand connections on to a target. */
import {
  contains,
  emptySet,
  families,
  isOfRds,
  setOf,
  type Balancer,
  type Family,
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

/** A feed, and where what it hands on arrives: of a database, which may have many addresses, at the one that is registered. */
export interface Landing extends Feed {
  readonly spot: Spot;
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

  of(place: Place, spot: Spot): readonly Landing[] {
    if (this.isEmpty) return NO_FEEDS;
    const ids = [place.resource.id, ...(place.balancer === undefined ? [] : [place.balancer.id])];
    const texts = families.flatMap((family) =>
      (spot.self?.addresses[family] ?? [])
        .filter(({ at }) => contains(spot.addresses[family], at))
        .map(({ text }) => text),
    );
    const landings = (id: string, at: Spot) => (this.byTarget.get(id) ?? []).map((feed): Landing => ({ ...feed, spot: at })); // prettier-ignore
    return [
      ...[...ids, ...texts].flatMap((id) => landings(id, spot)),
      ...this.storesAt(place, spot).flatMap(({ family, at, text }) => landings(text, narrowed(spot, family, at))),
    ];
  }

  /** The addresses of interfaces that RDS made with the groups of a database: they are the database's. */
  private storesAt({ kind, groups }: Place, { subnet, addresses }: Spot): readonly Stored[] {
    if (!kind.startsWith("rds ")) return [];
    const key = groups.join();
    const made = memo(this.stores, subnet.id, () =>
      subnet.vpc.interfaces.filter((node) => node.subnet === subnet && isOfRds(node)),
    );
    const own = made.filter((node) => [...node.groups.map(({ id }) => id), ...node.unread].sort().join() === key);
    return families.flatMap((family) =>
      own
        .flatMap((node) => node.addresses[family].map(({ at, text }): Stored => ({ family, at, text })))
        .filter(({ at }) => contains(addresses[family], at)),
    );
  }
}

interface Stored {
  readonly family: Family;
  readonly at: number;
  readonly text: string;
}

/** A spot at one of its addresses. */
function narrowed(spot: Spot, family: Family, at: number): Spot {
  return { ...spot, addresses: { ...NOWHERE, [family]: setOf([at, at + 1]) } };
}

const NOWHERE: Spot["addresses"] = { ipv4: emptySet(), ipv6: emptySet() };
const NO_FEEDS: readonly Landing[] = [];
