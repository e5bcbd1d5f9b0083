import { number } from "../text.ts";
import { markup, type Html } from "./html.ts";
import type { Promised } from "./promises.ts";
import { standingNames, standings, type Standing } from "./standing.ts";

export type Tally = readonly (readonly [Standing, number])[];

/** How many promises stand how; only what there is, in the order of the page. */
export function tallyOf(promises: Iterable<Promised>): Tally {
  const counts = new Map<Standing, number>();
  for (const { standing } of promises) counts.set(standing, (counts.get(standing) ?? 0) + 1);
  return standingNames.flatMap((name): [Standing, number][] => {
    const n = counts.get(name);
    return n === undefined ? [] : [[name, n]];
  });
}

/** `✘ 2 ? 1 ✔ 4`, said in words to those who hear it. */
export function tallyHtml(tally: Tally): Html {
  const item = ([standing, n]: Tally[number]) => {
    const { glyph, word } = standings[standing];
    const title = `${number(n)} ${word}`;
    const drawn = markup`<span aria-hidden="true">${glyph}${number(n)}</span>`;
    return markup`<span class="${standing}" title="${title}">${drawn}<span class="hidden">${title}, </span></span> `;
  };
  return markup`<span class="tally">${tally.map(item)}</span>`;
}
