import { severities } from "../contract/index.ts";
import type { TrackedFinding } from "../track/index.ts";
import { columnOf, columnOrNull } from "./column.ts";
import type { FindingRow } from "./tables.ts";

/** A finding with its number in the store. */
export interface Stored {
  readonly id: number;
  readonly finding: TrackedFinding;
}

export function rowOf(finding: TrackedFinding, unit: number, changed: string): Omit<FindingRow, "id"> {
  return {
    key: finding.key,
    unit,
    check_id: columnOf(finding.check),
    severity: severities.indexOf(finding.severity),
    state: finding.state === "open" ? 0 : 1,
    account: columnOf(finding.unit.account),
    region: columnOf(finding.unit.region),
    resource: columnOf(finding.resource.id),
    customer: columnOrNull(finding.customer),
    owner: columnOrNull(finding.owner),
    due: finding.due,
    opened: finding.episode.opened.at,
    changed,
    unverified_since: finding.unverifiedSince,
    out_of_scope_since: finding.outOfScopeSince,
    // One that was told to have expired holds nothing any more.
    waived_until: finding.waiver === null || finding.waiver.expired ? null : finding.waiver.until,
    closed_by_hand: finding.closedByHand?.at ?? null,
    body: JSON.stringify(finding),
  };
}

export function storedOf({ id, body }: { readonly id: number; readonly body: string }): Stored {
  return { id, finding: JSON.parse(body) as TrackedFinding };
}
