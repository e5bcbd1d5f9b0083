import type { ClauseControl, CoveredCheck, HipaaCitation } from "../../contract/index.ts";
import { count, number } from "../text.ts";
import { findingsHtml, type Findings } from "./findings.ts";
import { markup, type Html } from "./html.ts";
import { signHtml, standingOfToday } from "./standing.ts";

/** A control that a promise demands: what HIPAA says of it, its checks, what they found and what they cannot see. */
export function controlHtml(control: ClauseControl, findings: Findings, id: string): Html {
  const { title, hipaa, checks, blind, service } = control;
  const only =
    service === undefined ? null : markup`<p class="only">Only for customers of the service ${service.name}.</p>`;
  return markup`<div class="control">
    <p class="title"><b>${title}</b> <code>${control.id}</code></p>
    ${only}${hipaaHtml(hipaa)}${
      checks.length === 0
        ? markup`<p class="more">No check of it is enabled.</p>`
        : markup`<ul class="checks">
            ${checks.map((check) => checkHtml(check, findings, id))}
          </ul>`
    }${blindHtml(blind)}
  </div>
`;
}

export function hipaaHtml(citations: readonly HipaaCitation[]): Html | null {
  if (citations.length === 0) return null;
  const item = ({ rule, title, kind }: HipaaCitation) => markup`<li>45 CFR §${rule} ${title} (${kind})</li>`;
  return markup`<ul class="hipaa" aria-label="HIPAA Security Rule">
    ${citations.map(item)}
  </ul>
`;
}

function checkHtml(check: CoveredCheck, findings: Findings, id: string): Html {
  const { title, severity, today } = check;
  const standing = today === null ? "unjudged" : standingOfToday(today.status);
  const facts = factsOf(check);
  return markup`<li class="check ${standing}">
    <p class="title"><span class="sign ${standing}">${signHtml(standing)}</span> ${title} <code>${check.id}</code></p>
    <p class="facts">${[`severity ${severity}`, ...facts].join(" · ")}</p>
    ${findingsHtml(findings.show(check.id, id))}
  </li>
`;
}

/** What the scan says of a check, in figures. */
export function factsOf({ today }: Pick<CoveredCheck, "today">): string[] {
  if (today === null) return ["no scan was given"];
  const { findings, waived, passes, unknownCells, cells, why } = today;
  return [
    ...(findings > 0 ? [count(findings, "finding")] : []),
    ...(waived > 0 ? [`${number(waived)} of them waived`] : []),
    ...(unknownCells > 0 ? [`unknown in ${number(unknownCells)} of ${count(cells, "account-region")}`] : []),
    ...(passes > 0 ? [count(passes, "resource passes", "resources pass")] : []),
    ...(why === undefined ? [] : [why]),
  ];
}

function blindHtml(blind: readonly string[]): Html | null {
  if (blind.length === 0) return null;
  return markup`<details class="blind">
    <summary>What its checks cannot see: ${count(blind.length, "thing")}</summary>
    <ul>
      ${blind.map((text) => markup`<li>${text}</li>`)}
    </ul>
  </details>
`;
}
