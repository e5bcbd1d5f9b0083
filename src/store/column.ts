import { createHash } from "node:crypto";

const LONGEST = 400;

/**
 * A text as a column holds it that is searched by. What came from AWS may hold NUL and halves of characters, which
 * databases refuse, and be longer than an index takes: it is escaped as JSON is, and the end of a long one replaced by
 * its hash. Equal for equal texts, other for others.
 */
export function columnOf(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  if (escaped.length <= LONGEST) return escaped;
  return `${head(escaped)}…${digestOf(text)}`;
}

export function columnOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : columnOf(text);
}

/** The hex SHA-256 of a text's UTF-8. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The beginning, not cut within a character. */
function head(text: string): string {
  return text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "");
}
