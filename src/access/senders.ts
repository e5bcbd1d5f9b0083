/** Which hosts open connections of their own: what others open through them is told of the others. */
import {
  bits,
  intersect,
  isEmpty,
  isNode,
  type Compiled,
  type Hosts,
  type InterfaceNode,
  type Spot,
  type VpcNode,
} from "../network/index.ts";
import { memo } from "./memo.ts";
import type { Register } from "./register.ts";
import type { Place } from "./targets.ts";

export class Senders {
  private readonly compiled: Compiled;
  private readonly register: Register;
  private readonly known = new Map<Hosts, bits.Bits>();
  private readonly nats = new Map<string, readonly { readonly id: string; readonly node: InterfaceNode }[]>();

  constructor(compiled: Compiled, register: Register) {
    this.compiled = compiled;
    this.register = register;
  }

  /** Whoever is no load balancer; and load balancers of which nobody read what they pass on. */
  among(hosts: Hosts): bits.Bits {
    const possible = this.compiled.mode === "possible";
    return memo(this.known, hosts, () =>
      this.register.select("openers", hosts, (place, node) => {
        // Of a load balancer that was not read there are interfaces alone.
        if (place === undefined) return possible && isNode(node);
        if (this.isTooBlurred(place)) return false;
        return place.balancer === undefined || (possible && place.balancer.unread.length > 0);
      }),
    );
  }

  /** Of what cannot be said what it is, nothing is certain: told by another name, it would be another finding. */
  isTooBlurred({ isBlurred }: Place): boolean {
    return isBlurred && this.compiled.mode === "certain";
  }

  /** NAT gateways to which a table leads the spot's address: what is behind them comes with theirs. */
  gatewaysTo({ addresses }: Spot, vpc: VpcNode, family: Hosts["family"]): readonly InterfaceNode[] {
    const nats = this.natsIn(vpc);
    if (nats.length === 0) return NOBODY;
    const leads = (id: string) =>
      vpc.subnets.some((subnet) => {
        const { routes, unsure } = this.compiled.table(family, subnet);
        if (unsure) return this.compiled.mode === "possible";
        return routes.some(
          ({ hop, line }) => "id" in hop && hop.id === id && !isEmpty(intersect(line, addresses[family])),
        );
      });
    return nats.flatMap(({ id, node }) => (leads(id) ? [node] : []));
  }

  private natsIn(vpc: VpcNode): readonly { readonly id: string; readonly node: InterfaceNode }[] {
    return memo(this.nats, vpc.id, () =>
      vpc.interfaces.flatMap((node) => {
        // AWS says it in words alone: `Interface for NAT Gateway nat-0a1b2c3d`.
        const id = /\bnat-[0-9a-f]+/.exec(node.item.Description ?? "")?.[0];
        return id === undefined ? [] : [{ id, node }];
      }),
    );
  }
}

const NOBODY: readonly InterfaceNode[] = [];
