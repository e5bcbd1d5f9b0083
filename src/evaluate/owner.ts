import { valuesAt, type Customer, type Listing, type OptionalService, type Unit } from "../contract/index.ts";
import type { Gathered } from "./gathered.ts";
import { tagsOf } from "./tags.ts";

/** Whose a resource is: a customer's, nobody's in particular, or it cannot be said for something was not read. */
export type Owner = { readonly customer: Customer | null } | { readonly unsure: true };

export type OwnerOf = (listing: Listing, item: unknown, others?: SharedVpcs) => Owner;

/**
 * VPCs of other accounts, by id, as their owners list them; null where these were not read. AWS shows their tags to nobody
 * else. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
 */
export type SharedVpcs = ReadonlyMap<string, unknown>;

/** What the resources of a unit are told apart by. */
export interface Ownership {
  readonly customers: readonly Customer[];
  /** A hash of all that customers and services are known by: who judges by another has other answers. */
  readonly hash: string;
  /** The listing of VPCs, by whose tags what is in them is known; null where no customer is known by tags. */
  readonly vpcs: Listing | null;
}

const NOBODY: Owner = { customer: null };
const UNSURE: Owner = { unsure: true };

/** Where an item names its VPC. */
const VPC_PATHS = ["VpcId", "VPCId", "DBSubnetGroup.VpcId", "Attachments.VpcId"];

/**
 * Says whose an item is: by its own tags, else by its VPC or the tags of that, else by what it was asked of, else by its
 * account. Two customers on the same level are none.
 */
export function ownersIn(
  unit: Unit,
  { customers, vpcs }: Pick<Ownership, "customers" | "vpcs">,
  gathered: ReadonlyMap<Listing, Gathered>,
): OwnerOf {
  const tagged = customers.filter(({ tags }) => tags !== undefined);
  const ofAccount = only(customers.filter(({ accounts }) => accounts?.includes(unit.account)));
  const read = vpcs === null ? undefined : gathered.get(vpcs);
  const vpcsRead = vpcs === null || (read?.end.complete === true && read.flawed.length === 0);
  const byTags = (item: unknown) => {
    const tags = tagsOf(item);
    return tags === undefined ? [] : tagged.filter((customer) => hasAll(tags, customer.tags ?? {}));
  };
  const ofVpcs = new Map((read?.items ?? []).map((vpc) => [(vpc as { VpcId: string }).VpcId, byTags(vpc)]));
  const parents = new Map<Listing, ReadonlyMap<unknown, readonly unknown[]>>();

  const byVpc = (ids: readonly unknown[], others: SharedVpcs | undefined): Owner | null => {
    const named = customers.filter((customer) => ids.some((id) => customer.vpcs?.includes(id as string)));
    if (!vpcsRead) return UNSURE;
    if (named.length === 0 && tagged.length > 0 && ids.some((id) => others?.get(id as string) === null)) return UNSURE;
    const taggedOf = (id: string) => (others?.has(id) ? byTags(others.get(id)) : (ofVpcs.get(id) ?? []));
    const found = [...new Set([...named, ...ids.flatMap((id) => taggedOf(id as string))])];
    return found.length > 0 ? (only(found) ?? NOBODY) : null;
  };
  const parentsOf = ({ each }: Listing, item: unknown): readonly unknown[] => {
    if (each === undefined) return [];
    let index = parents.get(each.of);
    if (index === undefined) {
      const pairs = (gathered.get(each.of)?.items ?? []).flatMap((parent) =>
        valuesAt(parent, each.from ?? each.by).map((value) => ({ value, parent })),
      );
      index = new Map(
        [...Map.groupBy(pairs, ({ value }) => value)].map(([value, all]) => [value, all.map(({ parent }) => parent)]),
      );
      parents.set(each.of, index);
    }
    return index.get((item as Readonly<Record<string, unknown>>)[each.by]) ?? [];
  };
  return function ownerOf(listing, item, others): Owner {
    const own = byTags(item);
    if (own.length > 0) return only(own) ?? NOBODY;
    const ids = VPC_PATHS.flatMap((path) => valuesAt(item, path));
    const inVpc = ids.length === 0 ? null : byVpc(ids, others);
    if (inVpc !== null) return inVpc;
    const above = parentsOf(listing, item).map((parent) => ownerOf(listing.each!.of, parent, others));
    return above.length > 0 ? shared(above) : (ofAccount ?? NOBODY);
  };
}

function only(customers: readonly Customer[]): Owner | null {
  return customers.length === 1 ? { customer: customers[0]! } : null;
}

/** Whose something is that is part of several: one customer's, where all are. */
function shared(owners: readonly Owner[]): Owner {
  const [first = NOBODY] = owners;
  if (owners.some((owner) => "unsure" in owner) || "unsure" in first) return UNSURE;
  return owners.every((owner) => "customer" in owner && owner.customer === first.customer) ? first : NOBODY;
}

function hasAll(tags: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value);
}

/** Why a check of optional services does not apply to what the customer has; null where it does. */
export function notSignedUp(services: readonly OptionalService[], customer: Customer): string | null {
  if (services.some(({ id }) => customer.services?.includes(id))) return null;
  const names = services.map(({ name }) => name).join(", ");
  const contract = customer.contract === undefined ? "" : ` (${customer.contract})`;
  return `${customer.name} has not signed up for ${names}${contract}`;
}
