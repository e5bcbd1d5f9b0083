import type { Listing, Page, Source, Unit } from "../contract/index.ts";
import {
  CellRun,
  ownersIn,
  type Emit,
  type EnabledCheck,
  type Gathered,
  type OwnerOf,
  type Ownership,
} from "../evaluate/index.ts";
import { parentsOf, UnitReader, type Progress } from "./reader.ts";

export interface UnitPlan {
  readonly unit: Unit;
  /** Reads what has no regions, once for all units of the account. */
  readonly account: UnitReader;
  /** Whether what has no regions is judged in this unit: it is, in one of the account. */
  readonly judgesGlobal: boolean;
}

export interface UnitResult {
  /** The listings that estate checks read, their parents, and what tells customers apart. */
  readonly gathered: ReadonlyMap<Listing, Gathered>;
  /** Null where there are no customers to tell apart. */
  readonly ownerOf: OwnerOf | null;
  /** Whether any listing was read to its end. */
  readonly readAny: boolean;
}

/**
 * Reads one unit and judges its cells. Each listing is read once. One that other reading or judging needs whole is
 * gathered; one that is only judged streams through the checks over it, page by page, once their inputs are there.
 * `at` is the time to judge by, ISO 8601.
 */
export async function scanUnit(
  { unit, account, judgesGlobal }: UnitPlan,
  checks: readonly EnabledCheck[],
  ownership: Ownership | null,
  source: Source,
  at: string,
  emit: Emit,
  progress: (event: Progress) => void,
): Promise<UnitResult> {
  const reader = new UnitReader(unit, source, progress, account);
  const whole = wholeListings(checks, ownership?.vpcs ?? null);
  if (ownership?.vpcs) await reader.gather(ownership.vpcs);
  const ownerOf = ownership === null ? null : ownersIn(unit, ownership, reader.gathered);

  async function judge(over: Listing, group: readonly EnabledCheck[]): Promise<void> {
    if (over.scope === "global" && !judgesGlobal) {
      for (const check of group) new CellRun(unit, check, over, emit).elsewhere();
      return;
    }
    const inputs = new Set(group.flatMap((check) => Object.values(check.with)));
    await Promise.all([...inputs].map((listing) => reader.gather(listing)));
    const runs: CellRun[] = [];
    for (const check of group) {
      const run = new CellRun(unit, check, over, emit, ownerOf);
      if (await run.begin(reader.gathered, at)) runs.push(run);
      else run.finish(null);
    }
    if (runs.length === 0) return;
    const onPage = async (page: Page) => {
      for (const run of runs) await run.page(page);
    };
    const read = whole.has(over) ? await reader.gather(over) : null;
    if (read !== null) await onPage(read);
    const end = read?.end ?? (await reader.stream(over, onPage));
    for (const run of runs) run.finish(end);
  }

  const groups = Map.groupBy(
    checks.filter((check) => check.over !== null),
    (check) => check.over as Listing,
  );
  const estate = checks.filter((check) => check.over === null).flatMap((check) => Object.values(check.with));
  await Promise.all([
    ...[...groups].map(([over, group]) => judge(over, group)),
    ...estate.map((listing) => reader.gather(listing)),
  ]);
  const again = new Set([...estate, ...estate.flatMap(parentsOf), ...(ownership?.vpcs ? [ownership.vpcs] : [])]);
  const kept = new Map([...again].map((listing) => [listing, reader.gathered.get(listing) as Gathered]));
  return { gathered: kept, ownerOf, readAny: reader.readAny };
}

/** The listings that must be there whole: inputs of checks, parents, and what tells customers apart. */
function wholeListings(checks: readonly EnabledCheck[], vpcs: Listing | null): ReadonlySet<Listing> {
  const inputs = checks.flatMap((check) => Object.values(check.with)).concat(vpcs ?? []);
  const all = checks.flatMap((check) => (check.over === null ? [] : [check.over])).concat(inputs);
  return new Set([...inputs, ...all.flatMap(parentsOf)]);
}
