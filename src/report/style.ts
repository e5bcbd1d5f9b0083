import { styleText } from "node:util";
import type { Severity } from "../contract/index.ts";
import type { TextOptions } from "./output.ts";
import { displayWidth, wrap } from "./text.ts";

/** Gives a text its look; the text itself, where there are no colors. */
export type Style = (text: string) => string;

/** Looks and marks by meaning. Colors and marks repeat what the words say; nothing hangs on them alone. */
export interface Look {
  readonly plain: Style;
  readonly strong: Style;
  readonly faint: Style;
  readonly good: Style;
  readonly bad: Style;
  readonly unsure: Style;
  readonly heading: Style;
  readonly severity: Readonly<Record<Severity, Style>>;
  readonly marks: Readonly<Record<"pass" | "fail" | "unknown" | "none", string>>;
  readonly quote: { readonly bar: string; readonly open: string; readonly close: string };
  readonly line: string;
  readonly block: string;
  readonly dot: string;
  readonly into: string;
  readonly times: string;
  readonly ellipsis: string;
}

/** Lines of prose that are longer are hard to follow, however wide the window. */
export const READABLE = 110;

type Format = Parameters<typeof styleText>[0];

export function look({ color, unicode }: Pick<TextOptions, "color" | "unicode">): Look {
  const style = (format: Format): Style =>
    color ? (text) => (text === "" ? "" : styleText(format, text, { validateStream: false })) : (text) => text;
  return {
    plain: (text) => text,
    strong: style("bold"),
    faint: style("dim"),
    good: style("green"),
    bad: style("red"),
    unsure: style("yellow"),
    heading: style(["bold", "cyan"]),
    severity: {
      critical: style(["bold", "magenta"]),
      high: style(["bold", "red"]),
      medium: style(["bold", "yellow"]),
      low: style("blue"),
      informational: style("dim"),
    },
    ...(unicode
      ? {
          marks: { pass: "✔", fail: "✘", unknown: "?", none: "–" },
          quote: { bar: "┃", open: "“", close: "”" },
          line: "─",
          block: "█",
          dot: "·",
          into: "›",
          times: "×",
          ellipsis: "…",
        }
      : {
          marks: { pass: "+", fail: "x", unknown: "?", none: "-" },
          quote: { bar: "|", open: '"', close: '"' },
          line: "-",
          block: "#",
          dot: "-",
          into: ">",
          times: "x",
          ellipsis: "...",
        }),
  };
}

/** Where a paragraph stands: what its first line begins with, and the others (as many spaces, if absent). */
export interface Margin {
  readonly width: number;
  readonly first: string;
  readonly rest?: string;
}

/** The text wrapped and each of its lines styled by itself, for pagers forget the style at the end of a line. */
export function paragraph(text: string, { width, first, rest = indent(displayWidth(first)) }: Margin, style: Style) {
  const room = Math.max(20, Math.min(width, READABLE) - displayWidth(first));
  return wrap(text, room).map((line, i) => `${i === 0 ? first : rest}${style(line)}`);
}

export function indent(columns: number): string {
  return " ".repeat(columns);
}
