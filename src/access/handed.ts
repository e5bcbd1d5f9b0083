/** Everybody who comes to a target by load balancers, whoever they are and whichever address it sees. */
import {
  bits,
  intersect,
  Passing,
  portRange,
  rangesOf,
  Reacher,
  setOf,
  type Balancer,
  type Compiled,
  type Ports,
} from "../network/index.ts";
import { Feeds, type Landing } from "./feeds.ts";
import type { Register } from "./register.ts";
import type { Rest } from "./residue.ts";
import { Senders } from "./senders.ts";
import type { Place } from "./targets.ts";

/**
 * Findings tell of a load balancer's own clients where they are told of the load balancer, and of it as one who opens
 * connections to the target. Who asks about two ends is told whether one reaches the other, by whatever way.
 */
export class HandedOn {
  private readonly compiled: Compiled;
  private readonly passing: Passing;
  private readonly feeds: Feeds;
  private readonly senders: Senders;

  constructor(compiled: Compiled, register: Register, balancers: readonly Balancer[]) {
    this.compiled = compiled;
    this.passing = new Passing(compiled, new Reacher(compiled), balancers);
    this.feeds = new Feeds(balancers, { unsure: compiled.mode === "possible" });
    this.senders = new Senders(compiled, register);
  }

  to(place: Place): readonly Rest[] {
    if (this.feeds.isEmpty || this.senders.isTooBlurred(place)) return [];
    return place.spots().flatMap((spot) => this.feeds.of(place, spot).flatMap((landing) => this.by(place, landing)));
  }

  private by(place: Place, { balancer, forward, spot }: Landing): Rest[] {
    const { listener, target } = forward;
    const through = { balancer, forward, isCertain: this.compiled.mode === "certain" };
    return listener.protocols.flatMap((protocol) =>
      this.heard(place, portRange(protocol, target.port, target.port)).flatMap(([from, to]): Rest[] => {
        const { external, internal } = this.passing.through(balancer, forward, spot, protocol);
        const common = { spot, from, to, through };
        return [
          ...external.map(({ family, by: hop, line }): Rest => ({ ...common, family, by: { hop, line } })),
          ...internal.flatMap(({ family, vpc, hosts, bits: open }): Rest[] => {
            const own = bits.both(open, this.senders.among(hosts));
            for (const node of place.nodes) hosts.clearNode(own, node);
            return bits.isNone(own) ? [] : [{ ...common, family, by: { vpc, hosts, bits: own } }];
          }),
        ];
      }),
    );
  }

  /** Those of the ports on which the target listens: of a service of AWS of which nobody read that, none for certain. */
  private heard({ listens, kind }: Place, ports: Ports): readonly Ports[] {
    if (listens !== null) return [...rangesOf(intersect(setOf(ports), listens))];
    return this.compiled.mode === "certain" && kind !== "instance" && kind !== "interface" ? [] : [ports];
  }
}
