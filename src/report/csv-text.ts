import { stringify } from "csv-stringify/sync";
import { inert } from "./inert.ts";

/** What a line must not begin with that lands in the log of a build. */
const COMMAND = /^\s*::/;

/**
 * Rows as RFC 4180 has them. Controls are written out, so that a cell is one line; cells that a spreadsheet would take
 * for a formula begin with an apostrophe.
 */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "string" ? inert(cell, 30_000) : cell)));
  return stringify(cells, { escape_formulas: true, record_delimiter: "windows", quoted_match: COMMAND });
}
