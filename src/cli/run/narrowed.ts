import type { AccountPlan, RegionPlan, Source } from "../../contract/index.ts";
import { UsageError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";

/** A source with only the accounts and regions that were asked for; one that it does not have is an error. */
export function narrowed(
  source: Source,
  plans: readonly AccountPlan[],
  { account, region }: Pick<SelectionOptions, "account" | "region">,
): Source {
  const accounts = plans.filter((plan) => account.length === 0 || account.includes(plan.account));
  const absent = account.filter((id) => !plans.some((plan) => plan.account === id));
  if (absent.length > 0) {
    throw new UsageError(
      `account ${absent.join(", ")} is not in ${source.name}; it has ${plans.map((plan) => plan.account).join(", ")}`,
    );
  }
  const known = new Set(accounts.flatMap(({ regions }) => regions.map((plan) => plan.region)));
  // Of an account that could not be opened it is not known which regions it has: none is said not to be there.
  const unsure = accounts.some(({ unreadable }) => unreadable !== undefined);
  const nowhere = unsure ? [] : region.filter((name) => !known.has(name));
  if (nowhere.length > 0) {
    throw new UsageError(`region ${nowhere.join(", ")} is not in ${source.name}; it has ${[...known].join(", ")}`);
  }
  const wanted = (plan: AccountPlan) => (one: RegionPlan) =>
    plan.unreadable !== undefined || region.includes(one.region);
  const chosen = accounts.map((plan) =>
    region.length === 0 ? plan : { ...plan, regions: plan.regions.filter(wanted(plan)), disabled: [] },
  );
  const only = {
    ...source.only,
    ...(accounts.length < plans.length ? { accounts: account } : {}),
    ...(region.length > 0 ? { regions: region } : {}),
  };
  return {
    ...source,
    ...(Object.keys(only).length === 0 ? {} : { only }),
    accounts: async () => chosen.filter(({ regions }) => regions.length > 0),
  };
}
