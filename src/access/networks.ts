/** VPCs and security groups, as checks of them ask. */
import type { Group, PrivateNetwork } from "../contract/index.ts";
import { nameResource } from "../evaluate/index.ts";
import { ec2 } from "../listings/index.ts";
import { isEmpty, type Estate, type Family } from "../network/index.ts";
import { unreadOf, type ProofUnit } from "./listings.ts";
import { memo } from "./memo.ts";
import type { Claim, Register } from "./register.ts";
import type { Place } from "./targets.ts";

/** In the order of the units: a shared VPC is told by its owner alone; by the first that sees it, where that was not read. */
export function networksOf(units: readonly ProofUnit[], targets: readonly Place[]): readonly PrivateNetwork[] {
  const inside = new Map<string, Set<string>>();
  const doubts = new Map<string, string[]>();
  for (const { customer, vpcs, isBlurred, resource } of targets) {
    for (const id of vpcs) {
      if (customer !== null) inside.set(id, (inside.get(id) ?? new Set()).add(customer));
      else if (isBlurred) memo(doubts, id, (): string[] => []).push(`whose ${resource.id} is cannot be said`);
    }
  }
  const read = new Set(units.map(({ unit }) => `${unit.account} ${unit.region}`));
  const orphans = new Set<string>();
  return units.flatMap((proofUnit) =>
    inOrder(proofUnit.tables.vpcs ?? [], ({ VpcId }) => VpcId).flatMap((item): PrivateNetwork[] => {
      const { unit } = proofUnit;
      const { OwnerId = unit.account } = item;
      const resource = nameResource(ec2.vpcs, item, unit);
      if (resource === null) return [];
      const isOrphan = !read.has(`${OwnerId} ${unit.region}`);
      if (isOrphan ? orphans.has(item.VpcId) : OwnerId !== unit.account) return [];
      if (isOrphan) orphans.add(item.VpcId);
      const customer = proofUnit.customerOf(ec2.vpcs, item) ?? null;
      const customers = new Set([...(customer === null ? [] : [customer]), ...(inside.get(item.VpcId) ?? [])]);
      const blocks = [
        item.CidrBlock,
        ...(item.CidrBlockAssociationSet ?? []).filter(isThere).map((each) => each.CidrBlock),
      ];
      return [
        {
          resource,
          unit,
          customer,
          customers: [...customers].sort(),
          blocks: [...new Set(blocks.filter((block) => block !== undefined))].sort(),
          doubts: isOrphan
            ? [`what else is in it cannot be said: its owner ${OwnerId} was not read`]
            : (doubts.get(item.VpcId)?.slice(0, 1) ?? []),
        },
      ];
    }),
  );
}

export function groupsOf(
  units: readonly ProofUnit[],
  { groups }: Estate,
  targets: readonly Place[],
  register: Register,
): readonly Group[] {
  const holders = new Map<string, Place[]>();
  const blurred = new Set(targets.filter(({ isBlurred }) => isBlurred).flatMap((target) => target.groups));
  for (const target of targets) {
    // What it is cannot be said, nor which rows are about it.
    if (target.isBlurred) continue;
    for (const id of target.groups) memo(holders, id, (): Place[] => []).push(target);
  }
  const rowsOf = (item: { readonly GroupId: string; readonly GroupName: string }, family: Family, isSure: boolean) => {
    const own = holders.get(item.GroupId) ?? (isSure ? undefined : []);
    const claims =
      own === undefined
        ? [register.claimsOfGroup({ id: item.GroupId, name: item.GroupName })]
        : own.map((target) => register.claims(target).filter((claim) => holds(register, claim, target, family)));
    const rows = claims.map((each) => each.map(({ row }) => row));
    return [...new Map(rows.map((each) => [each.map(({ id }) => id).join("\0"), each])).values()];
  };
  return units.flatMap((proofUnit) => {
    const unread = unreadOf([proofUnit]).map(({ listing }) => `${listing} was not read`);
    return inOrder(proofUnit.tables.groups ?? [], ({ GroupId }) => GroupId).flatMap((item): Group[] => {
      const { unit } = proofUnit;
      const resource = nameResource(ec2.securityGroups, item, unit);
      // A shared group is told where its owner lists it, or by the first that sees it.
      if (resource === null || groups.get(item.GroupId)?.item !== item) return [];
      const customer = proofUnit.customerOf(ec2.securityGroups, item) ?? null;
      const doubts = [...unread, ...(blurred.has(item.GroupId) ? ["what has it cannot be said"] : [])];
      return [{ resource, unit, customer, doubts, item, rows: (family) => rowsOf(item, family, doubts.length === 0) }];
    });
  });
}

/** One that is taken away stays in the list for a while. */
function isThere({ CidrBlockState }: { readonly CidrBlockState?: { readonly State?: string } }): boolean {
  return !/^(?:disassociated|failed)$/.test(CidrBlockState?.State ?? "");
}

/** Whether a row is about every address of the family that the target has, or may have. */
function holds(register: Register, claim: Claim, target: Place, family: Family): boolean {
  return target.spots().every((spot) => isEmpty(spot.addresses[family]) || register.holdsAt(claim, spot, family));
}

function inOrder<T>(items: readonly T[], idOf: (item: T) => string): readonly T[] {
  return items.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}
