/** Holds small drawn estates against small registers, and tells in words what the proof leaves open. */
import { proofListings, type NetworkProof } from "../../src/access/index.ts";
import { proofOf } from "../../src/app/network.ts";
import type { Access, AccessRow, Listing, Party, RoleRule, Target, Unit } from "../../src/contract/index.ts";
import { ownersIn, type EstatePart, type Gathered, type Ownership } from "../../src/evaluate/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import type { Estate as World, Unit as WorldUnit } from "./network/estate.ts";
import { Sketch } from "./network/sketch.ts";

export interface Held {
  /** Role → the ids of those who play it; or whole rules. */
  readonly roles?: Readonly<Record<string, readonly string[]>> | readonly RoleRule[];
  /** Absent: the company has no register. */
  readonly rows?: readonly AccessRow[];
  /** Customer → the ids of its VPCs. */
  readonly customers?: Readonly<Record<string, readonly string[]>>;
  /** Id → tags; `Name` is how it is called. */
  readonly tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Id of a security group → its name. */
  readonly groupNames?: Readonly<Record<string, string>>;
  /** Prefix lists that are shown and hold nothing. */
  readonly emptyLists?: readonly string[];
  /** Listings that could not be read: `ec2.route-tables`, or `ec2.route-tables REGION`. */
  readonly unread?: readonly string[];
  /** Changes an item of a listing. */
  readonly change?: (listing: string, item: any) => any;
  /** Reorders the items of every listing, and the units. */
  readonly order?: <T>(list: readonly T[]) => readonly T[];
}

const ID_FIELDS =
  "NetworkInterfaceId InstanceId LoadBalancerArn DBInstanceArn DBClusterArn DBProxyArn LoadBalancerName SubnetId GroupId VpcId".split(
    " ",
  );

/** `row("app-db", "application", { role: "database", customer: "alder" }, "tcp/5432")`. */
export function row(
  id: string,
  from: string | Party | readonly (string | Party)[],
  to: string | Party | readonly (string | Party)[],
  ports: string,
  more: Partial<AccessRow> = {},
): AccessRow {
  const [protocol = "", ...rest] = ports.split("/");
  return {
    id,
    from: partiesOf(from),
    to: partiesOf(to),
    protocol,
    ports: [rest.length === 0 ? "all" : rest.join("/")],
    why: `why of ${id}`,
    owner: "Platform",
    approval: { by: "Officer", review: "2030-01-01" },
    clauses: [],
    place: { file: "access.yaml", line: 1 },
    ...more,
  };
}

/** `internet`, a block, `pl-…`, `sg-…` or a role. */
export function partiesOf(told: string | Party | readonly (string | Party)[]): readonly Party[] {
  return (Array.isArray(told) ? (told as readonly (string | Party)[]) : [told as string | Party]).map((each): Party => {
    if (typeof each !== "string") return each;
    if (each === "internet") return { internet: true };
    if (each.includes("/")) return { cidr: each };
    if (each.startsWith("pl-")) return { prefixList: each };
    return each.startsWith("sg-") ? { securityGroup: each } : { role: each };
  });
}

export function accessOf({ roles = {}, rows }: Held): Access | null {
  const rules = Array.isArray(roles)
    ? (roles as readonly RoleRule[])
    : Object.entries(roles as Record<string, readonly string[]>).map(([role, ids]): RoleRule => ({ role, ids }));
  return rows === undefined && rules.length === 0 ? null : { roles: rules, rows: rows ?? [] };
}

export function ownershipOf({ customers = {} }: Held): Ownership {
  return {
    customers: Object.entries(customers).map(([name, vpcs]) => ({ name, vpcs })),
    hash: "",
    vpcs: ec2.vpcs,
  };
}

/** What reading the drawn estate gives. */
export function partsOf(world: Sketch | World, held: Held = {}): readonly EstatePart[] {
  const { units } = world instanceof Sketch ? world.estate() : world;
  const { order = (list) => list } = held;
  return order(units).map((each): EstatePart => {
    const unit: Unit = { account: each.account, region: each.region, partition: "aws" } as Unit;
    const gathered = new Map<Listing, Gathered>(
      Object.values(proofListings).map((listing: Listing) => [listing, gatheredOf(listing, each, held)]),
    );
    return { unit, gathered, ownerOf: ownersIn(unit, ownershipOf(held), gathered) };
  });
}

function gatheredOf(listing: Listing, unit: WorldUnit, held: Held): Gathered {
  const { unread = [], order = (list) => list } = held;
  if (unread.includes(listing.id) || unread.includes(`${listing.id} ${unit.region}`)) {
    const unreadable = { kind: "denied", call: listing.operation, code: "AccessDenied", message: "no" } as const;
    return { items: [], flawed: [], end: { complete: false, unreadable } } as unknown as Gathered;
  }
  return { items: order(itemsOf(listing, unit, held)), flawed: [], end: { complete: true } };
}

function itemsOf({ id }: Listing, { items }: WorldUnit, held: Held): readonly unknown[] {
  const { tags = {}, groupNames = {}, emptyLists = [], change = (_, item: unknown) => item } = held;
  const given = items as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  if (id === "ec2.vpc-block-public-access-options") return given[id] ?? [{ InternetGatewayBlockMode: "off" }];
  if (id === "ec2.managed-prefix-lists") {
    const held = (given["ec2.prefix-list-entries"] ?? []).map(({ PrefixListId }) => PrefixListId);
    return [...new Set([...held, ...emptyLists])].map((PrefixListId) => ({ PrefixListId, PrefixListName: "" }));
  }
  return (given[id] ?? []).map((item) => {
    const own = item[ID_FIELDS.find((field) => field in item) ?? ""] as string;
    const named = tags[own];
    const Tags = named && Object.entries(named).map(([Key, Value]) => ({ Key, Value }));
    return change(id, {
      ...item,
      ...(Tags === undefined ? {} : id === "ec2.network-interfaces" ? { TagSet: Tags } : { Tags, TagList: Tags }),
      ...(id === "ec2.security-groups" && own in groupNames ? { GroupName: groupNames[own] } : {}),
    }) as unknown;
  });
}

export function hold(world: Sketch | World, held: Held = {}): NetworkProof {
  return proofOf(partsOf(world, held), accessOf(held)) as NetworkProof;
}

export function targetOf(proof: NetworkProof, id: string): NetworkProof["targets"][number] {
  const found = proof.targets.find(({ resource }) => resource.id === id || resource.name === id);
  if (found === undefined)
    throw new Error(`${id} is none of ${proof.targets.map(({ resource }) => resource.id).join(", ")}`);
  return found;
}

/** The keys of what is open to a target and not justified; `? ` before what is not certain. */
export function open(proof: NetworkProof, id: string, what: "openings" | "facing" = "openings"): readonly string[] {
  const target: Target = targetOf(proof, id);
  return proof[what](target).map(({ certain, key }) => `${certain ? "" : "? "}${key}`);
}

/** Everything that the proof says, as JSON: two proofs that say the same have the same text. */
export function everything(proof: NetworkProof): string {
  return JSON.stringify(
    proof.targets.map((target) => ({
      ...told(target),
      openings: [...proof.openings(target), ...proof.facing(target)].map((opening) => ({
        ...opening,
        target: target.resource.id,
        ...proof.explain(opening),
      })),
    })),
  );
}

function told({ kind, resource, unit, roles, customer, vpcs, groups, doubts }: Target): object {
  return { kind, resource, unit, roles, customer, vpcs, groups, doubts };
}
