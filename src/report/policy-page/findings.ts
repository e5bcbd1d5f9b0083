import type { Finding } from "../../contract/index.ts";
import { by, first, type First } from "../order.ts";
import { accountLabel, resourceLabel } from "../terminal/names.ts";
import { count, number } from "../text.ts";
import { lines, markup, type Html } from "./html.ts";

/** How many findings a check shows in one place, and all checks on a page. The rest is counted. */
const MOST_OF_A_CHECK = 20;
const MOST_ON_A_PAGE = 2000;
/** Characters of one finding's evidence. */
const LONGEST_EVIDENCE = 4000;

const order = by<Finding>(({ unit, resource, detail, key }) => [
  unit.accountName ?? "",
  unit.account,
  unit.region,
  resource.type,
  resource.id,
  detail,
  key,
]);

/** What is shown of a check's findings in one place. */
export interface Shown {
  readonly findings: readonly Finding[];
  readonly total: number;
  /** The id of the details that show them, where these do not. */
  readonly elsewhere?: string;
}

/**
 * Deals the findings out to the promises. Several promises may rest on one check; each shows its findings, as long as
 * there is room on the page for those of every other check, too.
 */
export class Findings {
  private readonly byCheck = new Map<string, { readonly first: First<Finding>; total: number }>();
  private readonly shownIn = new Map<string, string>();
  private room = MOST_ON_A_PAGE;
  /** What the checks need that have not been shown yet. */
  private reserved = 0;

  constructor(findings: readonly Finding[]) {
    for (const finding of findings) {
      let kept = this.byCheck.get(finding.check);
      if (kept === undefined)
        this.byCheck.set(finding.check, (kept = { first: first(MOST_OF_A_CHECK, order), total: 0 }));
      kept.first.add(finding);
      kept.total += 1;
    }
    for (const { total } of this.byCheck.values()) this.reserved += Math.min(total, MOST_OF_A_CHECK);
  }

  /** The findings of a check for the details with this id. */
  show(check: string, id: string): Shown {
    const { first, total } = this.byCheck.get(check) ?? { total: 0 };
    const findings = first?.items() ?? [];
    const elsewhere = this.shownIn.get(check);
    if (elsewhere === undefined) {
      this.reserved -= findings.length;
      this.shownIn.set(check, id);
      const shown = findings.slice(0, this.room);
      this.room -= shown.length;
      return { findings: shown, total };
    }
    if (this.room - this.reserved < findings.length) return { findings: [], total, elsewhere };
    this.room -= findings.length;
    return { findings, total };
  }
}

export function findingsHtml({ findings, total, elsewhere }: Shown): Html | null {
  if (total === 0) return null;
  if (elsewhere !== undefined) {
    return markup`<p class="more">
      Its ${count(total, "finding")}: <a href="#${elsewhere}">shown with another promise</a>.
    </p>`;
  }
  const rest = total - findings.length;
  const more = rest === 0 ? null : markup`<p class="more">and ${number(rest)} more, not shown here.</p>`;
  return markup`<ul class="findings">
      ${findings.map(findingHtml)}
    </ul>
    ${more}`;
}

function findingHtml({ unit, resource, message, customer, key, waived, evidence }: Finding): Html {
  const whose = customer === undefined ? null : markup`, customer ${customer}`;
  const name = markup`finding <code>${key}</code>`;
  return markup`<li>
    <p class="message">${message}</p>
    <p class="where">
      ${accountLabel(unit)}, ${unit.region}${whose}: ${resource.type} <b>${resourceLabel(resource)}</b>
    </p>
    ${waived === undefined ? null : markup`<p class="more">waived until ${waived.until.slice(0, 10)} by ${waived.waiver}</p>`}
    ${
      evidence === undefined
        ? markup`<p class="more">Without evidence, ${name}</p>`
        : markup`<details class="evidence">
            <summary>Evidence of ${name}</summary>
            <pre><code>${lines(json(evidence))}</code></pre>
          </details>`
    }
  </li>
`;
}

/** On one line, where there is room. */
function json(evidence: NonNullable<Finding["evidence"]>): string {
  const whole = JSON.stringify(evidence, null, 2);
  if (whole.length <= SHORT) return whole.replaceAll(/\n */g, " ");
  return whole.length <= LONGEST_EVIDENCE
    ? whole
    : `${whole.slice(0, LONGEST_EVIDENCE)}\n[cut: ${number(whole.length)} characters]`;
}

const SHORT = 160;
