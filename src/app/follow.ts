/** Follows a scan into a store: what each unit answered, and at the end what became of every finding. */
import { GLOBAL, type AccountPlan, type ScanEvent, type Source, type Tracked, type Unit } from "../contract/index.ts";
import { findingKey, type Emit } from "../evaluate/index.ts";
import {
  abandonScan,
  beginScan,
  changesAfter,
  commitUnit,
  ESTATE,
  finishScan,
  lastScan,
  openCounts,
  waiverReport,
  type Place,
  type ScanCheck,
  type Store,
  type ToldChange,
} from "../store/index.ts";
import { ListingsRead, ListingsSum } from "./listings-read.ts";
import { Seen, waiverWarnings, type Scope, type SeenCell, type Settings, type Waiver } from "../track/index.ts";

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
  /** What the ledger is to hold of the scan beside what the store knows. */
  readonly manifest?: object;
  /** Takes the scan into the ledger; where it throws, the scan is not told as done. */
  readonly sequence?: () => Promise<void>;
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
  private last: { readonly unit: Unit; readonly check: string; readonly seen: Seen } | null = null;

  constructor(options: FollowOptions) {
    this.options = options;
    this.across = new Set(options.checks.flatMap(({ estate, summary }) => (estate ? [summary.id] : [])));
  }

  /** The source to read the scan from, so that it is known what was read. */
  watch(source: Source): Source {
    this.listings = new ListingsRead(source);
    return this.listings.source;
  }

  /** Writes the scan down before anything is read. */
  async begin(begun: Begun, accounts: readonly AccountPlan[], units: readonly PlannedUnit[]): Promise<void> {
    const { store, checks, enabled, only } = this.options;
    const { id: name, ...rest } = begun;
    const scope: Scope = {
      checks: enabled,
      accounts: Object.fromEntries(accounts.map((plan) => [plan.account, scopeOf(plan)])),
      ...(only === undefined ? {} : { only }),
    };
    const global = units.flatMap(({ unit, judgesGlobal }) => (judgesGlobal ? [globalOf(unit)] : []));
    const all = [...units.map(({ unit }) => unit), ...global];
    this.scan = await beginScan(store.db, { name, ...rest, scope, checks, units: all });
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
  async unit({ unit, judgesGlobal }: PlannedUnit): Promise<void> {
    const groups = Map.groupBy(this.take(unit), (cell) => cell.unit.region === GLOBAL);
    await this.commit(unit, groups.get(false) ?? []);
    if (judgesGlobal) await this.commit(globalOf(unit), groups.get(true) ?? []);
  }

  /** Every cell is told. Gives what changed since the last scan, and that the scan is in the store. */
  async *end(at: string, covering: ReadonlySet<string>): AsyncGenerator<ScanEvent> {
    const { store, settings, waivers, manifest } = this.options;
    const { db } = store;
    if (this.across.size > 0) await this.commit(ESTATE, this.take(ESTATE));
    const since = await lastScan(db);
    const finish = { scan: this.scan, at, settings, waivers, keyOf: findingKey };
    const result = await finishScan(db, { ...finish, manifest: { ...manifest, listings: this.sum.manifest } });
    await this.options.sequence?.();
    let after = 0;
    for (;;) {
      const some = await changesAfter(db, { scan: this.scan, after });
      for (const change of some) yield changeOf(change);
      if (some.length === 0) break;
      after = some.at(-1)!.id;
    }
    const tracked: Tracked = {
      type: "tracked",
      scan: this.scan,
      since: since?.finished ?? null,
      changes: result.changes,
      ...(await openCounts(db, at)),
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
    const report = rest.length === 0 ? null : await waiverReport(store.db, rest, at);
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

  private async commit(unit: Place, cells: readonly SeenCell[]): Promise<void> {
    const listings = this.listings?.take(unit) ?? [];
    this.sum.add(unit, listings);
    const answers = { cells: cells.toSorted(byCheck), listings };
    await commitUnit(this.options.store.db, { scan: this.scan, unit, attempt: 1, ...answers });
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
