import type { ScanEvent } from "../contract/index.ts";
import { resultsOf, type ScanResults } from "../policy/index.ts";

/** What was given as the results of a scan is none. */
export class ResultsError extends Error {
  override readonly name = "ResultsError";
}

/** Reads the `jsonl` or `json` output of a scan. Throws ResultsError with file and line. */
export function parseResults(file: string, text: string): ScanResults {
  const results = resultsOf(eventsOf(file, text));
  if (results === null) throw new ResultsError(`${file}: no event tells of a scan. ${ADVICE}`);
  const { format } = results.scan;
  if (format === 1) return results;
  throw new ResultsError(`${file}: the results are of format ${String(format)}, and this program reads 1. ${ADVICE}`);
}

const ADVICE = "Give the file that `clausewatch scan --output json=FILE` or `--output jsonl=FILE` wrote.";

function* eventsOf(file: string, text: string): Generator<ScanEvent> {
  // A document begins with a line of its own; every line of events is a whole object.
  const whole = /^\s*\{\s*\n/.test(text) ? parse(file, text, 1) : null;
  if (whole !== null) {
    const { scan, accounts = [], findings = [], cells = [], summary } = whole as Readonly<Record<string, unknown>>;
    const lists = [accounts, findings, cells].flatMap((each) => list(file, each));
    yield* [scan, ...lists, summary].flatMap((event) => eventOf(file, event, 1));
    return;
  }
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() !== "") yield* eventOf(file, parse(file, line, i + 1), i + 1);
  }
}

function parse(file: string, text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ResultsError(`${file}:${line}: is no JSON: ${(error as Error).message}. ${ADVICE}`, { cause: error });
  }
}

function list(file: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ResultsError(`${file}:1: accounts, findings and cells must be lists. ${ADVICE}`);
}

/** As much of an event as is asked of it later; null is the scan or summary of a scan that broke off. */
function eventOf(file: string, value: unknown, line: number): ScanEvent[] {
  if (value === null) return [];
  const event = value as Partial<Record<string, unknown>> | undefined;
  const resources = event?.["resources"];
  const holds: Readonly<Record<string, boolean>> = {
    scan: Array.isArray(event?.["checks"]) && typeof event["started"] === "string",
    account:
      typeof event?.["account"] === "string" && Array.isArray(event["regions"]) && Array.isArray(event["disabled"]),
    cell: typeof event?.["check"] === "string" && typeof resources === "object" && resources !== null,
    finding: typeof event?.["check"] === "string" && typeof event["key"] === "string",
    summary: typeof event?.["accounts"] === "number",
  };
  const type = event?.["type"];
  if (typeof type !== "string") throw new ResultsError(`${file}:${line}: is no event of a scan. ${ADVICE}`);
  if (!(type in holds)) return [];
  if (holds[type]) return [event as unknown as ScanEvent];
  throw new ResultsError(`${file}:${line}: the event ${JSON.stringify(type)} is incomplete. ${ADVICE}`);
}
