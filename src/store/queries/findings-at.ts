import { factsAt, openAt, type Change, type ChangeKind, type Episode, type FactsAt } from "../../track/index.ts";
import { storedOf, type Stored } from "../finding-row.ts";
import type { Db } from "../tables.ts";
import { episodesOf } from "./show-finding.ts";

/** A finding that was open at a time. `finding` is as it is now, `facts` are those of then. */
export interface FindingThen extends Stored {
  readonly episode: Episode;
  readonly facts: FactsAt;
}

const AT_ONCE = 500;

/**
 * The findings that were open at a time, ISO 8601, in the order in which they became known: by the last scan that was
 * tracked until then. Nothing where there was none.
 */
export async function* findingsAt(db: Db, at: string): AsyncGenerator<FindingThen> {
  const scan = await scanAt(db, at);
  if (scan === null) return;
  let last = 0;
  for (;;) {
    const candidates = await db
      .selectFrom("episodes")
      .select("finding")
      .distinct()
      .where("finding", ">", last)
      .where("opened_scan", "<=", scan)
      .where((eb) => eb.or([eb("resolved_scan", "is", null), eb("resolved_scan", ">", scan)]))
      .orderBy("finding")
      .limit(AT_ONCE)
      .execute();
    if (candidates.length === 0) return;
    const ids = candidates.map(({ finding }) => finding);
    last = ids.at(-1)!;
    const rows = await db.selectFrom("findings").select(["id", "body"]).where("id", "in", ids).orderBy("id").execute();
    const episodes = await episodesOf(db, ids);
    const histories = await historiesOf(db, ids);
    for (const row of rows) {
      const episode = openAt(episodes.get(row.id) ?? [], scan);
      const facts = factsAt(histories.get(row.id) ?? [], scan, at);
      if (episode !== null && facts !== null) yield { ...storedOf(row), episode, facts };
    }
  }
}

/** What `scanAt` of tracking says, asked of the database. */
async function scanAt(db: Db, at: string): Promise<number | null> {
  const row = await db
    .selectFrom("scans")
    .select("id")
    .where("state", "=", "done")
    .where("finished", "<=", at)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function historiesOf(db: Db, findings: readonly number[]): Promise<Map<number, Change[]>> {
  const rows = await db
    .selectFrom("changes")
    .selectAll()
    .where("finding", "in", findings)
    .orderBy("finding")
    .orderBy("number")
    .execute();
  const histories = new Map<number, Change[]>();
  for (const { finding, kind, detail, number, episode, scan, at } of rows) {
    const change: Change = {
      number,
      episode,
      scan,
      at,
      kind: kind as ChangeKind,
      detail: JSON.parse(detail) as Change["detail"],
    };
    histories.set(finding, [...(histories.get(finding) ?? []), change]);
  }
  return histories;
}
