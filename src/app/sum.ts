import {
  severities,
  type Cell,
  type CellStatus,
  type ScanEvent,
  type Severity,
  type Summary,
  type Unit,
} from "../contract/index.ts";

/** Passes a scan's events on, counts them, and sees to it that every planned cell gets exactly one answer. */
export class Sum {
  private readonly cells: Record<CellStatus, number> = { pass: 0, fail: 0, unknown: 0, "not-applicable": 0 };
  private readonly findings = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<
    Severity,
    number
  >;
  private readonly open = new Map<string, Cell>();
  private readonly emit: (event: ScanEvent) => void;
  private planned = 0;

  constructor(emit: (event: ScanEvent) => void) {
    this.emit = emit;
  }

  /** Plans a cell for each check of the unit. */
  plan(unit: Unit, checks: readonly { readonly id: string }[]): void {
    for (const { id } of checks) {
      const name = nameOf(unit, id);
      if (this.open.has(name)) throw new Error(`cell ${name} was planned twice`);
      this.open.set(name, unanswered(unit, id));
      this.planned++;
    }
  }

  readonly tell = (event: ScanEvent): void => {
    if (event.type === "cell") {
      const name = nameOf(event.unit, event.check);
      if (!this.open.delete(name)) throw new Error(`cell ${name} was answered twice, or never planned`);
      this.cells[event.status]++;
    }
    if (event.type === "finding") this.findings[event.severity]++;
    this.emit(event);
  };

  /** Answers `unknown` for those of the unit's cells that have no answer, after a failure of our own. */
  giveUp(unit: Unit, checks: readonly { readonly id: string }[], why: string): void {
    for (const { id } of checks) {
      const cell = this.open.get(nameOf(unit, id));
      if (cell !== undefined) this.tell({ ...cell, reasons: [{ kind: "check-error", why }] });
    }
  }

  close(rest: Pick<Summary, "id" | "finished" | "accounts" | "accountsUnreadable">): Summary {
    for (const cell of this.open.values()) this.tell(cell);
    const summary: Summary = {
      type: "summary",
      ...rest,
      cells: { planned: this.planned, ...this.cells },
      findings: this.findings,
    };
    this.emit(summary);
    return summary;
  }
}

function nameOf({ account, region }: Unit, check: string): string {
  return JSON.stringify([account, region, check]);
}

function unanswered(unit: Unit, check: string): Cell {
  return {
    type: "cell",
    unit,
    check,
    status: "unknown",
    resources: { pass: 0, fail: 0, unknown: 0, notApplicable: 0 },
    reasons: [{ kind: "check-error", why: "the scan ended without an answer" }],
    notApplicable: {},
  };
}
