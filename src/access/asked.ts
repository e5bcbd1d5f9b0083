/** A question about two ends, and its answer. */
import type { Opener, PathStep } from "../contract/index.ts";
import type { InterfaceNode, LineSet } from "../network/index.ts";
import type { Justification } from "./justified.ts";
import type { Place } from "./targets.ts";

/** Whom a question is about. */
export interface Askers {
  /** For a message. */
  readonly text: string;
  /** Their interfaces; null for addresses, whoever has them. */
  readonly nodes: readonly InterfaceNode[] | null;
  readonly place: Place | null;
  readonly addresses: LineSet;
  /** They come by internet gateways alone. */
  readonly internet: boolean;
  /** The one address that they are, as it was asked for. */
  readonly one?: string;
}

/** The part of a target that a question is about: one interface of it, or all. */
export interface Asked {
  readonly place: Place;
  readonly node: InterfaceNode | null;
}

/** Ports on which the askers get in, or may. */
export interface Way {
  readonly certain: boolean;
  readonly ports: string;
  readonly from: Opener;
  readonly witness: Witness;
  readonly path: readonly PathStep[];
  readonly justification: Justification;
}

/** Ports on which they do not. */
export interface Blocked {
  readonly ports: readonly string[];
  /** Of all pairs of addresses that which meets the fewest obstacles. */
  readonly witness: Witness;
  readonly path: readonly PathStep[];
  /** How many pairs of addresses were followed. */
  readonly pairs: number;
}

export interface Witness {
  readonly from: string;
  readonly to: string;
  readonly port: string;
}

export interface Between {
  readonly ways: readonly Way[];
  readonly blocked: readonly Blocked[];
}
