import { inert, lines } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { look, paragraph, type Look, type Style } from "../style.ts";
import { minute } from "../terminal/names.ts";
import { count } from "../text.ts";

/** A row of the outbox, as it is shown. */
export interface DeliveryRow {
  readonly id: number;
  readonly sink: string;
  readonly kind: string;
  readonly at: string;
  readonly state: "waiting" | "held" | "parked" | "accepted" | "needless";
  readonly why: string | null;
  readonly subject: {
    readonly kind: "finding" | "group" | "rest";
    readonly key: string;
    readonly url: string | null;
    readonly attempts: number;
    readonly next: string | null;
  };
  readonly finding: { readonly key: string; readonly message: string } | null;
}

export function deliveriesText(rows: readonly DeliveryRow[], options: TextOptions): string {
  const style = look(options);
  const width = Math.max(60, options.width);
  const told = rows.flatMap((row) => [...rowLines(row, width, style), ""]);
  return lines([...told, style.strong(`${count(rows.length, "delivery", "deliveries")}.`)]);
}

function* rowLines(row: DeliveryRow, width: number, look: Look): Iterable<string> {
  const { id, sink, kind, at, state, why, subject, finding } = row;
  const { style, mark } = lookOf(state, look);
  const head = `${id}  ${inert(sink)}  ${state}  ${inert(kind)}  ${minute(at)}`;
  yield* paragraph(head, { width, first: `${style(mark)} `, rest: "  " }, look.strong);
  const facts = [
    finding === null
      ? `those that a cap holds back`
      : `${inert(finding.message)} ${look.dot} ${inert(finding.key.slice(0, 12))}`,
    ...(subject.url === null ? [] : [inert(subject.url)]),
    ...(why === null ? [] : [`${tries(subject.attempts)}${inert(why)}`]),
    ...(state !== "waiting" || subject.next === null ? [] : [`tried again at ${minute(subject.next)}`]),
  ];
  for (const fact of facts) yield* paragraph(fact, { width, first: "  " }, look.plain);
}

function tries(attempts: number): string {
  return attempts === 0 ? "" : `${count(attempts, "try", "tries")}: `;
}

function lookOf(state: DeliveryRow["state"], look: Look): { readonly style: Style; readonly mark: string } {
  switch (state) {
    case "accepted":
      return { style: look.good, mark: look.marks.pass };
    case "parked":
      return { style: look.bad, mark: look.marks.fail };
    case "waiting":
    case "held":
      return { style: look.unsure, mark: look.marks.unknown };
    case "needless":
      return { style: look.plain, mark: look.marks.none };
  }
}
