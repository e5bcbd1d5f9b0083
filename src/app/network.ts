import { NetworkProof, proofListings, targetListings, type ProofListing, type ProofUnit } from "../access/index.ts";
import { fairLimiter } from "../collect/limit.ts";
import type { Access, CellReason, Finding, JudgeError, Resource, Source } from "../contract/index.ts";
import {
  ownersIn,
  flawOf,
  judgeNetwork,
  nameResource,
  tagsOf,
  type Emit,
  type EnabledCheck,
  type EstatePart,
  type Ownership,
  type SharedVpcs,
} from "../evaluate/index.ts";
import { ec2 } from "../listings/index.ts";
import { UnitReader, type Progress } from "./reader.ts";
import { unitsOf } from "./units.ts";

/** Reads what the proof is made of, and nothing else. `units`: how many are read at the same time. */
export async function readProof(
  source: Source,
  { access, ownership }: { readonly access: Access | null; readonly ownership: Ownership | null },
  { units, progress }: { readonly units: number; readonly progress: (event: Progress) => void },
): Promise<NetworkProof> {
  const accounts = await source.accounts();
  const free = fairLimiter(units);
  const plans = accounts.flatMap((account) => unitsOf(account, source, progress));
  const parts = plans.map((plan) =>
    free(plan.unit.account, async (): Promise<EstatePart> => {
      const { unit, account } = plan;
      const reader = new UnitReader(unit, plan.source, progress, account);
      const wanted = [...Object.values(proofListings), ...(ownership?.vpcs ? [ownership.vpcs] : [])];
      await Promise.all(wanted.map((listing) => reader.gather(listing)));
      const ownerOf = ownership === null ? null : ownersIn(unit, ownership, reader.gathered);
      return { unit, gathered: reader.gathered, ownerOf };
    }),
  );
  return proofOf(await Promise.all(parts), access);
}

/** The network of all units that were read; a listing that was not, or not whole, is told as such. */
export function proofOf(parts: readonly EstatePart[], access: Access | null): NetworkProof {
  const shared = sharedVpcs(parts);
  return new NetworkProof(
    parts.map((part) => proofUnit(part, shared)),
    access,
  );
}

/** Runs the checks of who reaches what, all on one proof. `at` is the time to judge by, ISO 8601. */
export function judgeNetworks(
  checks: readonly EnabledCheck[],
  parts: readonly EstatePart[],
  access: Access | null,
  ownership: Ownership | null,
  at: string,
  emit: Emit,
): void {
  if (checks.length === 0) return;
  const units = parts.map((part) => ({
    unit: part.unit,
    reasons: reasonsOf(part, targetListings),
    unread: reasonsOf(part, otherListings),
    tagsOf: tagsIn(part),
  }));
  const proof = proofOrError(parts, access);
  for (const check of checks) judgeNetwork(check, units, proof, ownership?.customers ?? [], at, emit);
}

const otherListings = (Object.keys(proofListings) as ProofListing[]).filter((name) => !targetListings.includes(name));

/** What AWS answers that no network can be made of costs the cells of these checks, and not the scan. */
function proofOrError(parts: readonly EstatePart[], access: Access | null): NetworkProof | JudgeError {
  try {
    return proofOf(parts, access);
  } catch (error) {
    return { error: `the network could not be made: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** What participants see of a VPC has no tags: its owner is asked. */
function sharedVpcs(parts: readonly EstatePart[]): SharedVpcs {
  const seen = parts.flatMap(({ unit, gathered }) =>
    ((gathered.get(ec2.vpcs)?.items ?? []) as readonly { VpcId: string; OwnerId?: string }[]).map((item) => ({
      id: item.VpcId,
      item,
      isOwn: (item.OwnerId ?? unit.account) === unit.account,
    })),
  );
  const own = new Map(seen.filter(({ isOwn }) => isOwn).map(({ id, item }) => [id, item] as const));
  return new Map(seen.filter(({ isOwn }) => !isOwn).map(({ id }) => [id, own.get(id) ?? null] as const));
}

function proofUnit({ unit, gathered, ownerOf }: EstatePart, shared: SharedVpcs): ProofUnit {
  const table = (name: ProofListing) => {
    const read = gathered.get(proofListings[name]);
    return read === undefined || flawOf(proofListings[name], read) !== null ? null : read.items;
  };
  const names = Object.keys(proofListings) as ProofListing[];
  return {
    unit,
    tables: Object.fromEntries(names.map((name) => [name, table(name)])) as ProofUnit["tables"],
    customerOf: (listing, item) => {
      const owner = ownerOf?.(listing, item, shared) ?? { customer: null };
      return "unsure" in owner ? undefined : (owner.customer?.name ?? null);
    },
  };
}

/** Why what is there may not all have been seen; or, of the other listings, what may hang on them. */
function reasonsOf({ gathered }: EstatePart, names: readonly ProofListing[]): CellReason[] {
  return names.flatMap((name): CellReason[] => {
    const listing = proofListings[name];
    const read = gathered.get(listing);
    if (read === undefined) return [{ kind: "check-error", why: `${listing.id} was not gathered` }];
    const flaw = flawOf(listing, read);
    return flaw === null ? [] : [flaw];
  });
}

/** The tags of what can be reached in a unit, looked up when first asked for. */
function tagsIn({ unit, gathered }: EstatePart): (resource: Resource) => Finding["tags"] {
  let known: Map<string, Finding["tags"]> | undefined;
  return ({ arn }) => {
    known ??= new Map(
      targetListings.flatMap((name) => {
        const listing = proofListings[name];
        return (gathered.get(listing)?.items ?? []).map(
          (item) => [nameResource(listing, item, unit)?.arn ?? "", tagsOf(item)] as const,
        );
      }),
    );
    return known.get(arn);
  };
}
