import { addDays } from "./day.ts";
import type { Draft } from "./draft.ts";
import { ownerOf } from "./owner.ts";
import type { TrackedFinding } from "./finding.ts";
import type { Rule, Settings } from "./rule.ts";
import { holdOf, type Waiver } from "./waiver.ts";

/** What a finding's severity, owner, due date and waiver follow from. */
export interface Basis {
  /** Of the enabled checks, by their ids. */
  readonly rules: ReadonlyMap<string, Rule>;
  readonly settings: Settings;
  readonly waivers: readonly Waiver[];
}

/** Brings an open finding in line with the configuration and the time. What is resolved stays as it was. */
export function refresh(draft: Draft, { rules, settings, waivers }: Basis, at: string): void {
  if (draft.finding.state === "resolved") return;
  const rule = rules.get(draft.finding.check);
  if (rule !== undefined) {
    const { severity, clauses } = draft.finding;
    if (rule.severity !== severity)
      draft.change("severity", { was: severity, is: rule.severity }, { severity: rule.severity });
    if (rule.clauses !== clauses)
      draft.change("clauses", { was: clauses, is: rule.clauses }, { clauses: rule.clauses });
  }
  const owner = ownerOf(draft.finding, settings);
  if (owner !== draft.finding.owner) draft.change("owner", { was: draft.finding.owner, is: owner }, { owner });
  const due = dueOf(draft.finding, settings);
  if (due !== draft.finding.due) draft.change("due", { was: draft.finding.due, is: due }, { due });
  waive(draft, waivers, at);
}

/** When a finding is to be resolved by; null where nothing is due. */
export function dueOf({ severity, episode }: Pick<TrackedFinding, "severity" | "episode">, { dueDays }: Settings) {
  const days = dueDays[severity];
  return days === null ? null : addDays(episode.opened.at, days);
}

/** A waiver begins to count, expires soon, expires, or counts no more. One that expired before it ever counted is no news. */
function waive(draft: Draft, waivers: readonly Waiver[], at: string): void {
  const was = draft.finding.waiver;
  const is = holdOf(draft.finding, waivers, at);
  if (is === null) {
    if (was === null) return;
    const told = { waiver: was.id, until: was.until };
    // It was taken out after it had expired, before anybody told of that.
    draft.change(!was.expired && was.until <= at ? "waiver expired" : "waiver ended", told, { waiver: null });
  } else if (!is.expired) {
    const same = was !== null && !was.expired && was.id === is.id && was.until === is.until && was.kind === is.kind;
    if (!same) draft.change("waived", { waiver: is.id, kind: is.kind, until: is.until }, { waiver: is });
    else if (is.warned && !was.warned)
      draft.change("waiver expires soon", { waiver: is.id, until: is.until }, { waiver: is });
  } else if (was !== null && !was.expired) {
    draft.change("waiver expired", { waiver: is.id, until: is.until }, { waiver: is });
  }
}
