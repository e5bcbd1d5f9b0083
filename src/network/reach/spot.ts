import type { Family } from "../addresses.ts";
import type { InterfaceNode, SubnetNode } from "../model/estate.ts";
import type { Line } from "../model/lines.ts";
import type { Filtered } from "./compiled.ts";

/** Where a connection may arrive: in one subnet, at one address or, where AWS does not say which, at one of several. */
export interface Spot extends Filtered {
  readonly subnet: SubnetNode;
  readonly addresses: { readonly [F in Family]: Line };
  /** Whether the internet knows its address. */
  readonly public: { readonly [F in Family]: boolean };
  /** The interface that it is; absent for a database, whose interface AWS does not name. */
  readonly self?: InterfaceNode;
}
