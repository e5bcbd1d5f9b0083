import { askedBy, GLOBAL, type AccountPlan, type End, type Listing, type Source } from "../contract/index.ts";
import { unitOf } from "./plan.ts";
import { UnitReader } from "./reader.ts";

/** How reading each listing of an account went, in one of its regions. */
export interface Examination {
  readonly plan: AccountPlan;
  /** The region that was tried; null where none can be read. */
  readonly region: string | null;
  readonly listings: readonly Tried[];
}

export interface Tried {
  readonly listing: Listing;
  readonly end: End;
  readonly items: number;
  /** AWS was asked; else there was nothing there to ask it about, and nobody knows what it would say. */
  readonly asked: boolean;
}

/** Tries what a scan would read: each listing once, in the first region of the account that can be read. */
export async function examine(source: Source, plan: AccountPlan, listings: ReadonlySet<Listing>): Promise<Examination> {
  const region = plan.regions.find(({ unreadable }) => unreadable === undefined)?.region ?? null;
  if (region === null) return { plan, region, listings: [] };
  const quiet = () => undefined;
  const account = new UnitReader(unitOf(plan, GLOBAL), source, quiet);
  const reader = new UnitReader(unitOf(plan, region), source, quiet, account);
  const tried = [...listings].map(async (listing) => {
    const { end, items } = await reader.gather(listing);
    const { each } = listing;
    const parents = each === undefined ? null : await reader.gather(each.of);
    const asked = parents === null || !parents.end.complete || askedBy(each!, parents.items).size > 0;
    return { listing, end, items: items.length, asked };
  });
  return { plan, region, listings: await Promise.all(tried) };
}
