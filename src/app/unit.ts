import type { End, Listing, Page, ScanEvent, Source, Unit, Unreadable } from "../contract/index.ts";
import { CellRun, type EnabledCheck, type Gathered } from "../evaluate/index.ts";

/** What the scan tells of its progress; not part of its result. */
export interface Progress {
  readonly unit: Unit;
  readonly listing: string;
  /** So far. */
  readonly items: number;
  readonly pages: number;
  readonly state: "reading" | "complete" | "unreadable";
}

export interface UnitResult {
  /** The listings that were kept whole, by listing; those that estate checks read. */
  readonly gathered: ReadonlyMap<Listing, Gathered>;
  /** Whether any listing was read to its end. */
  readonly readAny: boolean;
}

/**
 * Reads one unit and judges its cells. Each listing is read once. One that other reading or judging needs whole is
 * gathered; one that is only judged streams through the checks over it, page by page, once their inputs are there.
 */
export async function scanUnit(
  unit: Unit,
  checks: readonly EnabledCheck[],
  source: Source,
  emit: (event: ScanEvent) => void,
  progress: (event: Progress) => void,
): Promise<UnitResult> {
  const whole = wholeListings(checks);
  const gathered = new Map<Listing, Gathered>();
  const gathering = new Map<Listing, Promise<Gathered>>();
  let readAny = false;

  /** Reads a listing, its parents first. */
  async function read(listing: Listing, onPage: (page: Page) => Promise<void>): Promise<End> {
    const parents = listing.each === undefined ? null : await gather(listing.each.of);
    const broken = parents === null ? null : brokenParents(listing, parents, unit);
    const end = broken ?? (await readCounted(listing, parents?.items, onPage));
    readAny ||= end.complete;
    return end;
  }

  async function readCounted(
    listing: Listing,
    parents: readonly unknown[] | undefined,
    onPage: (page: Page) => Promise<void>,
  ): Promise<End> {
    let items = 0;
    let pages = 0;
    const tell = (state: Progress["state"]) => progress({ unit, listing: listing.id, items, pages, state });
    tell("reading");
    // Pages of several parents arrive at once; checks see them one after the other.
    let turn = Promise.resolve();
    const request = parents === undefined ? { unit, listing } : { unit, listing, parents };
    const end = await source.read(request, (page) => {
      items += page.items.length + page.flawed.length;
      pages++;
      tell("reading");
      turn = turn.then(() => onPage(page));
      return turn;
    });
    tell(end.complete ? "complete" : "unreadable");
    return end;
  }

  /** Reads a listing whole, once. */
  function gather(listing: Listing): Promise<Gathered> {
    let started = gathering.get(listing);
    if (started === undefined) {
      started = gatherNow(listing);
      gathering.set(listing, started);
    }
    return started;
  }

  async function gatherNow(listing: Listing): Promise<Gathered> {
    const items: unknown[] = [];
    const flawed: Page["flawed"][number][] = [];
    const end = await read(listing, async (page) => {
      for (const item of page.items) items.push(item);
      for (const item of page.flawed) flawed.push(item);
    });
    const result = { items, flawed, end };
    gathered.set(listing, result);
    return result;
  }

  async function judge(over: Listing, group: readonly EnabledCheck[]): Promise<void> {
    const inputs = new Set(group.flatMap((check) => Object.values(check.with)));
    await Promise.all([...inputs].map(gather));
    const runs: CellRun[] = [];
    for (const check of group) {
      const run = new CellRun(unit, check, over, emit);
      if (await run.begin(gathered)) runs.push(run);
      else run.finish(null);
    }
    if (runs.length === 0) return;
    const page = async (one: Page) => {
      for (const run of runs) await run.page(one);
    };
    let end: End;
    if (whole.has(over)) {
      const read = await gather(over);
      await page(read);
      end = read.end;
    } else {
      end = await read(over, page);
    }
    for (const run of runs) run.finish(end);
  }

  const groups = Map.groupBy(
    checks.filter((check) => check.over !== null),
    (check) => check.over as Listing,
  );
  const estateInputs = checks.filter((check) => check.over === null).flatMap((check) => Object.values(check.with));
  await Promise.all([...[...groups].map(([over, group]) => judge(over, group)), ...estateInputs.map(gather)]);
  const kept = new Map(estateInputs.map((listing) => [listing, gathered.get(listing) as Gathered]));
  return { gathered: kept, readAny };
}

/** The listings that must be there whole: inputs of checks, and parents. */
function wholeListings(checks: readonly EnabledCheck[]): ReadonlySet<Listing> {
  const whole = new Set<Listing>();
  const parentsOf = (listing: Listing) => {
    for (let of = listing.each?.of; of !== undefined; of = of.each?.of) whole.add(of);
  };
  for (const check of checks) {
    if (check.over !== null) parentsOf(check.over);
    for (const listing of Object.values(check.with)) {
      whole.add(listing);
      parentsOf(listing);
    }
  }
  return whole;
}

/** How a listing ends that could not be asked for all of its parents. */
function brokenParents(listing: Listing, { end, flawed }: Gathered, unit: Unit): End | null {
  if (!end.complete) return end;
  const [first] = flawed;
  const parent = listing.each?.of;
  if (first === undefined || parent === undefined) return null;
  const action = parent.iam[0] ?? parent.id;
  const unreadable: Unreadable = {
    kind: "malformed",
    api: action,
    action,
    code: "MissingField",
    message: `the answer lacks ${first.missing} in ${flawed.length} items`,
    account: unit.account,
    region: unit.region,
  };
  return { complete: false, unreadable };
}
