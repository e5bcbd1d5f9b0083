/** What a scan says, gathered by cell: what tracking compares open findings with. */
import {
  GLOBAL,
  type Cell,
  type CellReason,
  type Finding,
  type Resource,
  type ScanEvent,
  type Unit,
  type UnknownResource,
} from "../contract/index.ts";
import type { Description } from "./finding.ts";

/** Type and id of a resource, within its unit. */
export type ResourceRef = readonly [type: string, id: string];

/** One thing that is wrong with one resource. */
export interface SeenFail extends Description {
  readonly key: string;
  readonly detail: string;
}

/** What one cell answered. */
export interface SeenCell {
  readonly unit: Unit;
  readonly check: string;
  readonly status: Cell["status"];
  readonly resources: Cell["resources"];
  readonly reasons: readonly CellReason[];
  /**
   * Every input was complete, and every resource was judged but those in `unjudged`: what is not among the fails is
   * then no longer so.
   */
  readonly complete: boolean;
  /** Why nothing was judged here, though all is well: what has no regions is judged in another unit. */
  readonly elsewhere?: string;
  readonly fails: readonly SeenFail[];
  /** Resources that could not be judged; null where one of them could not even be named. */
  readonly unjudged: readonly ResourceRef[] | null;
  /** Resources that the check says nothing of; null where there were some and nobody told which. */
  readonly notApplicable: readonly ResourceRef[] | null;
}

/** Gathers the events of a scan by cell. Give it every event of a unit, then take the unit's cells. */
export class Seen {
  private readonly fails = new Map<string, SeenFail[]>();
  private readonly unjudged = new Map<string, ResourceRef[] | null>();
  private readonly inapplicable = new Map<string, ResourceRef[]>();
  private readonly cells: SeenCell[] = [];
  private lastUnit: Unit | null = null;
  private lastCheck = "";
  private lastList: ResourceRef[] = [];

  event(event: ScanEvent): void {
    if (event.type === "finding") this.fail(event);
    else if (event.type === "unknown") this.unknown(event);
    else if (event.type === "cell") this.cell(event);
  }

  /** That the check says nothing of a resource. Who tells one tells all of the cell, before the cell. */
  notApplicable(unit: Unit, check: string, { type, id }: Pick<Resource, "type" | "id">): void {
    // There are many, and most come after another one of the same cell.
    if (this.lastUnit !== unit || this.lastCheck !== check) {
      const cell = cellOf(unit, check);
      let list = this.inapplicable.get(cell);
      if (list === undefined) this.inapplicable.set(cell, (list = []));
      [this.lastUnit, this.lastCheck, this.lastList] = [unit, check, list];
    }
    this.lastList.push([type, id]);
  }

  /** The cells that were told since it was last asked. */
  take(): SeenCell[] {
    return this.cells.splice(0);
  }

  private fail({ unit, check, key, detail, resource, message, customer, tags, evidence }: Finding): void {
    push(this.fails, cellOf(unit, check), {
      key,
      detail,
      resource,
      message,
      ...(customer === undefined ? {} : { customer }),
      ...(tags === undefined ? {} : { tags }),
      ...(evidence === undefined ? {} : { evidence }),
    });
  }

  private unknown({ unit, check, resource }: UnknownResource): void {
    const cell = cellOf(unit, check);
    if (resource === null) this.unjudged.set(cell, null);
    else if (this.unjudged.get(cell) !== null) push(this.unjudged as never, cell, [resource.type, resource.id]);
  }

  private cell({ unit, check, global, status, resources, reasons, notApplicable }: Cell): void {
    const cell = cellOf(unit, check);
    const elsewhere = Object.entries(notApplicable).find(([, count]) => count === 0)?.[0];
    const told = this.inapplicable.get(cell) ?? [];
    this.cells.push({
      // What has no regions is followed in a place of its own: the region that it is judged in may be another tomorrow.
      unit: global === true ? { ...unit, region: GLOBAL } : unit,
      check,
      status,
      resources,
      reasons,
      complete: isComplete(resources.unknown, reasons),
      ...(elsewhere === undefined ? {} : { elsewhere }),
      fails: (this.fails.get(cell) ?? []).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      unjudged: this.unjudged.get(cell) === null ? null : sorted(this.unjudged.get(cell) ?? []),
      notApplicable: resources.notApplicable > told.length ? null : sorted(told),
    });
    for (const map of [this.fails, this.unjudged, this.inapplicable]) map.delete(cell);
    this.lastUnit = null;
  }
}

/**
 * A cell is unknown for what its inputs lack, or for single resources. In the second case the reasons count as many as
 * were told; a reason of the first sort is of another kind, or counts items of a listing that is read beside.
 */
function isComplete(unknown: number, reasons: readonly CellReason[]): boolean {
  const items = reasons.flatMap((reason) => (reason.kind === "items" ? [reason.count] : []));
  return items.length === reasons.length && items.reduce((sum, count) => sum + count, 0) === unknown;
}

function cellOf({ account, region }: Unit, check: string): string {
  return `${account} ${region} ${check}`;
}

function push<T>(map: Map<string, T[]>, name: string, value: T): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [value]);
  else list.push(value);
}

function sorted(refs: readonly ResourceRef[]): ResourceRef[] {
  return refs.toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
}
