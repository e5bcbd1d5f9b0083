import { fairLimiter } from "../collect/limit.ts";
import { GLOBAL, type AccountPlan, type Listing, type Source } from "../contract/index.ts";
import { isLeftOut, unitOf } from "./plan.ts";
import { parentsOf, UnitReader, type Progress } from "./reader.ts";

export interface Recorded {
  readonly accounts: readonly AccountPlan[];
  /** Listings that were read to their end. */
  readonly complete: number;
  readonly unreadable: number;
  /** Whether every account and region was open that is expected to be. */
  readonly open: boolean;
}

/** Reads these listings of all accounts and regions; the source writes down what is read through it. */
export async function readAll(
  source: Source,
  listings: ReadonlySet<Listing>,
  units: number,
  progress: (event: Progress) => void,
): Promise<Recorded> {
  const accounts = await source.accounts();
  const free = fairLimiter(units);
  const parents = new Set([...listings].flatMap(parentsOf));
  const sum = { complete: 0, unreadable: 0 };
  const readable = accounts.flatMap((account) => {
    const regions = account.regions.filter(({ unreadable }) => unreadable === undefined).map(({ region }) => region);
    return [...(regions.length === 0 ? [] : [GLOBAL]), ...regions].map((region) => unitOf(account, region));
  });
  await Promise.all(
    readable.map((unit) =>
      free(unit.account, async () => {
        const reader = new UnitReader(unit, source, progress);
        const here = [...parents.union(listings)].filter(
          ({ scope }) => (scope === "global") === (unit.region === GLOBAL),
        );
        const ends = here.map(async (listing) =>
          parents.has(listing) ? (await reader.gather(listing)).end : await reader.stream(listing, () => undefined),
        );
        for (const { complete } of await Promise.all(ends)) sum[complete ? "complete" : "unreadable"]++;
      }),
    ),
  );
  const expected = accounts.flatMap((plan) => (isLeftOut(plan) ? [] : [plan, ...plan.regions]));
  return { accounts, ...sum, open: expected.every(({ unreadable }) => unreadable === undefined) };
}
