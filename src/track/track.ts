import { Draft } from "./draft.ts";
import type { Moment, Step, TrackedFinding } from "./finding.ts";
import { refresh, type Basis } from "./refresh.ts";
import type { KeyOf } from "./rule.ts";
import { sayerOf, type Said } from "./said.ts";
import { standingOf, type Scope } from "./scope.ts";
import type { SeenCell } from "./seen.ts";
import { goOn, goOnIn, open } from "./step.ts";

/** What tracking goes by, beside findings and cells. */
export interface Tracking {
  readonly basis: Basis;
  /** When the scan is tracked, and its number. */
  readonly moment: Moment;
  readonly keyOf: KeyOf;
  /** The last scan that saw an open finding failing. */
  readonly seenUntil: (finding: TrackedFinding) => Moment;
}

/**
 * What becomes of findings by the cells that a scan answered. `findings` are those of these cells, under their checks'
 * former ids too: all that are open, and the resolved ones that fail again. Findings of other cells are left alone.
 * A step for each that changed or opened; none for what is as it was.
 */
export function track(findings: Iterable<TrackedFinding>, cells: readonly SeenCell[], tracking: Tracking): Step[] {
  const { basis, moment, seenUntil } = tracking;
  const byCell = new Map<string, TrackedFinding[]>();
  for (const finding of findings) {
    const cell = cellOf(finding.unit, finding.check);
    const list = byCell.get(cell);
    if (list === undefined) byCell.set(cell, [finding]);
    else list.push(finding);
  }
  const steps: Step[] = [];
  for (const cell of cells) {
    const said = sayerOf(cell);
    const known = byCell.get(cellOf(cell.unit, cell.check)) ?? [];
    const taken = new Set(known.map(({ key }) => key));
    const drafts = known.map((finding) => new Draft(finding, finding, moment));
    for (const alias of basis.rules.get(cell.check)?.aliases ?? []) {
      for (const finding of byCell.get(cellOf(cell.unit, alias)) ?? []) {
        const key = tracking.keyOf(cell.unit, cell.check, finding.resource, finding.detail);
        // Both were followed for a while: the older one stays what it is, of a check that is no more.
        if (taken.has(key)) continue;
        taken.add(key);
        drafts.push(rename(finding, cell.check, key, moment));
      }
    }
    for (const draft of drafts) {
      goOnIn(draft, said(draft.finding), moment, seenUntil);
      refresh(draft, basis, moment.at);
      const step = draft.step();
      if (step !== null) steps.push(step);
    }
    for (const fail of cell.fails)
      if (!taken.has(fail.key)) steps.push(open(fail, { unit: cell.unit, check: cell.check, basis, moment }));
  }
  return steps;
}

/** What becomes of open findings whose cells the scan gave no answer for. */
export function trackUnanswered(findings: Iterable<TrackedFinding>, scope: Scope, tracking: Tracking): Step[] {
  return stepsOf(findings, tracking, ({ unit, check }): Said => {
    const standing = standingOf(scope, unit, check);
    return standing.is === "not asked" ? { is: "nothing" } : standing;
  });
}

/** What becomes of findings by the configuration and the time alone: waivers, owners, severities, due dates, clauses. */
export function trackBasis(findings: Iterable<TrackedFinding>, tracking: Tracking): Step[] {
  return stepsOf(findings, tracking, () => ({ is: "nothing" }));
}

function stepsOf(
  findings: Iterable<TrackedFinding>,
  tracking: Tracking,
  said: (finding: TrackedFinding) => Said,
): Step[] {
  const steps: Step[] = [];
  for (const finding of findings) {
    const step = goOn(finding, said(finding), tracking);
    if (step !== null) steps.push(step);
  }
  return steps;
}

/** The finding of a check that has another id now: it keeps its history, and is found under both keys. */
function rename(finding: TrackedFinding, check: string, key: string, moment: Moment): Draft {
  const draft = new Draft(finding, finding, moment);
  const formerKeys = [...finding.formerKeys, finding.key];
  draft.change("renamed", { was: finding.check, is: check, key: finding.key }, { key, check, formerKeys });
  return draft;
}

function cellOf({ account, region }: TrackedFinding["unit"], check: string): string {
  return `${account} ${region} ${check}`;
}
