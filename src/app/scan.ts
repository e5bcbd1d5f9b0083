import type {
  AccountPlan,
  AccountRead,
  CheckSummary,
  DeclaredAccess,
  ScanEvent,
  Source,
  Summary,
} from "../contract/index.ts";
import { judgeEstate, type Emit, type EnabledCheck, type EstatePart, type Ownership } from "../evaluate/index.ts";
import { limiter } from "../collect/limit.ts";
import type { Waiver } from "../track/index.ts";
import type { Follower } from "./follow.ts";
import { judgeNetworks } from "./network.ts";
import type { Progress } from "./reader.ts";
import { Sum } from "./sum.ts";
import { scanUnit } from "./unit.ts";
import { unitsOf, type SourcedPlan } from "./units.ts";
import { WaivedMarks } from "./waived.ts";

export interface ScanOptions {
  readonly id: string;
  readonly program: string;
  readonly source: Source;
  readonly checks: readonly EnabledCheck[];
  /** As outputs show them; one per enabled check. */
  readonly summaries: readonly CheckSummary[];
  /** Whom the accounts serve; null where nobody is told apart. */
  readonly ownership?: Ownership | null;
  /** Roles and register; null where the company declares none. */
  readonly access?: DeclaredAccess | null;
  /** Accepted exceptions. */
  readonly waivers?: readonly Waiver[];
  /** Keeps what is found over time; null where the scan stands alone. */
  readonly follower?: Follower | null;
  /** Units read at the same time. */
  readonly units: number;
  readonly now: () => Date;
  readonly emit: (event: ScanEvent) => void;
  readonly progress: (event: Progress) => void;
}

/**
 * Judges the source once. Every planned cell gets its answer; what happens is told in events, and summed up. Throws what
 * the store says where it cannot be followed: then there is no summary, and nothing of it is tracked.
 */
export async function scan(options: ScanOptions): Promise<Summary> {
  const { id, program, checks, ownership = null, access = null, waivers = [], follower = null } = options;
  const source = follower?.watch(options.source) ?? options.source;
  const started = options.now().toISOString();
  // What a recording holds is judged by the time it was made, so that it is judged the same whenever it is.
  const at = source.recorded ?? started;
  // Times of the store are all written alike.
  const moment = new Date(at).toISOString();
  const marks = new WaivedMarks(waivers, moment);
  const sum = new Sum(options.emit);
  const told = (event: ScanEvent) => {
    sum.tell(marks.mark(event));
    follower?.tell(event);
  };
  const { notApplicable } = follower?.tell ?? {};
  const tell: Emit = notApplicable === undefined ? told : Object.assign(told, { notApplicable });
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
    ...(access === null ? {} : { access: access.hash }),
    checks: options.summaries,
  });

  const accounts = await source.accounts();
  for (const account of accounts) sum.tell(accountRead(account));

  const units = accounts.flatMap((account) => unitsOf(account, source, options.progress));
  for (const { unit, judgesGlobal } of units) sum.plan(unit, checks, judgesGlobal);
  const { name, recorded } = source;
  await follower?.begin(
    { id, started, program, source: name, ...(recorded === undefined ? {} : { recorded }) },
    accounts,
    units,
  );

  try {
    const free = limiter(options.units);
    const read = new Set<string>();
    const scanOne = async (plan: SourcedPlan): Promise<EstatePart> => {
      const { unit } = plan;
      try {
        const reading = [ownership, plan.source, at, tell, options.progress] as const;
        const { gathered, ownerOf, readAny } = await scanUnit(plan, checks, ...reading);
        if (readAny) read.add(unit.account);
        return { unit, gathered, ownerOf };
      } catch (error) {
        // A failure of our own: this unit is unknown, the others go on.
        sum.giveUp(
          unit,
          checks.filter(({ over }) => over !== null),
          `internal error: ${error instanceof Error ? error.message : String(error)}`,
          tell,
        );
        return { unit, gathered: new Map(), ownerOf: null };
      }
    };
    // What the store refuses ends the scan; units that were begun are read to their end, no other is begun.
    let refused = false;
    const keepOne = async (plan: SourcedPlan): Promise<EstatePart | null> => {
      if (refused) return null;
      const part = await scanOne(plan);
      try {
        await follower?.unit(plan);
        return part;
      } catch (error) {
        refused = true;
        throw error;
      }
    };
    const ended = await Promise.allSettled(units.map((plan) => free(() => keepOne(plan))));
    const parts = ended.flatMap((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value ?? [];
    });
    const across = checks.filter(({ over }) => over === null);
    for (const check of across) if (check.judge.scope === "estate") await judgeEstate(check, parts, at, tell);
    const networks = across.filter(({ judge }) => judge.scope === "network");
    judgeNetworks(networks, parts, access, ownership, at, tell);
    sum.rest(tell);

    // A recording is followed by its own time, too.
    const finished = options.now().toISOString();
    if (follower !== null)
      for await (const event of follower.end(recorded === undefined ? finished : moment, marks.covering))
        sum.tell(event);
    const unread = accounts.filter(({ account }) => !read.has(account)).length;
    return sum.close({ id, finished, accounts: accounts.length, accountsUnreadable: unread });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // What broke it off is what is to be told, not that it could not even be written down.
    await follower?.abandon(options.now().toISOString(), why).catch(() => undefined);
    throw error;
  }
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
