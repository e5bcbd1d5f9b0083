/** Whose things and VPCs are, asked of all units together: AWS shows the tags of a shared VPC to its owner alone. */
import type { Listing, ResourceKind } from "../contract/index.ts";
import { ec2 } from "../listings/index.ts";
import type { ProofUnit } from "./listings.ts";

/** By the id of a VPC; null for nobody in particular, and where it cannot be said. */
export type OwnerOfVpc = (vpc: string) => string | null;

export function vpcOwners(units: readonly ProofUnit[]): OwnerOfVpc {
  const owners = new Map<string, string | null>();
  for (const { unit, tables, customerOf } of units) {
    for (const item of tables.vpcs ?? []) {
      const isOwn = (item.OwnerId ?? unit.account) === unit.account;
      if (isOwn || !owners.has(item.VpcId)) owners.set(item.VpcId, customerOf(ec2.vpcs, item) ?? null);
    }
  }
  return (vpc) => owners.get(vpc) ?? null;
}

interface Owned {
  readonly kind: ResourceKind;
  readonly listing: Listing;
  readonly item: unknown;
  readonly unit: ProofUnit;
  readonly vpcs: readonly string[];
}

/** A cluster names no VPC: it is theirs whose the VPCs of its subnets are, where its own tags do not say. */
export function ownerOf({ kind, listing, item, unit, vpcs }: Owned): {
  readonly owner: string | null | undefined;
  readonly isShared?: true;
} {
  if (kind !== "rds cluster" || vpcs.length === 0) return { owner: unit.customerOf(listing, item) };
  const owners = new Set(vpcs.map((VpcId) => unit.customerOf(listing, { ...(item as object), VpcId })));
  return owners.size > 1 ? { owner: undefined, isShared: true } : { owner: [...owners][0] };
}
