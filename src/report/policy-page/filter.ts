import { number } from "../text.ts";
import { markup, type Html } from "./html.ts";
import type { Promised, Promises } from "./promises.ts";
import { flagWords, standings, type Flag, type Standing } from "./standing.ts";

/** What somebody may want to see alone. */
const wanted: readonly (readonly [Standing | Flag, string])[] = [
  ["fail", "failing"],
  ["unknown", standings.unknown.word],
  ["uncovered", "nothing covers it"],
  ["stale", flagWords.stale],
  ["overdue", flagWords.overdue],
];

/** Buttons that show some promises alone. They need the script, which uncovers them. */
export function filterHtml({ all }: Promises): Html | null {
  const button = ([name, word]: (typeof wanted)[number]) => {
    const n = all.filter((promised) => is(promised, name)).length;
    if (n === 0) return null;
    const { glyph = "" } = name in standings ? standings[name as Standing] : {};
    return markup`<button type="button" data-show="${name}" aria-pressed="false">
      <span class="${name}"><span aria-hidden="true">${glyph}</span> ${word}</span>
      <span class="count">${number(n)}</span>
    </button>
`;
  };
  const buttons = wanted.map(button);
  if (buttons.every((one) => one === null)) return null;
  return markup`<div id="filter" role="group" aria-label="Show only" hidden>
    <p aria-hidden="true">Show only</p>
    <button type="button" data-show="" aria-pressed="true">
      everything <span class="count">${number(all.length)}</span>
    </button>
    ${buttons}
    <p role="status"></p>
  </div>
`;
}

function is({ standing, flags }: Promised, name: Standing | Flag): boolean {
  return standing === name || flags.some((flag) => flag === name);
}
