import type { Severity } from "../../contract/index.ts";
import type { TrackedFinding } from "../../track/index.ts";
import { inert, lines } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { type Look, look, paragraph, type Style } from "../style.ts";
import { columnWidths, setRow } from "../table.ts";
import { accountLabel, resourceLabel } from "../terminal/names.ts";
import { displayWidth } from "../text.ts";

/** How a finding stands, as a list tells it: now, or on a day. */
export interface ListedRow extends Pick<TrackedFinding, "key" | "unit" | "check" | "resource" | "message"> {
  readonly state: "open" | "resolved";
  readonly severity: Severity;
  readonly owner: string | null;
  readonly due: string | null;
  readonly opened: string;
  /** Until when a waiver holds; null where none does. */
  readonly waivedUntil: string | null;
  readonly unverifiedSince: string | null;
  readonly outOfScopeSince: string | null;
  readonly closedByHand: boolean;
}

/** From here on a finding has a line of its own. */
const ROOMY = 140;

/** Findings for people; `title` says which, `more` how to see the rest. */
export function findingsText(
  rows: readonly ListedRow[],
  { title, more, now }: { readonly title: string; readonly more: string | null; readonly now: string },
  options: TextOptions,
): string {
  const style = look(options);
  const width = Math.max(60, options.width);
  return lines([
    ...(rows.length === 0 ? [] : width >= ROOMY ? wide(rows, now, width, style) : narrow(rows, now, width, style)),
    ...(rows.length === 0 ? [] : [""]),
    ...paragraph(title, { width, first: "" }, style.strong),
    ...(more === null ? [] : paragraph(inert(more), { width, first: "" }, style.faint)),
  ]);
}

function wide(rows: readonly ListedRow[], now: string, width: number, look: Look): string[] {
  const titles = ["key", "severity", "check", "resource", "where", "opened", "due", "owner", "standing"];
  const cells = rows.map((row) => [
    shortKey(row.key),
    row.severity,
    inert(row.check),
    resourceLabel(row.resource),
    `${inert(row.unit.accountName ?? row.unit.account)} ${inert(row.unit.region)}`,
    day(row.opened),
    row.due === null ? "" : day(row.due),
    inert(row.owner ?? "", 100),
    standing(row, now).join(", "),
  ]);
  const widths = columnWidths([titles, ...cells], width);
  return [
    ...setRow(titles, widths, () => look.strong),
    look.faint(widths.map((each) => look.line.repeat(each)).join("  ")),
    ...cells.flatMap((row, i) => setRow(row, widths, (column) => styleOf(column, rows[i]!, look))),
  ];
}

function styleOf(column: number, { severity }: ListedRow, look: Look): Style {
  if (column === 1) return look.severity[severity];
  return column === 8 ? look.unsure : look.plain;
}

function* narrow(rows: readonly ListedRow[], now: string, width: number, look: Look): Iterable<string> {
  for (const row of rows) {
    const { key, severity, check, resource, unit, message, owner, due, opened } = row;
    const first = `${look.severity[severity](severity)}  `;
    yield* paragraph(resourceLabel(resource), { width, first, rest: "  " }, look.strong);
    yield* paragraph(inert(message), { width, first: "  " }, look.plain);
    const facts = [
      shortKey(key),
      inert(check),
      `${accountLabel(unit)} ${inert(unit.region)}`,
      `open since ${day(opened)}`,
      ...(due === null ? [] : [`due ${day(due)}`]),
      ...(owner === null ? [] : [inert(owner, 100)]),
    ];
    yield* paragraph(facts.join(` ${look.dot} `), { width, first: "  " }, look.faint);
    const stands = standing(row, now).join(", ");
    if (displayWidth(stands) > 0) yield* paragraph(stands, { width, first: "  " }, look.unsure);
  }
}

/** What is to be said beside that it fails. */
export function standing(
  row: Omit<ListedRow, "key" | "unit" | "check" | "resource" | "message">,
  now: string,
): string[] {
  return [
    ...(row.state === "resolved" ? ["resolved"] : []),
    ...(row.waivedUntil === null ? [] : [`waived until ${day(row.waivedUntil)}`]),
    ...(row.unverifiedSince === null ? [] : [`unverified since ${day(row.unverifiedSince)}`]),
    ...(row.outOfScopeSince === null ? [] : [`out of scope since ${day(row.outOfScopeSince)}`]),
    ...(row.closedByHand ? ["closed by hand"] : []),
    ...(row.state === "open" && row.due !== null && row.due <= now ? ["OVERDUE"] : []),
  ];
}

function day(iso: string): string {
  return inert(iso.slice(0, 10));
}

/** Enough of a key to name a finding by; `findings show` takes it. */
function shortKey(key: string): string {
  return inert(key.slice(0, 12));
}
