/** What the company declares of its networks: what its resources are, and who may reach what. */
import type { BoundClause } from "./clause.ts";

/** A resource that has all that is named plays the role. Several rules of one role are alternatives. */
export interface RoleRule {
  readonly role: string;
  /** All of them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The resource's name, its tag `Name` where it has no other; `*` stands for any characters. */
  readonly name?: string;
  /** Ids or names; one of them. */
  readonly securityGroups?: readonly string[];
  /** Ids; one of them. */
  readonly subnets?: readonly string[];
  /** Ids or ARNs; one of them. */
  readonly ids?: readonly string[];
  /** One of them. */
  readonly kinds?: readonly ResourceKind[];
}

/** What can be reached, or reach something. */
export const resourceKinds = [
  "instance",
  "interface",
  "load balancer",
  "rds instance",
  "rds cluster",
  "rds proxy",
] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/** Roles that checks know. A company may have others. */
export const knownRoles = [
  "bastion",
  "database",
  "application",
  "web",
  "load-balancer",
  "logging",
  "monitoring",
  "configuration-management",
  "internal",
] as const;
/** Of what plays no other. */
export const defaultRole = "internal";

/** Who opens a connection, or accepts it: all that is named holds for it, and one thing at least is named. */
export interface Party {
  /** Any public address. */
  readonly internet?: true;
  /** With its prefix length, and without bits beyond it: `10.0.0.0/8`, `203.0.113.9/32`. */
  readonly cidr?: string;
  /** The id of a prefix list. */
  readonly prefixList?: string;
  /** An id or a name. */
  readonly securityGroup?: string;
  readonly role?: string;
  readonly customer?: string;
}

/** A row of the access register: a connection that is justified. */
export interface AccessRow {
  readonly id: string;
  /** Any of these. */
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a number. */
  readonly protocol: string;
  /** As they are written: `443`, `8000-8100`, `all`; of ICMP a type or `type/code`. Any of these. */
  readonly ports: readonly string[];
  readonly why: string;
  readonly owner: string;
  /** Null for a draft, which nobody has reviewed. */
  readonly approval: {
    readonly by: string;
    /** The day by which somebody looks at it again: `2027-03-01`. */
    readonly review: string;
  } | null;
  /** The sentences of the policy that it serves. */
  readonly clauses: readonly BoundClause[];
  /** Where it is written down: the file relative to the configuration's folder, with `/`, and the line, from 1. */
  readonly place: { readonly file: string; readonly line?: number };
}

/** What checks of the network judge by, beside their parameters. */
export interface Access {
  readonly roles: readonly RoleRule[];
  readonly rows: readonly AccessRow[];
}

/** As it is written down. */
export interface DeclaredAccess extends Access {
  /** A hash of all of it: who judges by another has other answers. */
  readonly hash: string;
}
