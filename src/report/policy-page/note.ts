import type { BoundClause, ClauseState, CoveredClause, Manual } from "../../contract/index.ts";
import { inert } from "../inert.ts";
import { count } from "../text.ts";
import { controlHtml, factsOf, hipaaHtml } from "./checks.ts";
import { day } from "./dates.ts";
import type { Findings } from "./findings.ts";
import { lines, markup, type Html } from "./html.ts";
import type { Promised } from "./promises.ts";
import { signHtml } from "./standing.ts";
import { staleHtml } from "./stale.ts";

/** The details of a promise: what holds it, what was found, and what that rests on. Closed until somebody asks. */
export function noteHtml({ covered, id, standing, flags }: Promised, findings: Findings): Html {
  const { clause, state, controls, manual, notApplicable } = covered;
  return markup`<details class="note ${[standing, ...flags].join(" ")}">
    <summary>
      <span class="sign ${standing}">${signHtml(standing, flags)}</span>
      <span class="quote">“${brief(clause.text)}”</span> <span class="facts">${summary(covered).join(" · ")}</span>
    </summary>
    <div class="panel" id="${id}">
      <p class="state">${stateText(state, controls.length)}</p>
      ${clause.stale === undefined ? null : staleHtml(clause, clause.stale)}${paramsHtml(clause.params ?? {})}${
        notApplicable === undefined
          ? null
          : markup`<p class="reason">Why: ${notApplicable}</p>
`
      }${controls.map((control) => controlHtml(control, findings, id))}${manual.map(manualHtml)}${citation(covered)}
    </div>
  </details>
`;
}

/** Whether there is anything to open: a promise that nothing covers has nothing behind it. */
export function hasNote({ covered: { clause, controls, manual, notApplicable } }: Promised): boolean {
  return clause.stale !== undefined || controls.length > 0 || manual.length > 0 || notApplicable !== undefined;
}

/** How much of it the checks see. */
function stateText(state: ClauseState, controls: number): string {
  switch (state) {
    case "checked":
      return "Checked: the checks see all that it demands.";
    case "partly checked":
      return "Partly checked: the checks see a part of what it demands.";
    case "manual":
      return "Manual: people look after it.";
    case "not applicable":
      return "Not applicable.";
    case "uncovered":
      return controls === 0 ? "Nothing covers this." : "Nothing covers this: no check is enabled.";
  }
}

/** The promise in figures. */
function summary({ controls, manual, state, today }: CoveredClause): string[] {
  const checks = [...new Map(controls.flatMap(({ checks }) => checks.map((check) => [check.id, check]))).values()];
  const sum = { findings: 0, waived: 0, passes: 0, unknownCells: 0, cells: 0 };
  for (const { today } of checks) {
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += today?.[key] ?? 0;
  }
  const figures = today === null ? [] : factsOf({ today: { status: today, ...sum, customers: {} } });
  return [
    ...figures,
    ...(checks.length === 0 ? [] : [count(checks.length, "check")]),
    ...(state === "partly checked" ? ["partly checked"] : []),
    ...manual.map(
      ({ owner, nextReview, overdue }) => `${owner}, review ${overdue ? "was due" : "due"} ${day(nextReview)}`,
    ),
  ];
}

/** The beginning of a sentence: enough to know it by. */
function brief(text: string): string {
  const words = text.slice(0, 2 * BRIEF).split(" ");
  let start = "";
  for (const word of words) {
    if (start.length + word.length > BRIEF) return `${start || word.slice(0, BRIEF)}…`;
    start += start === "" ? word : ` ${word}`;
  }
  return text.length > start.length ? `${start}…` : start;
}

const BRIEF = 60;

/** What it was judged by, beside what the checks take by themselves. */
function paramsHtml(params: NonNullable<BoundClause["params"]>): Html | null {
  const entries = Object.entries(params);
  if (entries.length === 0) return null;
  const item = ([name, value]: (typeof entries)[number]) => {
    const json = JSON.stringify(value) ?? "undefined";
    if (json.length <= SHORT) return markup`<li><code>${name}: ${json}</code></li>`;
    const size = Array.isArray(value) ? count(value.length, "entry", "entries") : count(json.length, "character");
    const whole = JSON.stringify(value, null, 2).slice(0, LONGEST);
    return markup`<li>
      <details class="evidence">
        <summary><code>${name}</code>: ${size}</summary>
        <pre><code>${lines(whole)}</code></pre>
      </details>
    </li>`;
  };
  return markup`<div class="params">
    <p>Judged by</p>
    <ul>
      ${entries.map(item)}
    </ul>
  </div>
`;
}

const SHORT = 80;
const LONGEST = 8000;

function manualHtml({ owner, how, nextReview, overdue, responsible, hipaa }: Manual): Html {
  const due = overdue ? markup`<b>Review overdue</b> since` : markup`Next review`;
  const whose = responsible === "both" ? "the company's duty, and the customer's" : `the ${responsible}'s duty`;
  return markup`<div class="review">
    <p><b>${owner}</b> (${whose}): ${how}</p>
    <p>${due} ${day(nextReview)}.</p>
    ${hipaaHtml(hipaa)}
  </div>
`;
}

/** Where it stands, why it counts, and what it is known by. */
function citation({ clause, normative }: CoveredClause): Html {
  const { file, line, column, number, hash } = clause;
  const section = number === undefined ? "" : `§${number}, `;
  const place = clause.stale?.kind === "vanished" ? `formerly in ${file}` : `${section}${file}:${line}:${column}`;
  const identity = markup`<code>${inert(hash).slice(0, 23)}</code>`;
  return markup`<p class="citation">${place}. Counts as a promise: ${normative}. ${identity}</p>
`;
}
