import type { CoverageReport } from "../../contract/index.ts";
import { factsOf } from "./checks.ts";
import type { Findings } from "./findings.ts";
import { markup, type Html } from "./html.ts";
import { noteHtml } from "./note.ts";
import type { Promises } from "./promises.ts";
import { signHtml, standingOfToday } from "./standing.ts";

/** Promises that are in no document any more. They are held to nothing, and must not get lost. */
export function goneHtml(promises: Promises, findings: Findings): Html | null {
  const { gone } = promises;
  if (gone.length === 0) return null;
  const item = (promised: (typeof gone)[number]) => {
    const { standing, flags, id, covered } = promised;
    return markup`<p>
        <span class="promise ${[standing, ...flags].join(" ")}">${covered.clause.text}</span>
        <a class="sign ${standing}" href="#${id}">${signHtml(standing, flags)}</a>
      </p>
      ${noteHtml(promised, findings)}`;
  };
  return markup`<section class="beside">
    <h2 id="gone">No longer in the policy</h2>
    <p>These sentences were accepted, and stand in none of the documents now.</p>
    ${gone.map(item)}
  </section>
`;
}

/** The other way round: checks that no sentence asks for. */
export function undemandedHtml({ checks }: CoverageReport): Html | null {
  const undemanded = checks.filter(({ demanded }) => !demanded);
  if (undemanded.length === 0) return null;
  const item = (check: (typeof undemanded)[number]) => {
    const standing = check.today === null ? "unjudged" : standingOfToday(check.today.status);
    return markup`<li>
      <span class="sign ${standing}">${signHtml(standing)}</span> ${check.title} <code>${check.id}</code>
      <span class="facts">${factsOf(check).join(" · ")}</span>
    </li>
`;
  };
  return markup`<section class="beside">
    <h2 id="undemanded">Checks that no sentence asks for</h2>
    <p>${undemanded.length} of ${checks.length} enabled checks are bound to no sentence of the policy.</p>
    <ul class="tight">
      ${undemanded.map(item)}
    </ul>
  </section>
`;
}
