import type {
  AccountRead,
  Cell,
  CellReason,
  CellStatus,
  CheckSummary,
  Finding,
  ScanEvent,
  ScanStarted,
  Severity,
  Summary,
  Tracked,
  Unit,
  Unreadable,
  UnknownResource,
} from "../../contract/index.ts";
import { by, first, type First } from "../order.ts";
import { addChange, type Changes } from "./changes.ts";

/** How many findings of a check, and how many causes of `unknown`, are shown. */
export const SHOWN = 20;
const SAMPLES = 3;

/** What was said by one check, everywhere. */
export interface Tally {
  readonly check: CheckSummary;
  readonly cells: Record<CellStatus, number>;
  readonly resources: Record<keyof Cell["resources"], number>;
  readonly notApplicable: Map<string, number>;
  findings: number;
  /** How many of them a waiver holds for. */
  waived: number;
  readonly severities: Record<Severity, number>;
  readonly accounts: Set<string>;
  readonly shown: First<Finding>;
}

type Unread = Extract<CellReason, { kind: "unreadable" }>;

/** One thing that went wrong, however many cells it made unknown. */
export interface Cause {
  reason: Unread | { readonly kind: "items" | "check-error"; readonly why: string };
  readonly checks: Set<string>;
  /** By account. */
  readonly places: Map<string, { readonly unit: Unit; readonly regions: Set<string> }>;
  cells: number;
  /** Resources that could not be judged. */
  items: number;
}

/** What the report is written from: bounded by accounts, regions and checks, not by resources. */
export interface Gathered {
  scan: ScanStarted | undefined;
  summary: Summary | undefined;
  readonly accounts: AccountRead[];
  readonly tallies: Map<string, Tally>;
  readonly causes: Map<string, Cause>;
  /** What changed since the last scan; undefined where there is no store. */
  tracked: Tracked | undefined;
  readonly changes: Changes;
  /** A few of the resources that each check could not judge, by check and why. */
  readonly samples: Map<string, First<UnknownResource>>;
}

export function gathered(): Gathered {
  return {
    scan: undefined,
    summary: undefined,
    accounts: [],
    tallies: new Map(),
    causes: new Map(),
    tracked: undefined,
    changes: new Map(),
    samples: new Map(),
  };
}

export function gather(all: Gathered, event: ScanEvent): void {
  switch (event.type) {
    case "scan":
      all.scan = event;
      for (const check of event.checks) all.tallies.set(check.id, emptyTally(check));
      break;
    case "account":
      all.accounts.push(event);
      break;
    case "finding": {
      const tally = tallyOf(all, event.check);
      tally.findings += 1;
      if (event.waived !== undefined) tally.waived += 1;
      tally.severities[event.severity] += 1;
      tally.accounts.add(event.unit.account);
      tally.shown.add(event);
      break;
    }
    case "unknown": {
      const samples = setDefault(all.samples, sampleKey(event.check, event.why), () =>
        first(
          SAMPLES,
          by(({ unit, resource }) => [unit.account, unit.region, resource?.id ?? "\uffff"]),
        ),
      );
      samples.add(event);
      break;
    }
    case "cell":
      addCell(all, event);
      break;
    case "change":
      addChange(all.changes, event);
      break;
    case "tracked":
      all.tracked = event;
      break;
    case "summary":
      all.summary = event;
      break;
  }
}

/** The resources that this cause left unjudged; some of them. */
export function samplesOf(all: Gathered, { reason, checks }: Cause): readonly UnknownResource[] {
  if (reason.kind !== "items") return [];
  return [...checks].flatMap((check) => all.samples.get(sampleKey(check, reason.why))?.items() ?? []).slice(0, SAMPLES);
}

function addCell(all: Gathered, cell: Cell): void {
  const tally = tallyOf(all, cell.check);
  tally.cells[cell.status] += 1;
  for (const key of Object.keys(tally.resources) as (keyof Cell["resources"])[]) {
    tally.resources[key] += cell.resources[key];
  }
  for (const [why, n] of Object.entries(cell.notApplicable)) {
    tally.notApplicable.set(why, (tally.notApplicable.get(why) ?? 0) + n);
  }
  // Several reasons of a cell may be one cause: then it is one cell all the same.
  const causes = new Set<Cause>();
  for (const reason of cell.reasons) {
    const cause = setDefault(all.causes, causeKey(reason), () => emptyCause(reason));
    causes.add(cause);
    if (reason.kind === "items") cause.items += reason.count;
    if (reason.kind === "unreadable" && sooner(reason, cause.reason)) cause.reason = reason;
  }
  for (const cause of causes) {
    cause.cells += 1;
    cause.checks.add(cell.check);
    const place = setDefault(cause.places, cell.unit.account, () => ({ unit: cell.unit, regions: new Set<string>() }));
    place.regions.add(cell.unit.region);
  }
}

/** The same cause has the same key in every account and region; the message of AWS differs from one to the next. */
function causeKey(reason: CellReason): string {
  if (reason.kind === "unreadable") {
    const { kind, api, action, code } = reason.unreadable;
    return JSON.stringify([kind, api, action, code]);
  }
  return JSON.stringify([reason.kind, withoutIndexes(reason.why)]);
}

/** AWS words the same refusal a little differently each time: the report shows the one of the first account and region. */
function sooner({ unreadable }: Unread, than: Cause["reason"]): boolean {
  return than.kind === "unreadable" && firstPlace(unreadable, than.unreadable) < 0;
}

const firstPlace = by<Unreadable>(({ account, region, message }) => [account, region, message]);

function sampleKey(check: string, why: string): string {
  return JSON.stringify([check, withoutIndexes(why)]);
}

/** `IpPermissions[2].IpProtocol` is missing for the same cause as `IpPermissions[3].IpProtocol`. */
function withoutIndexes(why: string): string {
  return why.replace(/\[\d+\]/g, "[]");
}

function emptyCause(reason: CellReason): Cause {
  return {
    reason: reason.kind === "unreadable" ? reason : { kind: reason.kind, why: withoutIndexes(reason.why) },
    checks: new Set(),
    places: new Map(),
    cells: 0,
    items: 0,
  };
}

function emptyTally(check: CheckSummary): Tally {
  return {
    check,
    cells: { pass: 0, fail: 0, unknown: 0, "not-applicable": 0 },
    resources: { pass: 0, fail: 0, unknown: 0, notApplicable: 0 },
    notApplicable: new Map(),
    findings: 0,
    waived: 0,
    severities: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 },
    accounts: new Set(),
    shown: first(
      SHOWN,
      by(({ unit, resource, detail, key }) => [unit.account, unit.region, resource.id, detail, key]),
    ),
  };
}

function tallyOf(all: Gathered, check: string): Tally {
  const tally = all.tallies.get(check);
  if (tally === undefined) throw new Error(`an event names the check ${check}, which the scan did not announce`);
  return tally;
}

function setDefault<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
