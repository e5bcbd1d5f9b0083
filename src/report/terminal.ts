import { inert, lines } from "./inert.ts";
import type { Output, TextOptions } from "./output.ts";
import { type Look, look, paragraph } from "./style.ts";
import { count } from "./text.ts";
import { changeLines, changesTitle } from "./terminal/changes.ts";
import { byControl, controlSection, hasFindings, quietLines, rule } from "./terminal/controls.ts";
import { coverageLines, verdictLines } from "./terminal/coverage.ts";
import { type Gathered, gather, gathered } from "./terminal/gather.ts";
import { minute } from "./terminal/names.ts";
import { unknownLines } from "./terminal/unknowns.ts";

/** Narrower windows get lines that the terminal wraps. */
const NARROWEST = 40;

/**
 * The report for people, at the end: findings by control with the clauses quoted; what is true today; what is unknown
 * and why; the coverage; the verdict in words as the last line.
 */
export function terminal(options: TextOptions): Output {
  const all = gathered();
  return {
    event(event) {
      gather(all, event);
      return undefined;
    },
    end: () => lines(report(all, Math.max(NARROWEST, options.width), look(options))),
  };
}

function* report(all: Gathered, width: number, look: Look): Iterable<string> {
  yield* header(all, width, look);
  const controls = byControl(all);
  for (const control of controls.filter(hasFindings)) {
    yield "";
    yield* controlSection(control, width, look);
  }
  const quiet = controls.filter((control) => !hasFindings(control));
  if (quiet.length > 0) {
    yield* ["", rule("Without findings", count(quiet.length, "control"), width, look), ""];
    yield* quietLines(quiet, width, look);
  }
  if (all.causes.size > 0) {
    yield* ["", rule("Unknown", count(all.causes.size, "cause"), width, look)];
    yield* unknownLines(all, width, look);
  }
  if (all.tracked !== undefined) {
    const [title, remark] = changesTitle(all.tracked);
    yield* ["", rule(title, remark, width, look), ""];
    yield* changeLines(all.tracked, all.changes, width, look);
  }
  if (all.summary !== undefined) {
    yield* ["", rule("Coverage", count(all.summary.cells.planned, "cell"), width, look), ""];
    yield* coverageLines(all, all.summary, width, look);
  }
  yield "";
  yield* verdictLines(all, width, look);
}

function header({ scan }: Gathered, width: number, look: Look): string[] {
  if (scan === undefined) return [];
  const from = scan.source === "live" ? "live accounts" : `recording ${inert(scan.source)}`;
  const read = scan.recorded === undefined ? "" : `, read at ${minute(scan.recorded)}`;
  const facts = `${inert(scan.program)} ${look.dot} ${from}${read} ${look.dot} judged at ${minute(scan.started)}`;
  return paragraph(facts, { width, first: "" }, look.faint);
}
