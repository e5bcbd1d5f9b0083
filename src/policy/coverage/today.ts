import { isDeepStrictEqual } from "node:util";
import type {
  AccountRead,
  Cell,
  CheckSummary,
  CheckToday,
  CoverageScan,
  Finding,
  ResourceCounts,
  ScanEvent,
  ScanStarted,
  Summary,
  Today,
} from "../../contract/index.ts";

/** One scan, as far as it says what is true of the policy. */
export interface ScanResults {
  readonly scan: ScanStarted;
  readonly accounts: readonly AccountRead[];
  readonly cells: readonly Cell[];
  readonly findings: readonly Finding[];
  /** Null where the scan broke off. */
  readonly summary: Summary | null;
}

/** Gathers a scan's events; null where they do not begin with a scan. */
export function resultsOf(events: Iterable<ScanEvent>): ScanResults | null {
  let scan: ScanStarted | null = null;
  let summary: Summary | null = null;
  const accounts: AccountRead[] = [];
  const cells: Cell[] = [];
  const findings: Finding[] = [];
  for (const event of events) {
    if (event.type === "scan") scan = event;
    if (event.type === "summary") summary = event;
    if (event.type === "account") accounts.push(event);
    if (event.type === "cell") cells.push(event);
    if (event.type === "finding") findings.push(event);
  }
  return scan === null ? null : { scan, accounts, cells, findings, summary };
}

/** What a scan must have been of, for a promise to be true by it. */
export interface Expected {
  /** Ids of accounts; absent where none is configured. */
  readonly accounts?: readonly string[];
  readonly regions: readonly string[] | "all";
  /** What customers and services are known by; null where there are none. */
  readonly ownership: string | null;
  /** What checks of the network judge by; null where the company declares nothing. */
  readonly access: string | null;
}

export function scanOf(results: ScanResults, expected: Expected): CoverageScan {
  const { id, source, recorded, started } = results.scan;
  const { accounts = 0, accountsUnreadable = 0 } = results.summary ?? {};
  const unread = accountsUnreadable > 0 ? `${accountsUnreadable} of ${accounts} accounts could not be read` : undefined;
  const flaw = [partOf(results, expected), unread].filter((text) => text !== undefined).join("; ");
  return {
    id,
    started: recorded ?? started,
    source,
    ...(flaw === "" ? {} : { flaw }),
    ...(toldApart(results, expected) ? {} : { otherCustomers: true }),
  };
}

function toldApart({ scan }: ScanResults, { ownership }: Expected): boolean {
  return (scan.ownership ?? null) === ownership;
}

/** Why the scan is only of a part of what there is to judge; undefined where it is of all. */
function partOf({ scan: { only = {} }, accounts, summary }: ScanResults, expected: Expected): string | undefined {
  if (summary === null) return "the scan broke off before its end";
  const missing = expected.accounts?.find((id) => !accounts.some(({ account }) => account === id));
  if (missing !== undefined) return `the scan was not of account ${missing}`;
  if (expected.accounts === undefined && only.accounts !== undefined)
    return `the scan was of account ${only.accounts.join(", ")} alone`;
  if (expected.regions === "all")
    return only.regions === undefined ? undefined : `the scan was of region ${only.regions.join(", ")} alone`;
  for (const { account, regions, disabled, unreadable } of accounts) {
    const left = expected.regions.find((region) => !regions.includes(region) && !disabled.includes(region));
    if (left !== undefined && unreadable === undefined) return `the scan was not of region ${left} of ${account}`;
  }
  return undefined;
}

/** A check as it is enabled now. */
export interface CheckNow {
  readonly id: string;
  readonly aliases: readonly string[];
  /** What bindings set. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Whether it is judged for customers of an optional service alone. */
  readonly ofService: boolean;
  /** Whether it judges by roles and register. */
  readonly ofNetwork: boolean;
}

/** Says of each check what a scan found; once made, a look-up. */
export function todayOf(results: ScanResults | null, expected: Expected): (check: CheckNow) => CheckToday | null {
  if (results === null) return () => null;
  const ran = new Map(results.scan.checks.map((check) => [check.id, check]));
  const cells = Map.groupBy(results.cells, ({ check }) => check);
  const findings = Map.groupBy(results.findings, ({ check }) => check);
  const part = partOf(results, expected);
  const planned = results.accounts.reduce((sum, { regions }) => sum + regions.length, 0);
  return (check) => {
    const name = [check.id, ...check.aliases].find((each) => ran.has(each)) ?? check.id;
    const counts = countsOf(cells.get(name) ?? [], findings.get(name) ?? []);
    const other = otherThan(check, ran.get(name), results, expected);
    if (other !== undefined) return { ...counts, status: "unknown", why: other };
    // What was found is found, however little was looked at.
    const why = part ?? unanswered(planned, counts.cells);
    const failed = counts.findings > 0 || (cells.get(name) ?? []).some(hasFailed);
    if (why !== undefined) return { ...counts, status: failed ? "fail" : "unknown", why };
    return { ...counts, status: failed ? "fail" : statusOf(counts) };
  };
}

/** Why the scan says nothing at all of a check as it is bound now. */
function otherThan(
  { given, ofService, ofNetwork }: CheckNow,
  ran: CheckSummary | undefined,
  results: ScanResults,
  expected: Expected,
): string | undefined {
  if (ran === undefined) return "the scan did not run it";
  if (!isDeepStrictEqual(ran.params, given)) return "the scan judged by other parameters";
  if (ofNetwork && (results.scan.access ?? null) !== expected.access)
    return "the scan judged by another access register, or other roles";
  const apart = toldApart(results, expected);
  return (ofService || ofNetwork) && !apart ? "the scan told customers apart otherwise" : undefined;
}

function unanswered(planned: number, cells: number): string | undefined {
  if (cells === 0) return "the scan has no answer of it";
  return cells < planned ? `the scan has answers of it in ${cells} of ${planned} account-regions` : undefined;
}

type Counts = Omit<CheckToday, "status" | "why">;

function countsOf(cells: readonly Cell[], findings: readonly Finding[]): Counts {
  const customers: Record<string, ResourceCounts> = {};
  for (const { customers: own = {} } of cells) {
    for (const [name, counts] of Object.entries(own)) customers[name] = added(customers[name], counts);
  }
  return {
    findings: findings.length,
    waived: findings.filter(({ waived }) => waived !== undefined).length,
    passes: cells.reduce((sum, { resources }) => sum + resources.pass, 0),
    unknownCells: cells.filter(({ status }) => status === "unknown").length,
    cells: cells.length,
    customers,
  };
}

function added(a: ResourceCounts | undefined, b: ResourceCounts): ResourceCounts {
  if (a === undefined) return b;
  return {
    pass: a.pass + b.pass,
    fail: a.fail + b.fail,
    unknown: a.unknown + b.unknown,
    notApplicable: a.notApplicable + b.notApplicable,
  };
}

/** Also where the finding itself is missing. */
function hasFailed({ status, resources }: Cell): boolean {
  return status === "fail" || resources.fail > 0;
}

function statusOf({ passes, unknownCells }: Counts): Today {
  if (unknownCells > 0) return "unknown";
  return passes > 0 ? "pass" : "nothing to judge";
}

const WORST_FIRST: readonly Today[] = ["fail", "unknown", "pass", "nothing to judge"];

/** One failure makes a sentence false; without one, all must be known for it to be true. */
export function worst(all: readonly (Today | null)[]): Today | null {
  return WORST_FIRST.find((today) => all.includes(today)) ?? null;
}
