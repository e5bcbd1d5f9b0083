import { markup, type Html } from "./html.ts";
import type { Promised, Promises } from "./promises.ts";
import type { PageDocument } from "../../contract/index.ts";
import { tallyHtml, tallyOf, type Tally } from "./tally.ts";

/** The margin: every section with how its promises stand. */
export function outlineHtml(documents: readonly PageDocument[], promises: Promises): Html {
  const several = documents.length > 1;
  const parts = documents.map((document, i) => {
    const list = sectionsHtml(document, promises);
    if (!several) return list;
    const tally = tallyOf(promises.in(document.clauses));
    return markup`<details>
      <summary>${document.title} ${tallyHtml(tally)}</summary>
      <p class="top"><a href="#document-${i + 1}">Top of ${document.title}</a></p>
      ${list}
    </details>
`;
  });
  return markup`<nav id="outline" aria-label="Sections">
    <details class="outline" open>
      <summary>Sections</summary>
      ${parts}
    </details>
  </nav>
`;
}

function sectionsHtml({ outline, clauses }: PageDocument, promises: Promises): Html {
  if (outline.length === 0) return markup`<p class="top">${tallyHtml(tallyOf(promises.in(clauses)))}</p>`;
  const tallies = talliesWithin(outline.map(({ level, clauses }) => ({ level, own: promises.in(clauses) })));
  const item = ({ id, heading, level }: (typeof outline)[number], i: number) => {
    const name = heading === "" ? "(without a heading)" : heading;
    const depth = Math.min(level, DEEPEST);
    return markup`<li class="level-${depth}">
      <a href="#${encodeURIComponent(id)}">${name}</a> ${tallyHtml(tallies[i]!)}
    </li>
`;
  };
  return markup`<ol>
    ${outline.map(item)}
  </ol>
`;
}

/** Deeper sections are not set in further. */
const DEEPEST = 5;

/** How the promises of each section stand, with those of the sections in it. */
function talliesWithin(sections: readonly { readonly level: number; readonly own: readonly Promised[] }[]): Tally[] {
  const open: { readonly level: number; readonly all: Promised[] }[] = [];
  const within = sections.map(({ level, own }) => {
    while (open.length > 0 && open.at(-1)!.level >= level) open.pop();
    const all: Promised[] = [];
    open.push({ level, all });
    for (const section of open) for (const promised of own) section.all.push(promised);
    return all;
  });
  return within.map(tallyOf);
}
