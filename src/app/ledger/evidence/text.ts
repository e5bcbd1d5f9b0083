/** Texts of an export. They are data for programs and people: what AWS sent is written as JSON, with escapes. */

/** Canonical enough: the same value, the same line. What terminals obey is escaped. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(/[^ -~]/g, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A cell that a spreadsheet takes for text, not for a formula. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}
