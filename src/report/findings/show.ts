import type { BoundClause, Finding } from "../../contract/index.ts";
import type { Change, Episode, Moment, TrackedFinding } from "../../track/index.ts";
import { inert, inertJson, lines } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { type Look, look, paragraph } from "../style.ts";
import { clauseLines } from "../terminal/clauses.ts";
import { rule } from "../terminal/controls.ts";
import { wayLines } from "../terminal/findings.ts";
import { accountLabel, minute, resourceLabel } from "../terminal/names.ts";
import { count, pad } from "../text.ts";
import { standing } from "./list.ts";

/** Everything that is known of one finding. */
export interface ShownText {
  readonly finding: TrackedFinding;
  readonly episodes: readonly Episode[];
  readonly history: readonly Change[];
  readonly clauses: readonly BoundClause[];
  readonly lastSeen: Moment;
}

const LONGEST_EVIDENCE = 4000;

export function findingText(shown: ShownText, now: string, options: TextOptions): string {
  return lines(shownLines(shown, now, Math.max(60, options.width), look(options)));
}

function* shownLines(shown: ShownText, now: string, width: number, look: Look): Iterable<string> {
  const { finding, episodes, history, clauses, lastSeen } = shown;
  const { check, severity, resource, unit, message, owner, due, waiver, closedByHand, customer, evidence } = finding;
  const open = finding.state === "open";
  const mark = open ? look.bad(look.marks.fail) : look.good(look.marks.pass);
  yield* paragraph(inert(message), { width, first: `${mark} ` }, look.strong);
  yield "";
  const waivedUntil = waiver !== null && waiver.until > now ? waiver.until : null;
  const beside = standing(
    { ...finding, opened: finding.episode.opened.at, waivedUntil, closedByHand: closedByHand !== null },
    now,
  ).filter((text) => text !== "resolved");
  const facts: readonly (readonly [string, string])[] = [
    ["state", [open ? "open" : "resolved", ...beside].join(", ")],
    ["severity", severity],
    ["check", inert(check)],
    ["resource", `${inert(resource.type)} ${resourceLabel(resource)}`],
    ["arn", inert(resource.arn)],
    ["where", `${accountLabel(unit)} ${look.dot} ${inert(unit.region)}`],
    ...(customer === undefined ? [] : [["customer", inert(customer)] as const]),
    ["owner", owner === null ? "nobody" : inert(owner)],
    ...(due === null ? [] : [["due", minute(due)] as const]),
    ["first seen", momentText(finding.firstSeen)],
    ["last seen", momentText(lastSeen)],
    ...(waiver === null ? [] : [["waiver", `${inert(waiver.id)}, until ${inert(waiver.until.slice(0, 10))}`] as const]),
    ...(closedByHand === null
      ? []
      : [
          [
            "closed",
            `by ${inert(closedByHand.by)} in ${inert(closedByHand.where)}: ${inert(closedByHand.why)}`,
          ] as const,
        ]),
    ["key", inert(finding.key)],
    ...finding.formerKeys.map((key) => ["formerly", inert(key)] as const),
  ];
  for (const [name, text] of facts)
    yield* paragraph(text, { width, first: `  ${look.faint(pad(name, 10))}  ` }, look.plain);
  yield* ["", rule("Breaks", count(clauses.length, "clause"), width, look), ""];
  yield* clauseLines(clauses, width, look);
  const way = [...wayLines({ evidence } as Pick<Finding, "evidence">, "", new Map(), width, look)];
  if (way.length > 0) yield* ["", rule("Path", "", width, look), "", ...way];
  if (evidence !== undefined) {
    yield* ["", rule("Evidence", "", width, look), ""];
    for (const [name, value] of Object.entries(evidence))
      yield* paragraph(
        `${inert(name)}: ${inert(inertJson(value), LONGEST_EVIDENCE)}`,
        { width, first: "  " },
        look.plain,
      );
  }
  yield* ["", rule("History", count(episodes.length, "episode"), width, look), ""];
  for (const change of history) yield* changeLine(change, width, look);
}

function* changeLine({ at, scan, kind, episode, detail }: Change, width: number, look: Look): Iterable<string> {
  const by = scan === null ? "" : `scan ${scan}`;
  const first = `  ${minute(at)}  ${look.faint(pad(by, 9))} `;
  const facts = detailText(kind, detail);
  const number = kind === "reopened" ? ` (episode ${episode})` : "";
  yield* paragraph(`${inert(kind)}${number}${facts === "" ? "" : `: ${facts}`}`, { width, first }, look.plain);
}

/** What a change says of itself, in short; clauses are digests, which tell a reader nothing. */
function detailText(kind: Change["kind"], detail: Change["detail"]): string {
  if (kind === "clauses") return "the sentences that it breaks are others, or stand elsewhere";
  if (kind === "resolved") return inert(String(detail["how"] ?? ""));
  const { clauses: _, cell: __, ...rest } = detail;
  return Object.entries(rest)
    .flatMap(([name, value]) =>
      value === null
        ? []
        : [`${inert(name)} ${typeof value === "string" ? inert(value, 300) : inert(inertJson(value), 300)}`],
    )
    .join(", ");
}

function momentText({ at, scan }: Moment): string {
  return `${minute(at)}${scan === null ? "" : `, scan ${scan}`}`;
}
