import type { Finding, Severity } from "../../contract/index.ts";
import { inert, prose } from "../inert.ts";
import { indent, type Look, paragraph } from "../style.ts";
import { columnWidths, setRow } from "../table.ts";
import { count, displayWidth, number } from "../text.ts";
import type { Tally } from "./gather.ts";
import { accountLabel, resourceId } from "./names.ts";

/** A message in a narrower column is harder to read than one on a line of its own. */
const MESSAGE = 60;

/** A check that failed: its title, its findings, and once why it matters and what to do. */
export function* checkBlock(tally: Tally, width: number, look: Look): Iterable<string> {
  const { check, findings, shown, accounts } = tally;
  const { bad, strong, faint, dot, marks, plain } = look;
  const items = shown.items();
  yield* paragraph(prose(check.title), { width, first: `  ${bad(marks.fail)} ` }, strong);
  const said = [look.severity[check.severity](check.severity), inert(check.id), ...facts(tally)];
  yield* paragraph(said.join(` ${faint(dot)} `), { width, first: indent(4) }, plain);
  yield "";
  yield* findingLines(items, check.severity, width, look);
  const more = findings - items.length;
  const altogether = accounts.size > 1 ? `, in ${count(accounts.size, "account")} altogether` : "";
  if (more > 0) yield `    ${faint(`and ${number(more)} more${altogether} (see --output json)`)}`;
  yield "";
  yield* paragraph(prose(check.why), { width, first: `    ${faint("why")}  ` }, plain);
  yield* paragraph(prose(check.fix), { width, first: `    ${faint("fix")}  ` }, plain);
}

/** In words and numbers, what a check said. */
export function facts({ findings, waived, resources, cells }: Tally): string[] {
  const words: string[] = [];
  if (findings > 0) words.push(count(findings, "finding"));
  if (waived > 0) words.push(`${number(waived)} of them waived`);
  if (resources.pass > 0) words.push(`${number(resources.pass)} pass`);
  if (resources.notApplicable > 0) words.push(`${number(resources.notApplicable)} not applicable`);
  if (cells.unknown > 0) words.push(`unknown in ${count(cells.unknown, "cell")}`);
  return words;
}

/** The findings by account and region: in columns where there is room, else the message below the resource. */
function* findingLines(findings: readonly Finding[], usual: Severity, width: number, look: Look): Iterable<string> {
  const rows = findings.map((finding) => ({ finding, cells: row(finding, usual) }));
  const cells = rows.map(({ cells }) => cells);
  const widths = columnWidths(cells, width - 6);
  const whole = cells.every((row) => row.every((cell, column) => displayWidth(cell) <= widths[column]!));
  const inColumns = whole || widths[2]! >= MESSAGE;
  for (const group of Map.groupBy(rows, ({ finding: { unit } }) => `${unit.account} ${unit.region}`).values()) {
    const { unit } = group[0]!.finding;
    yield `    ${look.faint(`${accountLabel(unit)} ${look.dot} ${inert(unit.region)}`)}`;
    const told = new Map<string, string>();
    for (const { finding, cells } of group) {
      yield* inColumns ? columns(cells, widths, look) : stack(cells, width, look);
      yield* waivedLine(finding, width, look);
      yield* wayLines(finding, resourceId(finding.resource), told, width, look);
    }
  }
}

/** That an accepted exception holds for it: it fails all the same. */
function* waivedLine({ waived }: Finding, width: number, look: Look): Iterable<string> {
  if (waived === undefined) return;
  const { waiver, until, kind } = waived;
  const what = kind === "addressable" ? "waived as addressable" : "waived";
  const text = `${what} until ${inert(until.slice(0, 10))} by ${inert(waiver)}`;
  yield* paragraph(text, { width, first: indent(8) }, look.unsure);
}

/**
 * Of a connection that should not be there: how it goes, hop by hop, and what closes it. Once for all that the same changes
 * close; `told` has those that were told, and of what.
 */
export function* wayLines(
  { evidence = {} }: Pick<Finding, "evidence">,
  id: string,
  told: Map<string, string>,
  width: number,
  look: Look,
): Iterable<string> {
  const { witness, path, fix } = evidence as { witness?: Partial<Witness>; path?: unknown; fix?: unknown };
  if (!isTexts(path) || !isTexts(fix)) return;
  const { from = "", to = "", port = "" } = witness ?? {};
  const end = `${indent(8)}${look.faint("end")}  `;
  const before = told.get(fix.join("\n"));
  if (before !== undefined) {
    yield* paragraph(`the same as for ${before} above`, { width, first: end }, look.faint);
    return;
  }
  told.set(fix.join("\n"), id);
  yield* paragraph(
    inert(`${from} to ${to}, ${port}`),
    { width, first: `${indent(8)}${look.faint("way")}  ` },
    look.plain,
  );
  for (const hop of path)
    yield* paragraph(inert(hop), { width, first: `${indent(13)}${look.faint(look.dot)} ` }, look.faint);
  for (const change of fix) yield* paragraph(inert(change), { width, first: end }, look.plain);
}

interface Witness {
  readonly from: string;
  readonly to: string;
  readonly port: string;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

/** Id, name, message. The severity is said where it is not the check's own. */
function row({ resource, message, severity }: Finding, usual: Severity): readonly string[] {
  const said = severity === usual ? inert(message) : `${severity}: ${inert(message)}`;
  const name = resource.name === resource.id ? undefined : resource.name;
  return [resourceId(resource), inert(name ?? ""), said];
}

function columns(cells: readonly string[], widths: readonly number[], look: Look): string[] {
  const lines = setRow(cells, widths, (column) => (column === 0 ? look.strong : look.plain));
  return lines.map((line) => indent(6) + line);
}

function* stack(cells: readonly string[], width: number, look: Look): Iterable<string> {
  const [id = "", name = "", message = ""] = cells;
  if (6 + displayWidth(id) + 2 + displayWidth(name) <= width) {
    yield `${indent(6)}${look.strong(id)}  ${name}`.trimEnd();
  } else {
    yield* paragraph(id, { width, first: indent(6) }, look.strong);
    if (name !== "") yield* paragraph(name, { width, first: indent(8) }, look.plain);
  }
  yield* paragraph(message, { width, first: indent(8) }, look.plain);
}
