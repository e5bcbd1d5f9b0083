import type { CoveredClause, Today } from "../../contract/index.ts";
import { markup, trusted, type Html } from "./html.ts";

/** What is true of a promise today; or how it is held, where nothing says so. */
export type Standing =
  | "fail"
  | "unknown"
  | "pass"
  | "part"
  | "nothing"
  | "unjudged"
  | "manual"
  | "exempt"
  | "uncovered";

/** The variation selector has marks drawn as text, not as pictures. */
const TICK = trusted("✔&#xFE0E;");
const HAND = trusted("✍&#xFE0E;");

/** In the order of the page: what somebody must look at comes first. */
export const standings: Readonly<Record<Standing, { readonly glyph: Html | string; readonly word: string }>> = {
  fail: { glyph: "✘", word: "fail" },
  unknown: { glyph: "?", word: "unknown" },
  pass: { glyph: TICK, word: "pass" },
  part: { glyph: "◐", word: "pass in part" },
  nothing: { glyph: "–", word: "nothing to judge" },
  unjudged: { glyph: "…", word: "not judged" },
  manual: { glyph: HAND, word: "manual" },
  exempt: { glyph: "∅", word: "not applicable" },
  uncovered: { glyph: "○", word: "nothing covers this" },
};

export const standingNames = Object.keys(standings) as Standing[];

export function standingOf({ state, today }: Pick<CoveredClause, "state" | "today">): Standing {
  if (today !== null) return state === "partly checked" && today === "pass" ? "part" : standingOfToday(today);
  switch (state) {
    case "checked":
    case "partly checked":
      return "unjudged";
    case "manual":
      return "manual";
    case "not applicable":
      return "exempt";
    case "uncovered":
      return "uncovered";
  }
}

export function standingOfToday(today: Today): Standing {
  return today === "nothing to judge" ? "nothing" : today;
}

/** What else is to be known of a promise, whatever is true of it. */
export type Flag = "stale" | "overdue";

export const flagWords: Readonly<Record<Flag, string>> = { stale: "stale", overdue: "review overdue" };

export function flagsOf({ clause, manual }: CoveredClause): Flag[] {
  return [
    ...(clause.stale === undefined ? [] : (["stale"] as const)),
    ...(manual.some(({ overdue }) => overdue) ? (["overdue"] as const) : []),
  ];
}

/** Mark and word, never a color alone. */
export function signHtml(standing: Standing, flags: readonly Flag[] = []): Html {
  const { glyph, word } = standings[standing];
  const words = [word, ...flags.map((flag) => flagWords[flag])].join(", ");
  return markup`<span aria-hidden="true">${glyph}</span> ${words}`;
}
