import type { AccountPlan, Unit } from "../contract/index.ts";

/** The unit of an account's region. */
export function unitOf({ account, accountName, partition }: AccountPlan, region: string): Unit {
  const unit = { account, partition, region };
  return accountName === undefined ? unit : { ...unit, accountName };
}
