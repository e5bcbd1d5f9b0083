import type { Change, ChangeKind, Moment, Step, TrackedFinding } from "./finding.ts";

/** A finding on its way from how it was to how it is: every difference is made by a change that says so. */
export class Draft {
  finding: TrackedFinding;
  private readonly before: TrackedFinding | null;
  private readonly moment: Moment;
  private readonly changes: Change[] = [];

  constructor(before: TrackedFinding | null, finding: TrackedFinding, moment: Moment) {
    this.before = before;
    this.finding = finding;
    this.moment = moment;
  }

  change(kind: ChangeKind, detail: Change["detail"], differs: Partial<TrackedFinding>): void {
    const number = this.finding.changes + 1;
    this.finding = { ...this.finding, ...differs, changes: number };
    this.changes.push({ ...this.moment, number, kind, episode: this.finding.episode.number, detail });
  }

  /** Null where nothing changed. */
  step(): Step | null {
    return this.changes.length === 0 ? null : { before: this.before, after: this.finding, changes: this.changes };
  }
}
