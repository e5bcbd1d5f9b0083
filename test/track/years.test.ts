/** Six simulated years of daily scans, against a model that keeps every scan and thinks each answer out anew. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  deletionRefused,
  factsAt,
  findingsAt,
  scanAt,
  startOf,
  track,
  type Change,
  type Episode,
  type SeenCell,
  type TrackedFinding,
  type TrackedScan,
  type Waiver,
} from "../../src/track/index.ts";
import { basisOf, cellOf, failOf, ruleOf, threw, trackingOf, waiverOf } from "./kit.ts";

const DAY = 86_400_000;
const BEGIN = Date.parse("2023-06-01T09:00:00.000Z");
const DAYS = 6 * 365 + 2;
const check = "volume-encrypted";
const resources = ["vol-0", "vol-1", "vol-2"];

/** What is true of a resource on a day. */
type Truth = "fails" | "passes" | "unjudged";

interface Scan {
  readonly at: string;
  readonly truths: readonly Truth[];
}

interface Life {
  readonly scans: readonly Scan[];
  readonly waivers: readonly Waiver[];
}

/** Resources change every few weeks; some days no scan runs, and on some the clock is wrong. */
const lives: fc.Arbitrary<Life> = fc
  .record({
    turns: fc.array(
      fc.tuple(fc.nat(DAYS), fc.nat(resources.length - 1), fc.constantFrom<Truth[]>("fails", "passes", "unjudged")),
      { minLength: 5, maxLength: 120 },
    ),
    skipped: fc.uniqueArray(fc.nat(DAYS), { maxLength: 60 }),
    jumps: fc.array(fc.tuple(fc.nat(DAYS), fc.integer({ min: 1, max: 20 }), fc.integer({ min: -3650, max: 3650 })), {
      maxLength: 6,
    }),
    waivers: fc.array(fc.tuple(fc.nat(resources.length - 1), fc.nat(DAYS)), { maxLength: 4 }),
  })
  .map(({ turns, skipped, jumps, waivers }) => {
    const truths: Truth[] = resources.map(() => "passes");
    const scans: Scan[] = [];
    for (let day = 0; day < DAYS; day++) {
      for (const [on, which, truth] of turns) if (on === day) truths[which] = truth;
      if (skipped.includes(day)) continue;
      const wrong = jumps.findLast(([from, days]) => from <= day && day < from + days)?.[2] ?? 0;
      scans.push({ at: new Date(BEGIN + (day + wrong) * DAY).toISOString(), truths: [...truths] });
    }
    return {
      scans,
      waivers: waivers.map(([which, day], n) =>
        waiverOf({
          id: `w-${n}`,
          covers: { resource: resources[which]! },
          expires: new Date(BEGIN + day * DAY).toISOString().slice(0, 10),
        }),
      ),
    };
  });

function cellsOf({ truths }: Scan): SeenCell[] {
  const of = (truth: Truth) => resources.filter((_, i) => truths[i] === truth);
  const unjudged = of("unjudged").map((id) => ["AWS::EC2::Volume", id] as const);
  const fails = of("fails").map((id) => failOf(check, id));
  return [cellOf(check, fails, { unjudged, reasons: unjudged.length > 0 ? [threw] : [] })];
}

/** The program's answer: tracked scan by scan. */
class Program {
  readonly scans: TrackedScan[] = [];
  readonly findings = new Map<string, TrackedFinding>();
  readonly episodes = new Map<string, Episode[]>();
  readonly histories = new Map<string, Change[]>();

  constructor({ scans, waivers }: Life) {
    const basis = basisOf([ruleOf(check)], waivers);
    for (const [i, scan] of scans.entries()) {
      const moment = { at: scan.at, scan: i + 1 };
      for (const { after, changes } of track(this.findings.values(), cellsOf(scan), trackingOf(moment, basis))) {
        const id = after.resource.id;
        this.findings.set(id, after);
        const episodes = this.episodes.get(id) ?? [];
        episodes[after.episode.number - 1] = after.episode;
        this.episodes.set(id, episodes);
        this.histories.set(id, [...(this.histories.get(id) ?? []), ...changes]);
      }
      this.scans.push({ scan: i + 1, at: scan.at });
    }
  }

  at(time: string): string[] {
    const scan = scanAt(this.scans, time);
    if (scan === null) return [];
    const all = [...this.episodes].map(([id, episodes]) => ({ id, episodes }));
    return findingsAt(all, scan).map(({ finding: { id } }) => {
      const facts = factsAt(this.histories.get(id)!, scan, time)!;
      return [id, facts.unverifiedSince === null ? "" : "unverified", facts.waiver?.id ?? ""].join(" ");
    });
  }
}

/** The model's: for each question all scans are gone through from the beginning. */
function modelAt({ scans, waivers }: Life, time: string): string[] {
  const until = scans.findLastIndex(({ at }) => at <= time);
  const told: string[] = [];
  for (const [i, id] of resources.entries()) {
    let open = false;
    let unverified = false;
    for (const { truths } of scans.slice(0, until + 1)) {
      if (truths[i] === "fails") [open, unverified] = [true, false];
      else if (truths[i] === "passes") open = false;
      else unverified = open;
    }
    if (!open) continue;
    const first = waivers
      .filter(({ covers }) => covers.resource === id)
      .toSorted((a, b) => (a.expires + a.id < b.expires + b.id ? -1 : 1))[0];
    // It counts where the scan found it in force, and it is so at the time that is asked for.
    const holds = first !== undefined && [scans[until]!.at, time].every((at) => at < startOf(first.expires));
    told.push([id, unverified ? "unverified" : "", holds ? first.id : ""].join(" "));
  }
  return told;
}

it("tells of every day what a naive model does", () => {
  fc.assert(
    fc.property(
      lives,
      fc.array(fc.integer({ min: -30, max: DAYS + 30 }), { minLength: 40, maxLength: 40 }),
      (life, days) => {
        const program = new Program(life);
        for (const day of days) {
          const time = new Date(BEGIN + day * DAY).toISOString();
          expect(program.at(time).toSorted()).toEqual(modelAt(life, time));
        }
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);

it("expires no waiver early or late, and deletes nothing early", () => {
  fc.assert(
    fc.property(lives, (life) => {
      const { histories, findings, scans } = new Program(life);
      for (const history of histories.values())
        for (const { kind, at, detail } of history) {
          if (kind === "waived") expect(at < String(detail["until"])).toBe(true);
          if (kind === "waiver expired") expect(at >= String(detail["until"])).toBe(true);
        }
      for (const { firstSeen, episode } of findings.values()) {
        const kept = { created: firstSeen.at, lastInEffect: episode.resolved?.at ?? null };
        for (const { at } of scans) {
          const years = (Date.parse(at) - Date.parse(kept.lastInEffect ?? at)) / DAY / 365.2;
          if (deletionRefused(kept, at) === null) expect(years).toBeGreaterThan(6);
        }
      }
    }),
    { numRuns: 8 },
  );
}, 120_000);
