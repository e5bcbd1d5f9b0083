import { GLOBAL, type AccountPlan, type Source, type Unreadable } from "../contract/index.ts";
import { unitOf } from "./plan.ts";
import { UnitReader, type Progress } from "./reader.ts";
import type { UnitPlan } from "./unit.ts";

export interface SourcedPlan extends UnitPlan {
  readonly source: Source;
  /** It is known beforehand that nothing of it can be read. */
  readonly isShut: boolean;
}

/** The units of an account; what it is known beforehand that nothing can be read of is not asked. */
export function unitsOf(
  plan: AccountPlan,
  source: Source,
  progress: (event: Progress) => void,
): readonly SourcedPlan[] {
  const sourceOf = (why: Unreadable | undefined) => (why === undefined ? source : shut(source, why));
  const account = new UnitReader(unitOf(plan, GLOBAL), sourceOf(plan.unreadable), progress);
  const first = plan.regions.find(({ unreadable }) => unreadable === undefined);
  return plan.regions.map((region) => ({
    unit: unitOf(plan, region.region),
    account,
    judgesGlobal: region === (first ?? plan.regions[0]),
    source: sourceOf(region.unreadable),
    isShut: region.unreadable !== undefined,
  }));
}

/** A unit of which it is known beforehand that nothing can be read. */
function shut(source: Source, unreadable: Unreadable): Source {
  return { ...source, read: async () => ({ complete: false, unreadable }) };
}
