import type { Waiver } from "../../../track/index.ts";
import { covers } from "../../../track/index.ts";
import type { FindingRecord, ScanDetail } from "../../../store/index.ts";

/** What evidence is asked of. */
export interface EvidenceRequest {
  /** Days, both of them included: `2026-01-01`. */
  readonly from: string;
  readonly to: string;
  /** Of this control, and of no other. */
  readonly control?: string;
  /** What is this customer's, and nothing that names another's. */
  readonly customer?: string;
}

/** Times from one to before another, ISO 8601. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** From the beginning of the first day to the end of the last, in UTC. */
export function spanOf({ from, to }: EvidenceRequest): Span {
  const next = new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString();
  return { from: new Date(`${from}T00:00:00Z`).toISOString(), to: next };
}

/** Checks by the control that they serve, as the scans in the span had it. */
export class Controls {
  readonly #of = new Map<string, Set<string>>();

  add({ checks }: Pick<ScanDetail, "checks">): void {
    for (const { check, aliases, summary } of checks)
      for (const id of [check, ...aliases]) {
        const known = this.#of.get(id) ?? new Set();
        for (const control of summary.controls) known.add(control);
        this.#of.set(id, known);
      }
  }

  serves(check: string, control: string | undefined): boolean {
    return control === undefined || this.#of.get(check)?.has(control) === true;
  }

  has(control: string): boolean {
    return [...this.#of.values()].some((controls) => controls.has(control));
  }
}

export function isAsked(
  { finding }: FindingRecord,
  { control, customer }: EvidenceRequest,
  controls: Controls,
): boolean {
  return controls.serves(finding.check, control) && (customer === undefined || finding.customer === customer);
}

/** A waiver is of a part of what was asked for if it covers a finding there. */
export function concerns(
  waiver: Waiver,
  { control, customer }: EvidenceRequest,
  findings: readonly FindingRecord[],
): boolean {
  if (control === undefined && customer === undefined) return true;
  return findings.some(({ finding }) => covers(waiver, finding));
}
