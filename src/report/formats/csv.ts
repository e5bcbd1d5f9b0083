/** CSV, RFC 4180: a row for each finding and each cell that is unknown, as they come. */
import type { BoundClause, Cell } from "../../contract/index.ts";
import { csv } from "../csv-text.ts";
import { inertJson } from "../inert.ts";
import type { Output } from "../output.ts";
import { citation, reasonText, telling, unknownKey, type TellingContext, type Told } from "./told.ts";

const HEAD = [
  "outcome",
  "severity",
  "check",
  "title",
  "account",
  "account name",
  "region",
  "resource type",
  "resource",
  "name",
  "message",
  "waived until",
  "waiver",
  "customer",
  "controls",
  "clauses",
  "clause",
  "file",
  "line",
  "arn",
  "detail",
  "tags",
  "fix",
  "at",
  "key",
] as const;

export function csvOutput(): Output {
  const tell = telling({ finding: findingRow, unknown: unknownRow });
  return {
    event(event) {
      const head = event.type === "scan" ? csv([HEAD]) : "";
      const row = tell(event);
      return row === undefined ? head : `${head}${csv([row])}`;
    },
    end: () => "",
  };
}

/** Findings of a store. */
export function csvOf(findings: readonly (readonly [Told, TellingContext])[]): string {
  return csv([HEAD, ...findings.map((one) => findingRow(...one))]);
}

const outcomes = { failing: "fail", unverified: "unknown", passed: "resolved", resolved: "resolved" } as const;

function findingRow(told: Told, context: TellingContext): Row {
  const { resource, waived, detail, customer = "", tags } = told;
  return row({
    outcome: outcomes[context.standing],
    severity: told.severity,
    ...common(told, told.clauses, context),
    "resource type": resource.type,
    resource: resource.id,
    name: resource.name ?? "",
    message: told.message,
    "waived until": waived?.until ?? "",
    waiver: waived?.waiver ?? "",
    customer,
    arn: resource.arn,
    detail,
    tags: tags === undefined ? "" : inertJson(tags),
    key: told.key,
  });
}

function unknownRow(cell: Cell, context: TellingContext): Row {
  return row({
    outcome: "unknown",
    severity: context.check?.severity ?? "",
    ...common(cell, context.check?.clauses ?? [], context),
    message: cell.reasons.map(reasonText).join("; "),
    key: unknownKey(cell),
  });
}

type Row = readonly (string | number)[];
type Cells = Readonly<Partial<Record<(typeof HEAD)[number], string | number>>>;

function row(cells: Cells): Row {
  return HEAD.map((name) => cells[name] ?? "");
}

/** Of the clauses how they are cited, and the first in full. */
function common(
  { unit, check }: Pick<Cell, "unit" | "check">,
  clauses: readonly BoundClause[],
  { check: summary, updated }: TellingContext,
): Cells {
  const [clause] = clauses;
  return {
    check,
    title: summary?.title ?? "",
    account: unit.account,
    "account name": unit.accountName ?? "",
    region: unit.region,
    controls: summary?.controls.join(" ") ?? "",
    clauses: clauses.map(citation).join("; "),
    ...(clause === undefined ? {} : { clause: clause.text, file: clause.file, line: clause.line }),
    fix: summary?.fix ?? "",
    at: updated,
  };
}
