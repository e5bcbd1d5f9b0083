import { inert } from "../report/inert.ts";
import { exit } from "./exit.ts";

/** A wrong use of the command line that its parser cannot see. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Results could not be written to their end. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

/** The exit status of errors that are not our defect: their message says what, where and what to do. */
const statuses: ReadonlyMap<string, number> = new Map([
  ["UsageError", exit.usage],
  ["ConfigError", exit.usage],
  ["PolicyError", exit.usage],
  ["CatalogError", exit.usage],
  ["RecordingError", exit.usage],
  ["OutputError", exit.usage],
  ["ResultsError", exit.usage],
  ["WriteError", exit.failed],
]);

/** Says what went wrong, on standard error, and gives the exit status. */
export function fail(error: unknown, stderr: NodeJS.WritableStream, debug: boolean): number {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const status = statuses.get(name);
  if (status !== undefined) {
    stderr.write(`clausewatch: ${lines(message)}\n`);
    return status;
  }
  const advice = "Run again with CLAUSEWATCH_DEBUG=1 to see where, and report it.";
  stderr.write(`clausewatch: internal error: ${lines(message)}\n${debug ? lines(stack ?? "") : advice}\n`);
  return exit.failed;
}

/** What is quoted in a message may be hostile; its line breaks are ours. */
function lines(text: string): string {
  return text
    .split("\n")
    .map((line) => inert(line))
    .join("\n");
}
