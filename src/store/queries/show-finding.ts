import type { BoundClause } from "../../contract/index.ts";
import { type Change, type ChangeKind, type Episode, type Moment, type TrackedFinding } from "../../track/index.ts";
import { documentByDigest } from "../documents.ts";
import type { Db, EpisodeRow } from "../tables.ts";
import { ESTATE, nameOf } from "../units.ts";
import { Sightings } from "../tracking/sightings.ts";

export interface ShownFinding {
  readonly finding: TrackedFinding;
  readonly episodes: readonly Episode[];
  readonly history: readonly Change[];
  /** The sentences that it breaks, as they stood when it was last judged by them. */
  readonly clauses: readonly BoundClause[];
  /** The last scan that saw it failing. */
  readonly lastSeen: Moment;
}

/** A finding by its key, or one that it had, or the beginning of it where that is unmistakable; null where there is none. */
export async function showFinding(db: Db, key: string): Promise<ShownFinding | null> {
  const id = await find(db, key);
  if (id === null) return null;
  const { body } = await db.selectFrom("findings").select("body").where("id", "=", id).executeTakeFirstOrThrow();
  const finding = JSON.parse(body) as TrackedFinding;
  const rows = await db.selectFrom("changes").selectAll().where("finding", "=", id).orderBy("number").execute();
  const history = rows.map(({ number, kind, at, scan, episode, detail }): Change => ({
    number,
    kind: kind as ChangeKind,
    at,
    scan,
    episode,
    detail: JSON.parse(detail) as Change["detail"],
  }));
  return {
    finding,
    episodes: (await episodesOf(db, [id])).get(id) ?? [],
    history,
    clauses: (await documentByDigest<readonly BoundClause[]>(db, finding.clauses)) ?? [],
    lastSeen: await lastSeen(db, finding),
  };
}

async function find(db: Db, key: string): Promise<number | null> {
  if (!/^[0-9a-f]+$/.test(key)) return null;
  // The character that comes right after the digits and letters of a key.
  const [from, to] = [key, `${key}g`];
  const now = db.selectFrom("findings").select("id").where("key", ">=", from).where("key", "<", to).limit(2);
  const [found, other] = await now.execute();
  if (found !== undefined) return other === undefined ? found.id : null;
  const former = db.selectFrom("former_keys").select("finding").where("key", ">=", from).where("key", "<", to).limit(2);
  const [was, wasOther] = await former.execute();
  return was === undefined || wasOther !== undefined ? null : was.finding;
}

/** Episodes in the order of their numbers, by the finding. */
export async function episodesOf(db: Db, findings: readonly number[]): Promise<Map<number, Episode[]>> {
  if (findings.length === 0) return new Map();
  const rows = await db
    .selectFrom("episodes")
    .selectAll()
    .where("finding", "in", findings)
    .orderBy("finding")
    .orderBy("number")
    .execute();
  return new Map(
    [...Map.groupBy(rows, ({ finding }) => finding)].map(([finding, all]) => [finding, all.map(episodeOf)]),
  );
}

function episodeOf({ number, opened, opened_scan, resolved, resolved_scan }: EpisodeRow): Episode {
  return {
    number,
    opened: { at: opened, scan: opened_scan },
    resolved: resolved === null ? null : { at: resolved, scan: resolved_scan },
  };
}

async function lastSeen(db: Db, finding: TrackedFinding): Promise<Moment> {
  const { state, unverifiedSince, outOfScopeSince, unit, check } = finding;
  if (state === "resolved" || unverifiedSince !== null || outOfScopeSince !== null) return finding.lastSeen;
  const rows = await db
    .selectFrom("units")
    .select(["id", "account", "region"])
    .where("account", "in", [unit.account, ESTATE.account])
    .execute();
  const units = new Map(rows.map((row) => [nameOf(row), row.id]));
  let last = finding.lastSeen;
  // Whether its check looks at one unit or at all of them, a scan had it in one of the two.
  for (const estate of [false, true]) {
    const sightings = new Sightings(db, [{ check, estate }], units);
    await sightings.read([unit]);
    const seen = sightings.last(finding);
    if ((seen.scan ?? 0) > (last.scan ?? 0)) last = seen;
  }
  return last;
}
