import type { BoundClause, Stale } from "../../contract/index.ts";
import { wordDiff, type Piece } from "../word-diff.ts";
import { day } from "./dates.ts";
import { markup, type Html } from "./html.ts";

/** What somebody accepted, and what became of it, word by word. */
export function staleHtml(clause: BoundClause, { kind, accepted }: Stale): Html {
  const who = markup`${accepted.by} accepted it on ${day(accepted.at)}`;
  if (kind === "vanished") {
    return markup`<div class="change">
      <p><b>Stale.</b> The sentence is gone from the policy; ${who}.</p>
    </div>
`;
  }
  if (kind === "moved") {
    return markup`<div class="change">
      <p><b>Stale.</b> The sentence stood under “${accepted.section.at(-1) ?? accepted.file}”; ${who}.</p>
    </div>
`;
  }
  const pieces = wordDiff(whole(accepted), whole(clause));
  return markup`<div class="change">
    <p><b>Stale.</b> The sentence is not the one that was accepted; ${who}.</p>
    <p class="diff">${pieces.map(pieceHtml)}</p>
  </div>
`;
}

/** A sentence says something else where it is introduced otherwise. */
function whole({ introducedBy = [], text }: Pick<BoundClause, "introducedBy" | "text">): string {
  return [...introducedBy, text].join(" › ");
}

/** Said in words, too, for those who do not see what is struck out. */
function pieceHtml({ kind, text }: Piece): Html {
  if (kind === "same") return markup`${text}`;
  if (kind === "removed")
    return markup`<del><span class="hidden">[removed: </span>${text}<span class="hidden">]</span></del>`;
  return markup`<ins><span class="hidden">[added: </span>${text}<span class="hidden">]</span></ins>`;
}
