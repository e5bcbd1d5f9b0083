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
  private readonly findings = none();
  private readonly waived = none();
  /** What has no answer yet. */
  private readonly open = new Map<string, Pick<Cell, "unit" | "check" | "global">>();
  private readonly emit: (event: ScanEvent) => void;
  private planned = 0;

  constructor(emit: (event: ScanEvent) => void) {
    this.emit = emit;
  }

  /** Plans a cell for each check of the unit; `judgesGlobal`: also for what has no regions. */
  plan(unit: Unit, checks: readonly Planned[], judgesGlobal = false): void {
    for (const { id, over } of checks) {
      const name = nameOf(unit, id);
      if (this.open.has(name)) throw new Error(`cell ${name} was planned twice`);
      const global = judgesGlobal && over?.scope === "global";
      this.open.set(name, { unit, check: id, ...(global ? { global } : {}) });
      this.planned++;
    }
  }

  readonly tell = (event: ScanEvent): void => {
    if (event.type === "cell") {
      const name = nameOf(event.unit, event.check);
      if (!this.open.delete(name)) throw new Error(`cell ${name} was answered twice, or never planned`);
      this.cells[event.status]++;
    }
    if (event.type === "finding") {
      this.findings[event.severity]++;
      if (event.waived !== undefined) this.waived[event.severity]++;
    }
    this.emit(event);
  };

  /** Answers of a unit that this process did not judge; its findings are counted, and are in the store. */
  recall(unit: Unit, cells: readonly RecalledCell[], severityOf: (check: string) => Severity): void {
    for (const { check, status, resources, reasons, fails } of cells) {
      this.findings[severityOf(check)] += fails;
      const global = this.open.get(nameOf(unit, check))?.global;
      const cell: Cell = { type: "cell", unit, check, status, resources, reasons, notApplicable: {} };
      this.tell(global === true ? { ...cell, global } : cell);
    }
  }

  /** Answers `unknown` for those of the unit's cells that have no answer, after a failure of our own. */
  giveUp(
    unit: Unit,
    checks: readonly { readonly id: string }[],
    why: string,
    tell: (event: ScanEvent) => void = this.tell,
  ): void {
    for (const { id } of checks) {
      const cell = this.open.get(nameOf(unit, id));
      if (cell !== undefined) tell(unanswered(cell, why));
    }
  }

  /** Answers `unknown` for every cell that has no answer yet. */
  rest(tell: (event: ScanEvent) => void = this.tell): void {
    for (const cell of this.open.values()) tell(unanswered(cell, "the scan ended without an answer"));
  }

  close(rest: Pick<Summary, "id" | "finished" | "accounts" | "accountsUnreadable">): Summary {
    this.rest();
    const summary: Summary = {
      type: "summary",
      ...rest,
      cells: { planned: this.planned, ...this.cells },
      findings: this.findings,
      ...(severities.some((severity) => this.waived[severity] > 0) ? { waived: this.waived } : {}),
    };
    this.emit(summary);
    return summary;
  }
}

/** A cell as a store keeps it. */
interface RecalledCell extends Pick<Cell, "check" | "status" | "resources" | "reasons"> {
  readonly fails: number;
}

function none(): Record<Severity, number> {
  return Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<Severity, number>;
}

interface Planned {
  readonly id: string;
  readonly over?: { readonly scope?: string } | null;
}

function nameOf({ account, region }: Unit, check: string): string {
  return JSON.stringify([account, region, check]);
}

function unanswered(cell: Pick<Cell, "unit" | "check" | "global">, why: string): Cell {
  return {
    type: "cell",
    ...cell,
    status: "unknown",
    resources: { pass: 0, fail: 0, unknown: 0, notApplicable: 0 },
    reasons: [{ kind: "check-error", why }],
    notApplicable: {},
  };
}
