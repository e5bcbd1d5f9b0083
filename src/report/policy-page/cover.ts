import {
  clauseStates,
  type ClauseState,
  type CoverageReport,
  type CoverageScan,
  type PageDocument,
  type PolicyVersion,
} from "../../contract/index.ts";
import { count, number } from "../text.ts";
import { minute } from "./dates.ts";
import { markup, type Html } from "./html.ts";
import type { Promises } from "./promises.ts";
import type { PolicyPageRequest } from "./request.ts";
import { signHtml, standingOf, standings, type Standing } from "./standing.ts";
import { tallyHtml, tallyOf } from "./tally.ts";

/** What the page is about, what it rests on, and what it comes to. */
export function coverHtml({ documents, coverage, generated, program }: PolicyPageRequest, promises: Promises): Html {
  const [only] = documents.length === 1 ? documents : [];
  const version =
    only === undefined
      ? null
      : markup`<dt>Version</dt>
      <dd>${versionText(only.version)}</dd>
      `;
  return markup`<header id="cover">
    <p class="over">The policy as written, and what is true of it</p>
    <h1>${pageTitle(documents)}</h1>
    <p class="lead">${leadText(coverage)}</p>
    ${barHtml(promises)}${sumsHtml(coverage)}${documents.length > 1 ? documentsHtml(documents, promises) : null}
    <dl>
      ${version}${scanHtml(coverage.scan)}
      <dt>Page</dt>
      <dd>made ${minute(generated)} by ${program}</dd>
    </dl>
  </header>
`;
}

export function pageTitle(documents: readonly PageDocument[]): string {
  const [only] = documents;
  return documents.length === 1
    ? `Status of: ${only!.title}`
    : `Status of ${count(documents.length, "policy document")}`;
}

/** The version, and where it is said. */
function versionText({ label, from }: PolicyVersion): string {
  return `${label} (${from})`;
}

function scanHtml(scan: CoverageScan | null): Html {
  if (scan === null)
    return markup`<dt>Scan</dt>
      <dd>No scan was given: what is true today is not said.</dd>
`;
  const { id, started, source, flaw } = scan;
  const whole = flaw === undefined ? markup`Complete.` : markup`<b>Not to be relied on as a whole:</b> ${flaw}.`;
  return markup`<dt>Scan</dt>
    <dd>
      ${minute(started)}, ${source === "live" ? "of the live accounts" : source} <code>${id}</code><br />${whole}
    </dd>
`;
}

/** The sum in one sentence, each number with what it is a part of. */
function leadText({ clauses, scan }: CoverageReport): Html {
  const total = clauses.length;
  if (total === 0) return markup`No sentence of it promises anything.`;
  const checked = clauses.filter(({ state }) => state === "checked" || state === "partly checked");
  const partly = checked.filter(({ state }) => state === "partly checked").length;
  const fails = checked.filter(({ today }) => today === "fail").length;
  const unknown = checked.filter(({ today }) => today === "unknown").length;
  const said = markup`<b>${number(checked.length)} of ${count(total, "promise")}</b>
    ${checked.length === 1 ? "is" : "are"}
    checked${partly === 0 ? "" : `, ${partly === checked.length ? "all" : number(partly)} of them in part`}`;
  if (scan === null || checked.length === 0) return markup`${said}.`;
  const none = fails + unknown === 0 ? "none fails, and none is unknown" : "";
  const some = [
    ...(fails > 0 ? [`${number(fails)} of ${number(checked.length)} ${fails === 1 ? "fails" : "fail"}`] : []),
    ...(unknown > 0 ? [`${number(unknown)} of ${number(checked.length)} ${unknown === 1 ? "is" : "are"} unknown`] : []),
  ];
  return markup`${said}; ${none}${some.join(", ")}.`;
}

/** A bar of all promises; how long its parts are is said by the style of the page (`barRules`). */
function barHtml(promises: Promises): Html | null {
  const tally = tallyOf(promises.all);
  if (tally.length === 0) return null;
  const parts = tally.map(
    ([standing, n], i) =>
      markup`<span class="part-${i} ${standing}">${standings[standing].glyph}&nbsp;${number(n)}</span>`,
  );
  const label = tally.map(([standing, n]) => `${number(n)} ${standings[standing].word}`).join(", ");
  const whole = `${count(promises.all.length, "promise")}: ${label}`;
  return markup`<div class="bar" role="img" aria-label="${whole}">${parts}</div>
    <ul class="legend" aria-hidden="true">
      ${tally.map(([standing]) => markup`<li class="${standing}">${signHtml(standing)}</li> `)}
    </ul>
`;
}

/** Rules of style, for attributes of style are not allowed on the page. */
export function barRules(promises: Promises): string {
  return tallyOf(promises.all)
    .map(([, n], i) => `.bar .part-${i}{flex-grow:${n}}`)
    .join("");
}

const todays: readonly Standing[] = ["fail", "unknown", "pass", "part", "nothing"];
const stateWords: Readonly<Record<ClauseState, string>> = {
  checked: "Checked",
  "partly checked": "Partly checked",
  manual: "Manual",
  "not applicable": "Not applicable",
  uncovered: "Covered by nothing",
};

/** How promises are held × what is true of them. */
function sumsHtml({ clauses }: CoverageReport): Html | null {
  if (clauses.length === 0) return null;
  const used = todays.filter((today) => clauses.some((clause) => standingOf(clause) === today));
  const head = used.map((today) => {
    const { glyph, word } = standings[today];
    return markup`<th scope="col"><span aria-hidden="true">${glyph}</span> ${word}</th>`;
  });
  const row = (state: ClauseState) => {
    const these = clauses.filter((clause) => clause.state === state);
    if (these.length === 0) return null;
    const cells = used.map((today) => {
      const n = these.filter((clause) => standingOf(clause) === today).length;
      return markup`<td>${n === 0 ? "" : number(n)}</td>`;
    });
    return markup`<tr>
      <th scope="row">${stateWords[state]}</th>
      <td>${number(these.length)} of ${number(clauses.length)}</td>
      ${cells}
    </tr>
`;
  };
  return markup`<div class="table">
    <table class="sums">
      <caption class="hidden">
        How the promises are held, and what is true of them
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">promises</th>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${clauseStates.map(row)}
      </tbody>
    </table>
  </div>
`;
}

function documentsHtml(documents: readonly PageDocument[], promises: Promises): Html {
  const row = ({ title, file, version, clauses }: PageDocument, i: number) => {
    const tally = tallyOf(promises.in(clauses));
    return markup`<tr>
      <th scope="row"><a href="#document-${i + 1}">${title}</a></th>
      <td>${file}</td>
      <td>${versionText(version)}</td>
      <td>${tallyHtml(tally)}</td>
    </tr>
`;
  };
  return markup`<div class="table">
    <table class="documents">
      <caption>
        Documents
      </caption>
      <thead>
        <tr>
          <th scope="col">title</th>
          <th scope="col">file</th>
          <th scope="col">version</th>
          <th scope="col">promises</th>
        </tr>
      </thead>
      <tbody>
        ${documents.map(row)}
      </tbody>
    </table>
  </div>
`;
}
