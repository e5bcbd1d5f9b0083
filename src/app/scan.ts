import type {
  AccountPlan,
  AccountRead,
  CheckSummary,
  ScanEvent,
  Source,
  Summary,
  Unreadable,
} from "../contract/index.ts";
import { judgeEstate, type EnabledCheck, type EstatePart, type Ownership } from "../evaluate/index.ts";
import { limiter } from "../collect/limit.ts";
import { unitOf } from "./plan.ts";
import { GLOBAL, UnitReader, type Progress } from "./reader.ts";
import { Sum } from "./sum.ts";
import { scanUnit, type UnitPlan } from "./unit.ts";

export interface ScanOptions {
  readonly id: string;
  readonly program: string;
  readonly source: Source;
  readonly checks: readonly EnabledCheck[];
  /** As outputs show them; one per enabled check. */
  readonly summaries: readonly CheckSummary[];
  /** Whom the accounts serve; null where nobody is told apart. */
  readonly ownership?: Ownership | null;
  /** Units read at the same time. */
  readonly units: number;
  readonly now: () => Date;
  readonly emit: (event: ScanEvent) => void;
  readonly progress: (event: Progress) => void;
}

/** Judges the source once. Every planned cell gets its answer; what happens is told in events, and summed up. */
export async function scan(options: ScanOptions): Promise<Summary> {
  const { id, program, source, checks, ownership = null } = options;
  const sum = new Sum(options.emit);
  const started = options.now().toISOString();
  // What a recording holds is judged by the time it was made, so that it is judged the same whenever it is.
  const at = source.recorded ?? started;
  sum.tell({
    type: "scan",
    format: 1,
    id,
    started,
    program,
    source: source.name,
    ...(source.recorded === undefined ? {} : { recorded: source.recorded }),
    ...(source.only === undefined ? {} : { only: source.only }),
    ...(ownership === null ? {} : { ownership: ownership.hash }),
    checks: options.summaries,
  });

  const accounts = await source.accounts();
  for (const account of accounts) sum.tell(accountRead(account));

  const units = accounts.flatMap((account) => unitsOf(account, source, options.progress));
  for (const { unit } of units) sum.plan(unit, checks);

  const free = limiter(options.units);
  const read = new Set<string>();
  const scanOne = async (plan: UnitPlan & { readonly source: Source }): Promise<EstatePart> => {
    const { unit } = plan;
    try {
      const reading = [ownership, plan.source, at, sum.tell, options.progress] as const;
      const { gathered, ownerOf, readAny } = await scanUnit(plan, checks, ...reading);
      if (readAny) read.add(unit.account);
      return { unit, gathered, ownerOf };
    } catch (error) {
      // A failure of our own: this unit is unknown, the others go on.
      sum.giveUp(
        unit,
        checks.filter(({ over }) => over !== null),
        `internal error: ${error instanceof Error ? error.message : String(error)}`,
      );
      return { unit, gathered: new Map(), ownerOf: null };
    }
  };
  const parts = await Promise.all(units.map((plan) => free(() => scanOne(plan))));
  for (const check of checks) if (check.over === null) await judgeEstate(check, parts, at, sum.tell);

  const unread = accounts.filter(({ account }) => !read.has(account)).length;
  return sum.close({
    id,
    finished: options.now().toISOString(),
    accounts: accounts.length,
    accountsUnreadable: unread,
  });
}

/** The units of an account; what it is known beforehand that nothing can be read of is not asked. */
function unitsOf(
  plan: AccountPlan,
  source: Source,
  progress: (event: Progress) => void,
): readonly (UnitPlan & { readonly source: Source })[] {
  const sourceOf = (why: Unreadable | undefined) => (why === undefined ? source : shut(source, why));
  const account = new UnitReader(unitOf(plan, GLOBAL), sourceOf(plan.unreadable), progress);
  const first = plan.regions.find(({ unreadable }) => unreadable === undefined);
  return plan.regions.map((region) => ({
    unit: unitOf(plan, region.region),
    account,
    judgesGlobal: region === (first ?? plan.regions[0]),
    source: sourceOf(region.unreadable),
  }));
}

function accountRead({ account, accountName, regions, disabled, unreadable }: AccountPlan): AccountRead {
  return {
    type: "account",
    account,
    ...(accountName === undefined ? {} : { accountName }),
    regions: regions.map(({ region }) => region),
    disabled,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

/** A unit of which it is known beforehand that nothing can be read. */
function shut(source: Source, unreadable: Unreadable): Source {
  return { ...source, read: async () => ({ complete: false, unreadable }) };
}
