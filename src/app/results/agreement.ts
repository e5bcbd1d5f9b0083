import type { Cell, Finding, ScanEvent, Summary, Unit } from "../../contract/index.ts";
import { ResultsError } from "./error.ts";

const DAMAGED = "Something was lost or added: scan again, or take the file as the scan wrote it.";

/** Looks at the events of a scan in their order. Throws ResultsError where they are not of one scan, or do not add up. */
export function agreement(): (event: ScanEvent, place: string) => void {
  let scan: string | null = null;
  let ended = false;
  const cells = new Map<string, Cell>();
  const findings: Finding[] = [];
  const keys = new Set<string>();
  return (event, place) => {
    const wrong = (what: string, advice = DAMAGED) => new ResultsError(place, what, advice);
    if (event.type === "scan" && scan !== null)
      throw wrong("a second scan begins here", "Give each scan a file of its own.");
    if (event.type !== "scan" && scan === null) throw wrong("this comes before the scan that it is of");
    if (ended) throw wrong("this comes after the summary, which is the last of a scan");
    switch (event.type) {
      case "scan":
        scan = event.id;
        break;
      case "finding":
        if (keys.has(event.key)) throw wrong(`the finding ${JSON.stringify(event.key)} is there twice`);
        keys.add(event.key);
        findings.push(event);
        break;
      case "cell": {
        const name = nameOf(event);
        if (cells.has(name)) throw wrong(`the cell of ${name} is there twice`);
        cells.set(name, event);
        break;
      }
      case "summary": {
        if (event.id !== scan) throw wrong("the summary is of another scan");
        const difference = differenceFrom(event, [...cells.values()], findings);
        if (difference !== null) throw wrong(difference);
        ended = true;
        break;
      }
      default:
    }
  };
}

/** What the summary counts otherwise than there is; null where it adds up. */
function differenceFrom({ cells, findings }: Summary, all: readonly Cell[], found: readonly Finding[]): string | null {
  if (cells.planned !== all.length) return `the summary has ${cells.planned} cells, and there are ${all.length}`;
  for (const status of ["pass", "fail", "unknown", "not-applicable"] as const) {
    const n = all.filter((cell) => cell.status === status).length;
    if (cells[status] !== n) return `the summary has ${cells[status]} cells that are ${status}, and there are ${n}`;
  }
  for (const [severity, said] of Object.entries(findings)) {
    const n = found.filter((finding) => finding.severity === severity).length;
    if (said !== n) return `the summary has ${said} findings that are ${severity}, and there are ${n}`;
  }
  const failed = new Set(found.map(nameOf));
  const known = new Set(all.map(nameOf));
  const astray = [...failed].find((name) => !known.has(name));
  if (astray !== undefined) return `there are findings of ${astray}, and no cell`;
  const bare = all.find((cell) => !agrees(cell, failed.has(nameOf(cell))));
  return bare === undefined
    ? null
    : `the cell of ${nameOf(bare)} counts ${bare.resources.fail} resources that fail, and its findings say otherwise`;
}

/** Of a cell that was given up, findings may have been told before. */
function agrees({ status, resources: { fail } }: Cell, failed: boolean): boolean {
  if (status === "unknown") return fail === 0 || failed;
  return (status === "fail") === failed && fail > 0 === failed;
}

function nameOf({ unit, check }: { readonly unit: Unit; readonly check: string }): string {
  return `${check} in ${unit.account} ${unit.region}`;
}
