import type { AccountPlan, Source } from "../../contract/index.ts";
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
  const nowhere = region.filter((name) => !known.has(name));
  if (nowhere.length > 0) {
    throw new UsageError(`region ${nowhere.join(", ")} is not in ${source.name}; it has ${[...known].join(", ")}`);
  }
  const chosen = accounts.map((plan) =>
    region.length === 0
      ? plan
      : { ...plan, regions: plan.regions.filter((one) => region.includes(one.region)), disabled: [] },
  );
  return { ...source, accounts: async () => chosen.filter(({ regions }) => regions.length > 0) };
}
