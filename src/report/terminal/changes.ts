import type { FindingChange, Tracked } from "../../contract/index.ts";
import { inert } from "../inert.ts";
import { by, first, type First } from "../order.ts";
import { type Look, paragraph, type Style } from "../style.ts";
import { count, displayWidth, number } from "../text.ts";
import { accountLabel, minute, resourceLabel } from "./names.ts";

/** How many changes of a kind are shown. */
const SHOWN = 20;

/** Kinds that somebody may have to act on, in the order in which they are told; others are counted. */
const TOLD = ["opened", "reopened", "waiver expired", "unverified", "verified", "waived", "resolved"] as const;

/** What became of findings, as far as it is shown. */
export type Changes = Map<string, First<FindingChange>>;

export function addChange(all: Changes, change: FindingChange): void {
  let some = all.get(change.kind);
  if (some === undefined) {
    some = first(
      SHOWN,
      by(({ unit, check, resource, key }) => [unit.account, unit.region, check, resource.id, key]),
    );
    all.set(change.kind, some);
  }
  some.add(change);
}

/** `Since 2026-03-02 06:00`; and how much. */
export function changesTitle({ since, changes }: Tracked): readonly [string, string] {
  const total = Object.values(changes).reduce((sum, n) => sum + n, 0);
  return [since === null ? "First scan of this store" : `Since ${minute(since)}`, count(total, "change")];
}

/** What changed since the last scan: the findings by kind of change, and what is to be said of waivers. */
export function* changeLines(tracked: Tracked, all: Changes, width: number, look: Look): Iterable<string> {
  const { changes, since, waivers, open, waived } = tracked;
  const { faint, plain, unsure } = look;
  const told = TOLD.filter((kind) => (changes[kind] ?? 0) > 0);
  const others = Object.entries(changes).filter(([kind]) => !TOLD.some((one) => one === kind));
  if (told.length + others.length === 0) yield "  Nothing changed.";
  for (const kind of told) {
    const n = changes[kind]!;
    const [mark, style] = markOf(kind, look);
    yield `  ${style(`${mark} ${number(n)} ${kind}`)}`;
    // Of the first scan everything is new: it stands above.
    if (since === null && kind === "opened") continue;
    const shown = all.get(kind)?.items() ?? [];
    for (const change of shown) yield* oneLine(change, width, look);
    if (n > shown.length) yield `      ${faint(`and ${number(n - shown.length)} more (see --output json)`)}`;
  }
  if (others.length > 0) {
    const words = others.map(([kind, n]) => `${number(n)} ${inert(kind)}`).join(", ");
    yield* paragraph(`also: ${words}`, { width, first: "  " }, faint);
  }
  for (const { waiver, kind, days } of waivers.warnings) {
    const when = kind === "expires soon" ? ` in ${count(days, "day")}` : "";
    const what = {
      expired: "has expired",
      "expires soon": `expires${when}`,
      "covers nothing": "covers no open finding",
    };
    yield* paragraph(`the waiver ${inert(waiver)} ${what[kind]}`, { width, first: `  ${look.marks.unknown} ` }, unsure);
  }
  const holds = waived > 0 ? `, ${number(waived)} of them waived` : "";
  yield* paragraph(`${count(open, "finding")} open${holds}.`, { width, first: "  " }, plain);
}

function markOf(kind: (typeof TOLD)[number], { marks, good, bad, unsure, faint }: Look): readonly [string, Style] {
  if (kind === "resolved") return [marks.pass, good];
  if (kind === "unverified") return [marks.unknown, unsure];
  if (kind === "verified" || kind === "waived") return [marks.none, faint];
  return [marks.fail, bad];
}

function* oneLine(change: FindingChange, width: number, look: Look): Iterable<string> {
  const { unit, check, severity, resource, key, detail } = change;
  const label = resourceLabel(resource);
  const first = `      ${look.strong(label)}  `;
  const place = `${severity} ${inert(check)} ${look.dot} ${accountLabel(unit)} ${inert(unit.region)} ${look.dot} ${inert(key)}`;
  if (displayWidth(first) + displayWidth(place) <= width) yield `${first}${look.faint(place)}`;
  else {
    yield* paragraph(label, { width, first: "      " }, look.strong);
    yield* paragraph(place, { width, first: "        " }, look.faint);
  }
  const why = whyOf(detail);
  if (why !== null) yield* paragraph(why, { width, first: "        " }, look.faint);
}

function whyOf({ why, waiver, until }: FindingChange["detail"]): string | null {
  if (typeof why === "string") return inert(why);
  if (typeof waiver !== "string") return null;
  return `waiver ${inert(waiver)}${typeof until === "string" ? `, until ${inert(until.slice(0, 10))}` : ""}`;
}
