import type { Clause, Mark } from "../../contract/index.ts";
import type { Findings } from "./findings.ts";
import { markup } from "./html.ts";
import { hasNote, noteHtml } from "./note.ts";
import type { Promised, Promises } from "./promises.ts";
import { signHtml } from "./standing.ts";

/** Marks the sentences that promise something; each promise once. */
export function marker(promises: Promises, findings: Findings): (sentence: Clause) => Mark | null {
  return (sentence) => {
    const promised = promises.place(sentence);
    return promised === undefined ? null : markOf(promised, findings);
  };
}

function markOf(promised: Promised, findings: Findings): Mark {
  const { id, standing, flags, covered } = promised;
  const open = markup`<span class="promise ${[standing, ...flags].join(" ")}">`.source;
  const sign = signHtml(standing, flags);
  if (!hasNote(promised)) {
    const why = `counts as a promise: ${covered.normative}`;
    const word = markup` <span class="sign ${standing}" title="${why}">${sign}</span>`;
    return { open, close: "</span>", sign: word.source, after: "" };
  }
  const link = markup` <a class="sign ${standing}" href="#${id}">${sign}</a>`;
  return { open, close: "</span>", sign: link.source, after: noteHtml(promised, findings).source };
}
