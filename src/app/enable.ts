import type { Catalog, CatalogCheck, Reads } from "../catalog/index.ts";
import type { CheckSummary, Clause } from "../contract/index.ts";
import type { EnabledCheck } from "../evaluate/index.ts";

/** A check that this scan runs: with the parameters that bindings set, and the clauses that demand it. */
export interface BoundCheck extends Reads {
  readonly check: CatalogCheck;
  /** As `readParams` of the check gave it. */
  readonly params: unknown;
  readonly clauses: readonly Clause[];
}

/** As the engine runs it. */
export function enabled({ check, params, clauses, with: beside }: BoundCheck): EnabledCheck {
  const { id, severity, over, judge } = check;
  return { id, severity, over, with: beside, judge, params, clauses };
}

/** As outputs show it. */
export function summarised({ check, clauses }: BoundCheck, { controls }: Pick<Catalog, "controls">): CheckSummary {
  const { id, severity, title, why, fix } = check;
  const controlTitles = check.controls.map((control) => controls.get(control)?.title ?? control);
  return { id, controls: check.controls, controlTitles, severity, title, why, fix, clauses };
}
