/** What the network proof tells to checks: who can open a connection to what, that no row of the register justifies. */
import type { Access, AccessRow, ResourceKind } from "./access.ts";
import type { Listing } from "./listing.ts";
import type { Resource, Unit } from "./unit.ts";

/** What connections can be opened to. */
export interface Target {
  readonly kind: ResourceKind;
  readonly resource: Resource;
  readonly unit: Unit;
  readonly listing: Listing;
  readonly item: unknown;
  /** Sorted; the default one where it plays no other. */
  readonly roles: readonly string[];
  /** The customer whose it is; null for nobody in particular. */
  readonly customer: string | null;
  /** Ids of the VPCs that it stands in, or may stand in. Sorted. */
  readonly vpcs: readonly string[];
  /** Ids of its security groups. Sorted. */
  readonly groups: readonly string[];
  /** Of a database of RDS, as RDS names it. */
  readonly engine?: string;
  /** Why more may reach it than can be said; empty where everything was read. */
  readonly doubts: readonly string[];
}

/** Who opens connections: told by what it is, never by an id or an address that moves. */
export interface Opener {
  /**
   * `internet`: public addresses, by an internet gateway. `beyond`: addresses behind a gateway, peering or network that
   * was not read. `host`: interfaces of the estate.
   */
  readonly kind: "internet" | "beyond" | "host";
  /** Part of the keys of findings: `internet`, `application of alder`, `10.0.0.0/8 beyond vgw-1`. */
  readonly name: string;
  /** For a message. */
  readonly text: string;
  /** The load balancer that hands its connections on, showing its addresses. */
  readonly through: string | null;
  /** It is the whole internet, of one family, as far as routes lead any of it there; `text` says what they lead elsewhere. */
  readonly whole: boolean;
  /** Of addresses. */
  readonly family: "ipv4" | "ipv6" | null;
  /** Of hosts. */
  readonly roles: readonly string[];
  readonly customer: string | null;
  /** Of hosts: the ids of their VPCs. Sorted. */
  readonly vpcs: readonly string[];
}

/** Connections that somebody can open and that no row of the register justifies. */
export interface Opening {
  readonly target: Target;
  readonly from: Opener;
  /** `tcp/5432`, `all protocols`. */
  readonly ports: string;
  /** Where runs of points (protocol × 65536 + port) begin and end, by turns. */
  readonly set: readonly number[];
  /** False where it hangs on something that was not read or is not modelled. */
  readonly certain: boolean;
  /** The ports, and who opens: what tells findings of one target apart. */
  readonly key: string;
}

/** One layer that a connection meets. */
export interface PathStep {
  readonly layer: string;
  readonly result: "passes" | "blocks" | "unknown";
  /** What decides, in words, with the ids. */
  readonly by: string;
}

/** What a reader needs to follow, and to close, an opening. */
export interface Explanation {
  /** One connection of it. */
  readonly witness: { readonly from: string; readonly to: string; readonly port: string };
  /** Every layer that the witness passes, in the order in which it meets them. */
  readonly path: readonly PathStep[];
  /** The fewest changes that close the opening. */
  readonly fix: readonly string[];
  /** The row of the register that comes nearest; null where none is about this target. */
  readonly nearest: AccessRow | null;
}

/** A VPC. */
export interface PrivateNetwork {
  readonly resource: Resource;
  readonly unit: Unit;
  /** The customer whose it is by itself: by its tags, its id or its account. */
  readonly customer: string | null;
  /** The customers of whom something is in it, or whose it is. Sorted. */
  readonly customers: readonly string[];
  /** Its IPv4 CIDR blocks. */
  readonly blocks: readonly string[];
  /** Why more may be in it than can be said; empty where everything was read. */
  readonly doubts: readonly string[];
}

/** A security group, and what the register says of those who have it. */
export interface Group {
  readonly resource: Resource;
  readonly unit: Unit;
  readonly customer: string | null;
  /** Why there may be others that have it; empty where all that may have one were read. */
  readonly doubts: readonly string[];
  /** As EC2 lists it. */
  readonly item: unknown;
  /**
   * For the targets that have it the rows about all of their addresses of a family; for a group that nothing has, the rows
   * that name it.
   */
  rows(family: "ipv4" | "ipv6"): readonly (readonly AccessRow[])[];
}

/** The network of the whole estate, held against the register. Answers are computed when they are first asked for. */
export interface Proof {
  readonly access: Access;
  /** Whether the company has a register at all. */
  readonly hasRegister: boolean;
  /** Where findings about the register itself are told: the first unit. */
  readonly home: Unit | null;
  /** By kind, account, region and id. */
  readonly targets: readonly Target[];
  /** By account, region and id. */
  readonly networks: readonly PrivateNetwork[];
  readonly groups: readonly Group[];
  /** What a prefix list holds; null where it was not read. */
  prefixList(id: string): readonly string[] | null;
  /** By key. What is certain, and then what is only possible beside it. */
  openings(target: Target): readonly Opening[];
  /** What public addresses can open to it, be it justified or not. */
  facing(target: Target): readonly Opening[];
  explain(opening: Opening): Explanation;
  /**
   * Whether anything of the estate uses the row: somebody can open a connection that it justifies. `elsewhere`: it is about
   * what leaves the estate, which is not judged. `unsure`: what may use it was not read.
   */
  uses(row: AccessRow): "used" | "unused" | "unsure" | "elsewhere";
  /** The listings that tell what is there at all and that were not read, or not whole. */
  readonly unread: readonly { readonly unit: Unit; readonly listing: string }[];
}
