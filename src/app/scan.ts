import type { AccountPlan, AccountRead, ScanEvent, Summary } from "../contract/index.ts";
import { judgeEstate, type Emit } from "../evaluate/index.ts";
import { StoreError } from "../store/index.ts";
import { judgeNetworks } from "./network.ts";
import { isLeftOut } from "./plan.ts";
import type { ScanOptions } from "./scan-options.ts";
import { Sum } from "./sum.ts";
import { HandedBack, UnitReadings } from "./unit-readings.ts";
import { unitsOf } from "./units.ts";
import { WaivedMarks } from "./waived.ts";

/**
 * Judges the source once. Every planned cell gets its answer; what happens is told in events, and summed up. Throws what
 * the store says where it cannot be followed: then there is no summary, and nothing of it is tracked.
 */
export async function scan(options: ScanOptions): Promise<Summary> {
  const { id, program, checks, ownership = null, access = null, waivers = [], follower = null } = options;
  const source = follower?.watch(options.source) ?? options.source;
  const started = options.begun ?? options.now().toISOString();
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
    const readings = await new UnitReadings(options, { sum, tell, at }).all(units);
    const parts = readings.map(({ part }) => part);
    const read = new Set(readings.flatMap(({ part, readAny }) => (readAny ? [part.unit.account] : [])));
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
    const active = accounts.filter((plan) => !isLeftOut(plan));
    const unread = active.filter(({ account }) => !read.has(account)).length;
    return sum.close({ id, finished, accounts: active.length, accountsUnreadable: unread });
  } catch (error) {
    // Another process goes on with the scan: what this one saw counts for nothing, and the scan is not its to give up.
    if (follower?.isLent === true && error instanceof StoreError && error.kind === "fenced") throw new HandedBack();
    const why = error instanceof Error ? error.message : String(error);
    // What broke it off is what is to be told, not that it could not even be written down.
    if (!(error instanceof HandedBack))
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
