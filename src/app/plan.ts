import type { AccountPlan, Unit } from "../contract/index.ts";

/** The unit of an account's region. */
export function unitOf({ account, accountName, partition }: AccountPlan, region: string): Unit {
  const unit = { account, partition, region };
  return accountName === undefined ? unit : { ...unit, accountName };
}

/** An account that AWS holds closed: nothing of it can be read, and nobody expects it. */
export function isLeftOut({ regions, unreadable }: AccountPlan): boolean {
  return regions.length === 0 && unreadable?.kind === "inactive";
}
