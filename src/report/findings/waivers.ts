import type { WaiverNotice } from "../../contract/index.ts";
import type { Waiver } from "../../track/index.ts";
import { inert, lines, prose } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { type Look, look, paragraph } from "../style.ts";
import { count } from "../text.ts";

/** A waiver, and how it stands. */
export interface WaiverRow {
  readonly waiver: Waiver;
  readonly inForce: boolean;
  /** Open findings that it covers; null where there is no store to count in. */
  readonly covered: number | null;
}

export function waiversText(rows: readonly WaiverRow[], options: TextOptions): string {
  const style = look(options);
  const width = Math.max(60, options.width);
  const told = rows.flatMap((row) => [...waiverLines(row, width, style), ""]);
  const holding = rows.filter(({ inForce }) => inForce).length;
  return lines([...told, style.strong(`${count(rows.length, "waiver")}, ${holding} in force.`)]);
}

function* waiverLines({ waiver, inForce, covered }: WaiverRow, width: number, look: Look): Iterable<string> {
  const { id, kind, covers, clause, reason, control, approver, expires, ticket } = waiver;
  const until = inForce ? `until ${expires}` : `EXPIRED on ${expires}`;
  const mark = inForce ? look.marks.none : look.marks.unknown;
  const facts = [
    until,
    ...(kind === "addressable" ? ["addressable"] : []),
    ...(covered === null ? [] : [`covers ${count(covered, "open finding")}`]),
  ];
  yield* paragraph(
    `${inert(id)}  ${facts.join(", ")}`,
    { width, first: `${mark} `, rest: "  " },
    inForce ? look.strong : look.unsure,
  );
  const { tags, ...named } = covers;
  const words = [
    ...Object.entries(named).map(([name, value]) => `${name} ${inert(value as string)}`),
    ...Object.entries(tags ?? {}).map(([key, value]) => `tag ${inert(key)}=${inert(value)}`),
  ];
  const rows: readonly (readonly [string, string])[] = [
    ["covers", words.join(", ")],
    ["from", inert(clause)],
    ["reason", prose(reason)],
    ["instead", prose(control)],
    ["approver", prose(approver)],
    ...(ticket === undefined ? [] : [["ticket", inert(ticket)] as const]),
  ];
  for (const [name, text] of rows)
    yield* paragraph(text, { width, first: `  ${look.faint(name.padEnd(8))}  ` }, look.plain);
}

/** What somebody should look at, and in one line what it comes to. */
export function waiverWarningsText(warnings: readonly WaiverNotice[], options: TextOptions): string {
  const { unsure, good, strong, marks } = look(options);
  const told = warnings.flatMap(({ waiver, kind, days }) =>
    paragraph(`${inert(waiver)} ${said(kind, days)}`, { width: Math.max(60, options.width), first: "! " }, unsure),
  );
  if (told.length === 0) return lines([good(strong(`${marks.pass} Nothing to look at.`))]);
  return lines([...told, unsure(strong(`! ${count(warnings.length, "warning")}.`))]);
}

function said(kind: WaiverNotice["kind"], days: number): string {
  switch (kind) {
    case "expired":
      return days === 0
        ? "expires today: its findings are open again"
        : `expired ${count(-days, "day")} ago: its findings are open again`;
    case "expires soon":
      return `expires in ${count(days, "day")}`;
    case "covers nothing":
      return "covers no open finding: take it out, or correct what it covers";
  }
}
