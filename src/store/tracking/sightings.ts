import type { Moment, TrackedFinding } from "../../track/index.ts";
import { documentOf } from "../documents.ts";
import type { KeptCheck } from "../queries/begin-scan.ts";
import type { Db } from "../tables.ts";
import { ESTATE, nameOf, type Place } from "../units.ts";

/** How far back it is looked for a scan that had the check: schedules that take turns are fewer. */
const LOOKED_BACK = 20;

/**
 * Which finished scans judged what. While a finding is open and verified, every scan that judged its cell saw it: that
 * is not written with the finding, for else a scan in which nothing changed would write them all.
 */
export class Sightings {
  private readonly db: Db;
  private readonly units: ReadonlyMap<string, number>;
  private readonly estate: Set<string>;
  private readonly scans = new Map<number, readonly Sighting[]>();
  private readonly checkSets = new Map<number, ReadonlySet<string>>();

  constructor(db: Db, checks: readonly Pick<KeptCheck, "check" | "estate">[], units: ReadonlyMap<string, number>) {
    this.db = db;
    this.units = units;
    this.estate = new Set(checks.filter(({ estate }) => estate).map(({ check }) => check));
  }

  /** Reads what `last` is to know of these units. */
  async read(places: Iterable<Place>): Promise<void> {
    for (const place of this.estate.size > 0 ? [...places, ESTATE] : places) {
      const unit = this.units.get(nameOf(place));
      if (unit !== undefined && !this.scans.has(unit)) this.scans.set(unit, await this.scansOf(unit));
    }
  }

  /** The last finished scan that saw an open, verified finding. */
  last({ unit, check, lastSeen }: Pick<TrackedFinding, "unit" | "check" | "lastSeen">): Moment {
    const place = this.estate.has(check) ? ESTATE : unit;
    const scans = this.scans.get(this.units.get(nameOf(place)) ?? 0) ?? [];
    const last = scans.find(({ checks }) => checks.has(check));
    return last === undefined || (last.scan ?? 0) < (lastSeen.scan ?? 0) ? lastSeen : { at: last.at, scan: last.scan };
  }

  private async scansOf(unit: number): Promise<Sighting[]> {
    const rows = await this.db
      .selectFrom("scan_units")
      .innerJoin("scans", "scans.id", "scan_units.scan")
      .select(["scans.id", "scans.finished", "scans.checks"])
      .where("unit", "=", unit)
      .where("state", "=", "done")
      .orderBy("scan_units.scan", "desc")
      .limit(LOOKED_BACK)
      .execute();
    const sightings: Sighting[] = [];
    for (const { id, finished, checks } of rows)
      sightings.push({ at: finished!, scan: id, checks: await this.checkSet(checks) });
    return sightings;
  }

  private async checkSet(document: number): Promise<ReadonlySet<string>> {
    let set = this.checkSets.get(document);
    if (set === undefined) {
      const kept = await documentOf<readonly KeptCheck[]>(this.db, document);
      set = new Set(kept.flatMap(({ check, aliases }) => [check, ...aliases]));
      this.checkSets.set(document, set);
    }
    return set;
  }
}

interface Sighting extends Moment {
  readonly checks: ReadonlySet<string>;
}
