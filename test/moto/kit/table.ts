import type { Cell, CellReason, CellStatus, Finding, ScanEvent, UnknownResource } from "../../../src/contract/index.ts";
import type { Names } from "./names.ts";

/** What a scan says of one cell: counts are of resources, and what is zero or empty is left out. */
export interface Row {
  readonly status: CellStatus;
  readonly pass?: number;
  readonly fail?: number;
  /** The resource's name; with the check's own key behind a colon, where it has one. */
  readonly findings?: readonly string[];
  /** The resource's name, and why it could not be judged. */
  readonly unknown?: readonly string[];
  /** The calls that failed, with AWS's error code; one may have cost several listings. */
  readonly unreadable?: readonly string[];
  /** Reason → how many. */
  readonly notApplicable?: Readonly<Record<string, number>>;
}

/** Check → row. */
export type Rows = Readonly<Record<string, Row>>;
/** Region → check → row. */
export type Table = Readonly<Record<string, Rows>>;

type Told<Type extends ScanEvent["type"]> = Extract<ScanEvent, { type: Type }>;

/** What `--output json` writes. */
export interface Report {
  readonly scan: Told<"scan">;
  readonly accounts: readonly Told<"account">[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownResource[];
  readonly cells: readonly Cell[];
  readonly summary: Told<"summary">;
}

/** What the report says of an account: region → check → row. */
export function tableOf(report: Report, account: string, names: Names): Table {
  const table: Record<string, Record<string, Row>> = {};
  for (const cell of report.cells) {
    if (cell.unit.account === account) (table[cell.unit.region] ??= {})[cell.check] = rowOf(cell, report, names);
  }
  return table;
}

function rowOf({ unit, check, status, resources, reasons, notApplicable }: Cell, report: Report, names: Names): Row {
  const here = (event: Finding | UnknownResource) =>
    event.check === check && event.unit.region === unit.region && event.unit.account === unit.account;
  return {
    status,
    ...(resources.pass > 0 && { pass: resources.pass }),
    ...(resources.fail > 0 && { fail: resources.fail }),
    ...listed(
      "findings",
      report.findings.filter(here).map(({ resource, detail }) => {
        const name = names.in(resource.id);
        return detail === "" ? name : `${name}: ${names.in(detail)}`;
      }),
    ),
    ...listed(
      "unknown",
      report.unknown.filter(here).map(({ resource, why }) => `${names.in(resource?.id ?? "?")}: ${names.in(why)}`),
    ),
    ...listed("unreadable", [...new Set(reasons.flatMap(unreadable))]),
    ...(Object.keys(notApplicable).length > 0 && { notApplicable }),
  };
}

/** Resources that could not be judged stand under `unknown`. */
function unreadable(reason: CellReason): string[] {
  if (reason.kind === "items") return [];
  if (reason.kind === "check-error") return [`check error: ${reason.why}`];
  const { api, kind, code } = reason.unreadable;
  return [`${api} ${kind} (${code})`];
}

function listed(key: keyof Row, texts: readonly string[]): Partial<Row> {
  return texts.length === 0 ? {} : { [key]: sorted(texts) };
}

function sorted(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => (a < b ? -1 : 1));
}

/** The row with its lists in the order that `tableOf` gives them. */
export function inOrder(row: Row): Row {
  return {
    ...row,
    ...(row.findings && { findings: sorted(row.findings) }),
    ...(row.unknown && { unknown: sorted(row.unknown) }),
  };
}

/** A row in a few words. */
export function summed({ status, pass, fail, findings, unknown, unreadable, notApplicable }: Row): string {
  const skipped = Object.values(notApplicable ?? {}).reduce((sum, n) => sum + n, 0);
  const counts = [
    ...(pass ? [`${pass} pass`] : []),
    ...(fail ? [`${fail} fail`] : []),
    ...(findings && findings.length !== fail ? [`${findings.length} findings`] : []),
    ...(unknown ? [`${unknown.length} unknown`] : []),
    ...(unreadable ? [unreadable.join(", ")] : []),
    ...(skipped > 0 ? [`${skipped} not applicable`] : []),
  ];
  return counts.length === 0 ? status : `${status} (${counts.join(", ")})`;
}
