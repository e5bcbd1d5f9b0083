import { constants } from "node:os";
import { inert, lines } from "../report/inert.ts";
import { exit } from "./exit.ts";

/** A wrong use of the command line that its parser cannot see; the message has a line for each. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(...wrong: readonly string[]) {
    super(wrong.map((one) => inert(one)).join("\n"));
  }
}

/** The user ended the program. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Results could not be written to their end. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

const OF_LINES: ReadonlySet<string> = new Set(["UsageError", "ConfigError"]);
const LONGEST = 4000;

/** The exit status of errors that are not our defect: their message says what, where and what to do. */
const statuses: ReadonlyMap<string, number> = new Map([
  ["UsageError", exit.usage],
  ["ConfigError", exit.usage],
  ["PolicyError", exit.usage],
  ["CatalogError", exit.usage],
  ["RecordingError", exit.usage],
  ["OutputError", exit.usage],
  ["OverwriteError", exit.usage],
  ["ResultsError", exit.usage],
  ["WriteError", exit.failed],
  ["ServeError", exit.failed],
  ["StoreError", exit.failed],
  ["LedgerError", exit.failed],
  ["KeepError", exit.failed],
  ["Interrupted", 128 + constants.signals.SIGINT],
]);

/** Says what went wrong, on standard error, and gives the exit status. */
export function fail(error: unknown, stderr: NodeJS.WritableStream, debug: boolean): number {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const status = statuses.get(name);
  if (status !== undefined) {
    // What is quoted in a message may be hostile; the line breaks of these are our own.
    const told = OF_LINES.has(name) ? message.split("\n") : [message];
    stderr.write(lines(told.map((line, i) => `${i === 0 ? "clausewatch: " : ""}${inert(line, LONGEST)}`)));
    return status;
  }
  const advice = "Run again with CLAUSEWATCH_DEBUG=1 to see where, and report it.";
  const where = debug ? (stack ?? "").split("\n").map((line) => inert(line)) : [advice];
  stderr.write(lines([`clausewatch: internal error: ${inert(message)}`, ...where]));
  return exit.failed;
}

/** What the parser of the command line says of a wrong one, its values on one line; only its advice has another. */
export function parserText(text: string): string {
  const [message = "", advice = ""] = text.trimEnd().split(/(?=\n\(Did you mean [^\n]*\?\)$)/);
  return lines([inert(message), ...advice.split("\n").filter((line) => line !== "")]);
}
