/** Where in the data: `["bindings", 0, "control"]`. */
export type Path = readonly (string | number)[];

/** Where in a file; both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong with a value: its place in the data, what is wrong, and what to do. */
export interface Fault {
  readonly path: Path;
  /** Begins with a small letter, and has no point at its end. */
  readonly message: string;
  readonly hint: string;
}

/** One thing that is wrong with what the user wrote: where, what, and what to do. */
export interface Problem {
  /** The file as the user would name it; or the variable or option that says it. */
  readonly file: string;
  /** From 1; absent for variables, options, and files that cannot be read at all. */
  readonly line?: number;
  readonly column?: number;
  /** Begins with a small letter, and has no point at its end. */
  readonly message: string;
  readonly hint: string;
}

const MOST = 20;

/** A wrong configuration, with all that is wrong in it; the message has a line for each, at most 20. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly Problem[];
  /** Of the first problem. */
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly hint: string;

  /** `problems` holds one at least. */
  constructor(problems: readonly Problem[]) {
    const rest = problems.length - MOST;
    // What to do is said once, though it be the same of many.
    const said = new Set<string>();
    const lines = problems.slice(0, MOST).map((problem) => {
      const line = lineOf(problem, said.has(problem.hint));
      said.add(problem.hint);
      return line;
    });
    super([...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n"));
    const first = problems[0]!;
    this.problems = problems;
    this.file = first.file;
    this.line = first.line;
    this.column = first.column;
    this.hint = first.hint;
  }
}

function lineOf({ file, line, column, message, hint }: Problem, isSaid: boolean): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  // Names of files may hold line breaks, which are not ours.
  return `${place}: ${message}.${isSaid ? "" : ` ${hint}`}`.replaceAll(/[\r\n]/g, (end) =>
    end === "\n" ? "\\n" : "\\r",
  );
}

/** In quotes, on one line, with control characters escaped, not longer than a reader wants it. */
export function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
