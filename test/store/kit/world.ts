/** A small estate that scans look at: what fails where, and scans of it. */
import type { CheckSummary, ScanEvent, Severity, Unit } from "../../../src/contract/index.ts";
import { findingKey } from "../../../src/evaluate/name.ts";
import { Seen, defaultSettings, type Scope, type SeenCell, type Waiver } from "../../../src/track/index.ts";
import {
  beginScan,
  commitUnit,
  finishScan,
  type Db,
  type Outbox,
  type ReadListing,
  type ScanCheck,
  type ScanResult,
} from "../../../src/store/index.ts";

export const keyOf = findingKey;

export interface FailHere {
  readonly check: string;
  readonly id: string;
  readonly detail?: string;
  readonly message?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a unit answers: its fails; checks whose cells are unknown. */
export interface UnitHere {
  readonly account: string;
  readonly region: string;
  readonly fails: readonly FailHere[];
  readonly unknown?: readonly string[];
  readonly listings?: readonly ReadListing[];
}

export function unitOf({ account, region }: { account: string; region: string }): Unit {
  return { account, region, partition: "aws" };
}

export function checkOf(id: string, more: Partial<CheckSummary> & { aliases?: string[] } = {}): ScanCheck {
  const { aliases = [], ...rest } = more;
  const severity: Severity = "high";
  const summary: CheckSummary = {
    id,
    controls: ["encryption-at-rest"],
    controlTitles: ["Encryption at rest"],
    severity,
    title: `${id} holds`,
    why: "because",
    fix: "mend it",
    params: {},
    clauses: [],
    ...rest,
  };
  return { summary, aliases, estate: false };
}

export function resourceOf(id: string) {
  return { type: "AWS::EC2::Volume", id, arn: `arn:aws:ec2:volume/${id}` };
}

/** The cells of a unit, as the events of a scan come to them. */
export function cellsOf(here: UnitHere, checks: readonly ScanCheck[]): SeenCell[] {
  const seen = new Seen();
  const unit = unitOf(here);
  for (const { summary } of checks) {
    const fails = here.fails.filter(({ check }) => check === summary.id);
    for (const { id, detail = "", message = `${id} is wrong`, tags } of fails) {
      const resource = resourceOf(id);
      seen.event({
        type: "finding",
        key: findingKey(unit, summary.id, resource, detail),
        unit,
        check: summary.id,
        severity: summary.severity,
        resource,
        message,
        detail,
        clauses: [],
        evidence: { Encrypted: false },
        ...(tags === undefined ? {} : { tags }),
      } as ScanEvent);
    }
    const unknown = here.unknown?.includes(summary.id) === true;
    seen.event({
      type: "cell",
      unit,
      check: summary.id,
      status: unknown ? "unknown" : fails.length > 0 ? "fail" : "pass",
      resources: { pass: unknown ? 0 : 10, fail: fails.length, unknown: 0, notApplicable: 0 },
      reasons: unknown ? [{ kind: "check-error", why: "it threw" }] : [],
      notApplicable: {},
    });
  }
  return seen.take();
}

export function scopeOf(units: readonly UnitHere[], checks: readonly ScanCheck[]): Scope {
  const accounts = Object.fromEntries(
    [...Map.groupBy(units, ({ account }) => account)].map(([account, all]) => [
      account,
      { regions: all.map(({ region }) => region), disabled: [], unreadable: null },
    ]),
  );
  return { checks: checks.map(({ summary }) => summary.id), accounts };
}

export interface ScanHere {
  readonly at: string;
  readonly units: readonly UnitHere[];
  readonly checks: readonly ScanCheck[];
  readonly scope?: Scope;
  readonly waivers?: readonly Waiver[];
  readonly name?: string;
  readonly outbox?: Outbox;
}

export async function begin(db: Db, { at, units, checks, scope, name = `scan-${at}` }: ScanHere): Promise<number> {
  const plan = { name, started: at, program: "test", source: "live", checks };
  return beginScan(db, { ...plan, scope: scope ?? scopeOf(units, checks), units: units.map(unitOf) });
}

export async function finish(
  db: Db,
  scan: number,
  { at, waivers = [], outbox = null }: Omit<ScanHere, "outbox"> & { outbox?: Outbox | null },
): Promise<ScanResult> {
  return finishScan(db, { scan, at, settings: defaultSettings, waivers, keyOf, outbox });
}

/** A whole scan. */
export async function scan(db: Db, here: ScanHere): Promise<ScanResult> {
  const number = await begin(db, here);
  for (const unit of here.units) {
    const { listings = [] } = unit;
    const cells = cellsOf(unit, here.checks);
    await commitUnit(db, { scan: number, unit: unitOf(unit), attempt: 1, cells, listings });
  }
  return finish(db, number, here);
}

/** The n-th day of 2026, at noon. */
export function day(n: number): string {
  return new Date(Date.UTC(2026, 0, n, 12)).toISOString();
}

export async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}
