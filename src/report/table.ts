import { inert } from "./inert.ts";
import type { TextOptions } from "./output.ts";
import { look, type Style } from "./style.ts";
import { displayWidth, pad, wrap } from "./text.ts";

export interface Column {
  readonly title: string;
  /** The look of a cell, chosen by its text. */
  readonly style?: (cell: string) => Style;
}

const gap = "  ";
const narrowest = 8;

/** An aligned table with a heading line. Cells are made inert, and wrapped where the table is wider than the width. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], options: TextOptions): string {
  const { strong, faint, line, plain } = look(options);
  const cells = rows.map((row) => row.map((cell) => inert(cell)));
  const titles = columns.map(({ title }) => title);
  const widths = columnWidths([titles, ...cells], options.width);
  const styles = columns.map(({ style }) => style ?? (() => plain));
  return [
    ...setRow(titles, widths, () => strong),
    faint(widths.map((width) => line.repeat(width)).join(gap)),
    ...cells.flatMap((row) => setRow(row, widths, (column) => styles[column]!(row[column]!))),
    "",
  ].join("\n");
}

/** The natural widths, the widest columns narrowed until all fit. */
export function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column]!))));
  const room = width - gap.length * (widths.length - 1);
  const total = () => widths.reduce((sum, width) => sum + width, 0);
  while (total() > room && Math.max(...widths) > narrowest) widths[widths.indexOf(Math.max(...widths))]! -= 1;
  return widths;
}

/** The lines of one row. A column without any text takes no room. */
export function setRow(cells: readonly string[], widths: readonly number[], style: (column: number) => Style) {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column]!));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) =>
    wrapped
      .flatMap((lines, column) => (widths[column] === 0 ? [] : pad(style(column)(lines[i] ?? ""), widths[column]!)))
      .join(gap)
      .trimEnd(),
  );
}
