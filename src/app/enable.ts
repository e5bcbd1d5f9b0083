import type { Catalog, CatalogCheck, Reads } from "../catalog/index.ts";
import type { BoundClause, CheckSummary, OptionalService } from "../contract/index.ts";
import type { EnabledCheck } from "../evaluate/index.ts";

/** A check that this scan runs: with the parameters that bindings set, and the clauses that demand it. */
export interface BoundCheck extends Reads {
  readonly check: CatalogCheck;
  /** As `readParams` of the check gave it. */
  readonly params: unknown;
  /** What bindings set, as it is written. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly clauses: readonly BoundClause[];
  /** The optional services that it is of; none where it is for everybody. */
  readonly services: readonly OptionalService[];
}

/** As the engine runs it. */
export function enabled({ check, params, clauses, services, with: beside }: BoundCheck): EnabledCheck {
  const { id, severity, over, judge } = check;
  return { id, severity, over, with: beside, judge, params, clauses, services };
}

/** As outputs show it. */
export function summarised(
  { check, given, clauses }: BoundCheck,
  { controls }: Pick<Catalog, "controls">,
): CheckSummary {
  const { id, severity, title, why, fix } = check;
  const controlTitles = check.controls.map((control) => controls.get(control)?.title ?? control);
  return { id, controls: check.controls, controlTitles, severity, title, why, fix, params: given, clauses };
}
