/** Text of the commands on ledger and evidence, for people. What it is given may be hostile: here it becomes inert. */
import { inert, lines, look, type TextOptions } from "../../report/index.ts";
import { displayWidth } from "../../report/index.ts";
import { paragraph, type Style } from "../../report/style.ts";

export type Tone = "good" | "bad" | "unsure" | "plain";

/** A line with a mark or a label before it, wrapped beside that. */
export interface Row {
  readonly tone: Tone;
  /** In place of the mark. */
  readonly label?: string;
  readonly text: string;
}

const marks = { good: "pass", bad: "fail", unsure: "unknown", plain: "none" } as const;

export function rowsText(title: string, rows: readonly Row[], options: TextOptions): string {
  const seen = look(options);
  const labels = Math.max(0, ...rows.map(({ label = "" }) => displayWidth(label)));
  const styles: Readonly<Record<Tone, Style>> = {
    good: seen.plain,
    bad: seen.bad,
    unsure: seen.unsure,
    plain: seen.plain,
  };
  const told = rows.flatMap(({ tone, label, text }) => {
    const mark = seen.marks[marks[tone]];
    const first = label === undefined ? `  ${mark} ` : `  ${label.padEnd(labels)}  `;
    return paragraph(inert(text), { width: options.width, first }, styles[tone]);
  });
  return lines([seen.strong(inert(title)), ...told]);
}
