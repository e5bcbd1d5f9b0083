import type { Cell, CellReason, Unit } from "../../src/contract/index.ts";
import {
  defaultSettings,
  track,
  type Basis,
  type Moment,
  type Rule,
  type SeenCell,
  type SeenFail,
  type Step,
  type TrackedFinding,
  type Tracking,
  type Waiver,
} from "../../src/track/index.ts";

export const unit: Unit = { account: "111122223333", region: "eu-central-1", partition: "aws" };

export function resourceOf(id: string) {
  return { type: "AWS::EC2::Volume", id, arn: `arn:aws:ec2:::volume/${id}` };
}

export function keyOf(of: Unit, check: string, resource: { id: string }, detail: string): string {
  return `${of.account}/${of.region}/${check}/${resource.id}/${detail}`;
}

export function failOf(check: string, id: string, more: Partial<SeenFail> = {}): SeenFail {
  const { detail = "" } = more;
  const resource = resourceOf(id);
  return { key: keyOf(unit, check, resource, detail), detail, resource, message: `${id} is wrong`, ...more };
}

export function cellOf(check: string, fails: readonly SeenFail[], more: Partial<SeenCell> = {}): SeenCell {
  const resources: Cell["resources"] = { pass: 3, fail: fails.length, unknown: 0, notApplicable: 0 };
  return {
    unit,
    check,
    status: fails.length > 0 ? "fail" : "pass",
    resources,
    reasons: [],
    complete: true,
    fails,
    unjudged: [],
    notApplicable: [],
    ...more,
  };
}

export const threw: CellReason = { kind: "check-error", why: "it threw" };

export function unknownCell(check: string, fails: readonly SeenFail[] = []): SeenCell {
  return cellOf(check, fails, { status: "unknown", complete: false, reasons: [threw] });
}

export function ruleOf(check: string, more: Partial<Rule> = {}): Rule {
  return { check, aliases: [], severity: "high", clauses: "c1", ...more };
}

export function basisOf(rules: readonly Rule[], waivers: readonly Waiver[] = []): Basis {
  return { rules: new Map(rules.map((rule) => [rule.check, rule])), settings: defaultSettings, waivers };
}

export function trackingOf(moment: Moment, basis: Basis): Tracking {
  return { basis, moment, keyOf, seenUntil: ({ lastSeen }) => lastSeen };
}

/** The n-th day of 2026, at noon. */
export function day(n: number): string {
  return new Date(Date.UTC(2026, 0, n, 12)).toISOString();
}

/** Findings as a sequence of scans leaves them, and what each of them changed. */
export class Followed {
  readonly findings = new Map<string, TrackedFinding>();
  private readonly basis: Basis;
  private scans = 0;

  constructor(basis: Basis) {
    this.basis = basis;
  }

  scan(cells: readonly SeenCell[], at = day(this.scans + 1), basis = this.basis): string[] {
    const moment = { at, scan: ++this.scans };
    return this.take(track(this.findings.values(), cells, trackingOf(moment, basis)));
  }

  /** The changes, as `resource kind`. */
  take(steps: readonly Step[]): string[] {
    for (const { before, after } of steps) {
      if (before !== null) this.findings.delete(before.key);
      this.findings.set(after.key, after);
    }
    return steps.flatMap(({ after, changes }) => changes.map(({ kind }) => `${after.resource.id} ${kind}`));
  }

  get(id: string): TrackedFinding | undefined {
    return [...this.findings.values()].find(({ resource }) => resource.id === id);
  }
}

export function waiverOf(more: Partial<Waiver> = {}): Waiver {
  return {
    id: "w-1",
    kind: "waiver",
    covers: { resource: "vol-1" },
    clause: "Every drive is encrypted",
    reason: "It is replaced in March",
    control: "It stands in a locked cage",
    approver: "the security officer",
    expires: "2026-02-01",
    ...more,
  };
}
