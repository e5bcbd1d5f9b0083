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
];

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

const outcomes = { failing: "fail", unverified: "unknown", passed: "resolved", resolved: "resolved" } as const;

function findingRow(told: Told, { check, standing, updated }: TellingContext): readonly (string | number)[] {
  const { unit, resource, waived } = told;
  return [
    outcomes[standing],
    told.severity,
    told.check,
    check?.title ?? "",
    unit.account,
    unit.accountName ?? "",
    unit.region,
    resource.type,
    resource.id,
    resource.name ?? "",
    told.message,
    waived?.until ?? "",
    waived?.waiver ?? "",
    told.customer ?? "",
    check?.controls.join(" ") ?? "",
    ...clauseCells(told.clauses),
    resource.arn,
    told.detail,
    told.tags === undefined ? "" : inertJson(told.tags),
    check?.fix ?? "",
    updated,
    told.key,
  ];
}

function unknownRow(cell: Cell, { check, updated }: TellingContext): readonly (string | number)[] {
  const { unit } = cell;
  return [
    "unknown",
    check?.severity ?? "",
    cell.check,
    check?.title ?? "",
    unit.account,
    unit.accountName ?? "",
    unit.region,
    ...["", "", ""],
    cell.reasons.map(reasonText).join("; "),
    ...["", "", ""],
    check?.controls.join(" ") ?? "",
    ...clauseCells(check?.clauses ?? []),
    ...["", "", ""],
    check?.fix ?? "",
    updated,
    unknownKey(cell),
  ];
}

/** How many, and the first in full. */
function clauseCells(clauses: readonly BoundClause[]): readonly (string | number)[] {
  const [clause] = clauses;
  if (clause === undefined) return ["", "", "", ""];
  return [clauses.map(citation).join("; "), clause.text, clause.file, clause.line];
}
