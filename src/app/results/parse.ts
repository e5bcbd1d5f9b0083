import type { ScanEvent } from "../../contract/index.ts";
import { resultsOf, type ScanResults } from "../../policy/index.ts";
import { agreement } from "./agreement.ts";
import { ResultsError } from "./error.ts";
import { eventSchemas } from "./events.ts";

/** An event, and where it stands: `scan.jsonl:3`, `scan.json: findings[0]`. */
export interface Placed {
  readonly place: string;
  readonly value: unknown;
}

/** Reads the `jsonl` or `json` output of a scan. Throws ResultsError for what is none, is two, or does not add up. */
export function parseResults(file: string, text: string): ScanResults {
  const check = agreement();
  const events: ScanEvent[] = [];
  for (const placed of placedIn(file, text)) {
    const event = eventOf(placed);
    if (event === null) continue;
    check(event, placed.place);
    events.push(event);
  }
  const results = resultsOf(events);
  if (results === null) throw new ResultsError(file, "no event tells of a scan");
  return results;
}

function* placedIn(file: string, text: string): Iterable<Placed> {
  // A document begins with a line of its own; every line of events is a whole object.
  if (/^\s*\{\s*\n/.test(text)) {
    yield* inDocument(file, parse(file, text, 1));
    return;
  }
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() !== "") yield { place: `${file}:${i + 1}`, value: parse(file, line, i + 1) };
  }
}

function* inDocument(file: string, document: unknown): Iterable<Placed> {
  const { scan, accounts, findings, cells, summary } = document as Readonly<Record<string, unknown>>;
  if (scan === undefined) throw new ResultsError(`${file}:1`, "is no event of a scan");
  // Null: the scan did not get that far.
  if (scan !== null) yield { place: `${file}: scan`, value: scan };
  for (const [name, list] of Object.entries({ accounts, findings, cells })) {
    if (!Array.isArray(list)) throw new ResultsError(`${file}: ${name}`, "must be a list");
    for (const [i, value] of list.entries()) yield { place: `${file}: ${name}[${i}]`, value };
  }
  if (summary !== null) yield { place: `${file}: summary`, value: summary };
}

function parse(file: string, text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ResultsError(`${file}:${line}`, `is no JSON: ${(error as Error).message}`);
  }
}

/** Null for what is not asked about, or not known yet. */
function eventOf({ place, value }: Placed): ScanEvent | null {
  const { type, format } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof type !== "string") throw new ResultsError(place, "is no event of a scan");
  if (type === "scan" && format !== 1)
    throw new ResultsError(place, `the results are of format ${JSON.stringify(format)}, and this program reads 1`);
  const schema = Object.hasOwn(eventSchemas, type) ? eventSchemas[type] : undefined;
  if (schema === undefined) return null;
  const { error } = schema.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return value as ScanEvent;
  const where = issue.path.length === 0 ? "" : `, ${issue.path.join(".")}`;
  throw new ResultsError(place, `the event "${type}" is damaged${where}: ${issue.message}`);
}
