import { inert, lines } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { look, paragraph } from "../style.ts";
import { count } from "../text.ts";

/** A sink as the configuration has it. */
export interface SinkRow {
  readonly name: string;
  readonly kind: string;
  readonly about: string;
  readonly style: "each" | "latest" | "digest";
  /** What leads there, in words; none where everything does. */
  readonly routes: readonly string[];
  /** Why it is told nothing; null where it can be opened. */
  readonly wrong: string | null;
}

export function sinksText(rows: readonly SinkRow[], options: TextOptions): string {
  const { strong, faint, plain, bad, marks } = look(options);
  const width = Math.max(60, options.width);
  const told = rows.flatMap(({ name, kind, about, routes, wrong }) => [
    `${strong(inert(name))}  ${faint(inert(kind))}`,
    ...paragraph(about, { width, first: "  " }, plain),
    ...(routes.length === 0 ? ["every finding"] : routes).flatMap((route) =>
      paragraph(inert(route), { width, first: `  ${faint("told of")}  `, rest: "           " }, plain),
    ),
    ...(wrong === null
      ? []
      : paragraph(
          inert(`it cannot be opened: ${wrong}`),
          { width, first: `  ${bad(marks.fail)} `, rest: "    " },
          plain,
        )),
    "",
  ]);
  return lines([...told, strong(`${count(rows.length, "sink")}.`)]);
}

/** What was tried of a sink, and what does not work. */
export function triedText(
  name: string,
  tried: readonly { readonly what: string; readonly wrong: string | null }[],
  options: TextOptions,
): string {
  const { strong, good, bad, plain, marks } = look(options);
  const width = Math.max(60, options.width);
  const told = tried.flatMap(({ what, wrong }) =>
    wrong === null
      ? paragraph(inert(what), { width, first: `  ${good(marks.pass)} `, rest: "    " }, plain)
      : [
          ...paragraph(inert(what), { width, first: `  ${bad(marks.fail)} `, rest: "    " }, bad),
          ...paragraph(inert(wrong), { width, first: "    " }, plain),
        ],
  );
  return lines([strong(inert(name)), ...told]);
}
