/** A policy document that cannot be read: where, what is wrong, and what to do. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, and what to do. */
  readonly what: string;
  readonly hint: string;

  constructor(file: string, { line, column }: { line: number; column: number }, what: string, hint: string) {
    super(`${file}:${line}:${column}: ${what}. ${hint}`);
    this.file = file;
    this.line = line;
    this.column = column;
    this.what = what;
    this.hint = hint;
  }
}
