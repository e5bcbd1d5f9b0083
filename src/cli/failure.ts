import { inert } from "../report/inert.ts";
import { exit } from "./exit.ts";

/** A wrong use of the command line that its parser cannot see. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Errors that are somebody's input, not our defect: their message says what, where and what to do. */
const inputErrors = new Set([
  "UsageError",
  "ConfigError",
  "PolicyError",
  "CatalogError",
  "RecordingError",
  "OutputError",
]);

/** Says what went wrong, on standard error, and gives the exit status. */
export function fail(error: unknown, stderr: NodeJS.WritableStream, debug: boolean): number {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (inputErrors.has(name)) {
    stderr.write(`clausewatch: ${lines(message)}\n`);
    return exit.usage;
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
