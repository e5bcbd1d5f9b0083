/** Follows a scan into a store: what each unit answered, and at the end what became of every finding. */
import {
  GLOBAL,
  type AccountPlan,
  type Listing,
  type ScanEvent,
  type Source,
  type Tracked,
  type Unit,
} from "../contract/index.ts";
import { findingKey, type Emit, type Ownership } from "../evaluate/index.ts";
import {
  abandonScan,
  answeredUnits,
  answersOf,
  beginScan,
  changesAfter,
  claimUnit,
  commitUnit,
  ESTATE,
  finishScan,
  lastScan,
  openCounts,
  patient,
  StoreError,
  waiverReport,
  type AnsweredCells,
  type Outbox,
  type Place,
  type ScanCheck,
  type Store,
  type ToldChange,
} from "../store/index.ts";
import { keptPlan } from "./ledger/kept.ts";
import { ListingsRead, ListingsSum } from "./listings-read.ts";
import type { KeptListings } from "../recording/index.ts";
import { Seen, waiverWarnings, type Scope, type SeenCell, type Settings, type Waiver } from "../track/index.ts";
import { pack, unpack, type UnitReading } from "./packed.ts";

/** What is known before the accounts are. */
export interface FollowOptions {
  readonly store: Store;
  /** The checks that are judged in this scan. */
  readonly checks: readonly ScanCheck[];
  /** Ids of all that are enabled, be they judged in this scan or not. */
  readonly enabled: readonly string[];
  /** Where fewer were asked for than are configured. */
  readonly only?: Scope["only"];
  readonly settings: Settings;
  readonly waivers: readonly Waiver[];
  /** Where changes go; null where the configuration names no sinks. */
  readonly outbox?: Outbox | null;
  /** The schedule that the scan is made for, and the due time. */
  readonly schedule?: { readonly name: string; readonly due: string };
  /** Where what was read is kept at length. */
  readonly keep?: KeptListings | null;
  /** Keeps what units read, so that somebody else can take the scan up where this process ends. */
  readonly lends?: Lends;
  /** What the ledger is to hold of the scan beside what the store knows. */
  readonly manifest?: object;
  /** Takes the scan into the ledger; where it throws, the scan is not told as done. */
  readonly sequence?: () => Promise<void>;
}

/** What it takes to read again what was kept of a unit. */
export interface Lends {
  /** Listings that may have been kept, by their ids. */
  readonly listings: ReadonlyMap<string, Listing>;
  readonly ownership: Ownership | null;
}

/** A unit that was answered before, or by another process. */
export interface Recalled extends UnitReading {
  readonly cells: AnsweredCells;
}

interface Begun {
  readonly id: string;
  readonly started: string;
  readonly program: string;
  readonly source: string;
  readonly recorded?: string;
}

/** A unit of the plan, and whether what has no regions is judged in it. */
interface PlannedUnit {
  readonly unit: Unit;
  readonly judgesGlobal: boolean;
}

export class Follower {
  private readonly options: FollowOptions;
  private readonly across: ReadonlySet<string>;
  private readonly seen = new Map<string, Seen>();
  private readonly sum = new ListingsSum();
  private listings: ListingsRead | null = null;
  private scan = 0;
  private answered: ReadonlySet<string> = new Set();
  /** By which attempts places are answered; the first, where nobody else can have tried. */
  private readonly attempts = new Map<string, number>();
  private last: { readonly unit: Unit; readonly check: string; readonly seen: Seen } | null = null;

  constructor(options: FollowOptions) {
    this.options = options;
    this.across = new Set(options.checks.flatMap(({ estate, summary }) => (estate ? [summary.id] : [])));
  }

  /** Its number in the store; 0 before it begins. */
  get number(): number {
    return this.scan;
  }

  /** Whether others may take the scan up. */
  get isLent(): boolean {
    return this.options.lends !== undefined;
  }

  /** The source to read the scan from, so that it is known what was read. */
  watch(source: Source): Source {
    this.listings = new ListingsRead(source, this.options.keep);
    return this.listings.source;
  }

  /** Writes the scan down before anything is read. One of the same id that is not finished is taken up again. */
  async begin(begun: Begun, accounts: readonly AccountPlan[], units: readonly PlannedUnit[]): Promise<void> {
    const { store, checks, enabled, only, schedule, lends, keep } = this.options;
    const { id: name, ...rest } = begun;
    const scope: Scope = {
      checks: enabled,
      accounts: Object.fromEntries(accounts.map((plan) => [plan.account, scopeOf(plan)])),
      ...(only === undefined ? {} : { only }),
    };
    const global = units.flatMap(({ unit, judgesGlobal }) => (judgesGlobal ? [globalOf(unit)] : []));
    const all = [...units.map(({ unit }) => unit), ...global];
    const plan = {
      name,
      ...rest,
      ...(schedule === undefined ? {} : { schedule }),
      scope: keep ? { ...scope, recording: keptPlan(accounts, this.listings?.source.only) } : scope,
      checks,
      units: all,
    };
    this.scan = await beginScan(store.db, plan);
    if (lends !== undefined) this.answered = await answeredUnits(store.db, this.scan);
  }

  /** Answers units of a scan that another process began. */
  join(scan: number): void {
    this.scan = scan;
  }

  /** What units are read through that are answered now. */
  readThrough(read: ListingsRead): void {
    this.listings = read;
  }

  /** Whether the unit was answered before this process took the scan up. */
  has({ unit, judgesGlobal }: PlannedUnit): boolean {
    return [unit, ...(judgesGlobal ? [globalOf(unit)] : [])].every((place) => this.answered.has(nameOf(place)));
  }

  /** Before a unit is read: from now on nobody else may answer it. False where it is answered already. */
  async claim({ unit, judgesGlobal }: PlannedUnit): Promise<boolean> {
    if (this.options.lends === undefined) return true;
    let left = false;
    for (const place of [unit, ...(judgesGlobal ? [globalOf(unit)] : [])]) {
      const attempt = await claimUnit(this.options.store.db, this.scan, place);
      if (attempt === null) this.attempts.delete(nameOf(place));
      else this.attempts.set(nameOf(place), attempt);
      left ||= attempt !== null;
    }
    return left;
  }

  /** What a unit answered that this process did not read. */
  async recall({ unit, judgesGlobal }: PlannedUnit): Promise<Recalled> {
    const { store, lends } = this.options;
    const places = [unit, ...(judgesGlobal ? [globalOf(unit)] : [])];
    const answers = await Promise.all(places.map((place) => answersOf(store.db, this.scan, place)));
    const gathered = answers[0]?.gathered ?? null;
    if (lends === undefined || gathered === null || answers.includes(null))
      throw new StoreError("damaged", `the store lacks what ${unit.account} ${unit.region} answered`);
    for (const [i, place] of places.entries()) this.sum.add(place, answers[i]!.listings);
    const reading = await unpack(gathered, unit, lends.listings, lends.ownership);
    return { ...reading, cells: answers.flatMap((answer) => answer!.cells) };
  }

  /** To be told everything that the scan tells. */
  readonly tell: Emit = Object.assign(
    (event: ScanEvent) => {
      if (event.type === "finding" || event.type === "unknown" || event.type === "cell")
        this.seenOf(event).event(event);
    },
    {
      notApplicable: (...[unit, check, resource]: Parameters<NonNullable<Emit["notApplicable"]>>) =>
        this.seenAgain(unit, check).notApplicable(unit, check, resource),
    },
  );

  /** The unit's own cells are all told. */
  async unit({ unit, judgesGlobal }: PlannedUnit, reading: UnitReading): Promise<void> {
    const groups = Map.groupBy(this.take(unit), (cell) => cell.unit.region === GLOBAL);
    await this.listings?.settle();
    const gathered = this.options.lends === undefined ? undefined : await pack(reading);
    if (judgesGlobal) await this.commit(globalOf(unit), groups.get(true) ?? []);
    await this.commit(unit, groups.get(false) ?? [], gathered);
  }

  /** Every cell is told. Gives what changed since the last scan, and that the scan is in the store. */
  async *end(at: string, covering: ReadonlySet<string>): AsyncGenerator<ScanEvent> {
    const { store, settings, waivers, manifest, keep, outbox = null } = this.options;
    const { db } = store;
    const estate = { unit: ESTATE, judgesGlobal: false };
    if (this.across.size > 0 && (await this.claim(estate))) await this.commit(ESTATE, this.take(ESTATE));
    // Other processes read, too, and retention deletes.
    await keep?.expect(this.sum.hashes);
    const since = await patient(() => lastScan(db));
    const finish = { scan: this.scan, at, settings, waivers, keyOf: findingKey, outbox };
    const result = await finishScan(db, { ...finish, manifest: { ...manifest, listings: this.sum.manifest } });
    await this.options.sequence?.();
    let after = 0;
    for (;;) {
      const some = await patient(() => changesAfter(db, { scan: this.scan, after }));
      for (const change of some) yield changeOf(change);
      if (some.length === 0) break;
      after = some.at(-1)!.id;
    }
    const tracked: Tracked = {
      type: "tracked",
      scan: this.scan,
      since: since?.finished ?? null,
      changes: result.changes,
      ...(await patient(() => openCounts(db, at))),
      waivers: { ...result.waivers, warnings: await this.warnings(at, covering) },
    };
    yield tracked;
  }

  /** The scan is broken off: nothing of it is tracked. */
  async abandon(at: string, why: string): Promise<void> {
    if (this.scan > 0) await abandonScan(this.options.store.db, this.scan, at, why);
  }

  private async warnings(at: string, covering: ReadonlySet<string>) {
    const { store, waivers } = this.options;
    const rest = waivers.filter(({ id }) => !covering.has(id));
    // What they cover may be open and not judged in this scan.
    const report = rest.length === 0 ? null : await patient(() => waiverReport(store.db, rest, at));
    const more = [...(report?.covered ?? [])].flatMap(([id, count]) => (count > 0 ? [id] : []));
    return waiverWarnings(waivers, new Set([...covering, ...more]), at);
  }

  /** As `seenOf`; most come after another one of the same unit and check. */
  private seenAgain(unit: Unit, check: string): Seen {
    if (this.last?.unit !== unit || this.last.check !== check)
      this.last = { unit, check, seen: this.seenOf({ unit, check }) };
    return this.last.seen;
  }

  private seenOf({ unit, check }: { readonly unit: Place; readonly check: string }): Seen {
    const name = nameOf(this.across.has(check) ? ESTATE : unit);
    let seen = this.seen.get(name);
    if (seen === undefined) this.seen.set(name, (seen = new Seen()));
    return seen;
  }

  private take(unit: Place): readonly SeenCell[] {
    return this.seen.get(nameOf(unit))?.take() ?? [];
  }

  private async commit(unit: Place, cells: readonly SeenCell[], gathered?: Uint8Array): Promise<void> {
    const attempt = this.options.lends === undefined ? 1 : this.attempts.get(nameOf(unit));
    // The other half of the unit was answered before.
    if (attempt === undefined) return;
    const listings = this.listings?.take(unit) ?? [];
    this.sum.add(unit, listings);
    const kept = gathered === undefined ? {} : { gathered };
    const answers = { scan: this.scan, unit, attempt, cells: cells.toSorted(byCheck), listings, ...kept };
    await commitUnit(this.options.store.db, answers);
  }
}

/** Cells are answered in any order; the same answers are to be the same document. */
function byCheck(a: SeenCell, b: SeenCell): number {
  const [left, right] = [a, b].map(({ unit, check }) => `${unit.account} ${unit.region} ${check}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

function globalOf(unit: Unit): Unit {
  return { ...unit, region: GLOBAL };
}

function nameOf({ account, region }: Place): string {
  return `${account} ${region}`;
}

function scopeOf({ regions, disabled, unreadable }: AccountPlan) {
  const known = regions.every(({ region }) => region !== "*");
  return {
    regions: known ? regions.map(({ region }) => region) : null,
    disabled,
    unreadable: unreadable === undefined ? null : `${unreadable.api}: ${unreadable.code}`,
  };
}

function changeOf({ finding, kind, at, detail }: ToldChange): ScanEvent {
  const { key, unit, check, severity, resource, message, customer } = finding;
  const whose = customer === undefined ? {} : { customer };
  return { type: "change", kind, at, key, unit, check, severity, resource, message, ...whose, detail };
}
