import type { ChangeKind, Step } from "../track/index.ts";
import { digestOf } from "./column.ts";
import { rowOf, type Stored } from "./finding-row.ts";
import type { OutboxWriter } from "./outbox.ts";
import type { EpisodeRow, FindingRow, Tx } from "./tables.ts";
import { nameOf } from "./units.ts";

/** Rows of one statement: 19 columns × 200 stay below what either database takes. */
const AT_ONCE = 200;

export type Counts = Partial<Record<ChangeKind, number>>;

/**
 * Writes what became of findings: their rows, episodes and history, and what the ledger is to take up. `known` are the
 * stored ones by the key that they had before, `units` the numbers of units by their names; `outbox` writes what sinks are
 * to be told, where there are some.
 */
export async function writeSteps(
  tx: Tx,
  steps: readonly Step[],
  known: ReadonlyMap<string, Stored>,
  units: ReadonlyMap<string, number>,
  outbox: OutboxWriter | null,
): Promise<Counts> {
  const counts: Counts = {};
  for (let i = 0; i < steps.length; i += AT_ONCE) {
    const some = steps.slice(i, i + AT_ONCE);
    for (const { changes } of some) for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1;
    await writeSome(tx, some, known, units, outbox);
  }
  return counts;
}

async function writeSome(
  tx: Tx,
  steps: readonly Step[],
  known: ReadonlyMap<string, Stored>,
  units: ReadonlyMap<string, number>,
  outbox: OutboxWriter | null,
): Promise<void> {
  const rows = steps.map(({ before, after, changes }) => {
    const row = rowOf(after, units.get(nameOf(after.unit))!, changes.at(-1)!.at);
    return before === null ? row : { ...row, id: known.get(before.key)!.id };
  });
  const ids = await writeRows(tx, rows);
  const episodes: EpisodeRow[] = [];
  const changes = [];
  const pending = [];
  const former = [];
  for (const [i, { before, after, changes: made }] of steps.entries()) {
    const id = ids.get(after.key)!;
    if (before === null || JSON.stringify(before.episode) !== JSON.stringify(after.episode)) {
      const { number, opened, resolved } = after.episode;
      episodes.push({
        finding: id,
        number,
        opened: opened.at,
        opened_scan: opened.scan,
        resolved: resolved?.at ?? null,
        resolved_scan: resolved?.scan ?? null,
      });
    }
    if (before !== null && before.key !== after.key) former.push({ key: before.key, finding: id });
    for (const { number, episode, scan, at, kind, detail } of made) {
      changes.push({ finding: id, number, episode, scan, at, kind, detail: JSON.stringify(detail) });
      // The hash of the finding vouches for all that no change tells of.
      const stands = number === after.changes ? { sha256: digestOf(rows[i]!.body) } : {};
      const body = JSON.stringify({ finding: after.key, number, episode, scan, change: kind, detail, ...stands });
      pending.push({ kind: "finding", at, body });
    }
  }
  const insert = tx.insertInto("changes").values(changes);
  const made = outbox === null ? null : await insert.returning(["id", "finding", "number"]).execute();
  if (made === null) await insert.execute();
  await tx.insertInto("ledger_pending").values(pending).execute();
  if (former.length > 0)
    await tx
      .insertInto("former_keys")
      .values(former)
      // It left that key before, where the check was called so twice.
      .onConflict((on) => on.column("key").doUpdateSet(({ ref }) => ({ finding: ref("excluded.finding") })))
      .execute();
  if (episodes.length > 0) await writeEpisodes(tx, episodes);
  if (outbox === null || made === null) return;
  const numbered = new Map(made.map(({ id, finding, number }) => [`${finding} ${number}`, id]));
  await outbox.take(
    steps.map(({ before, after, changes }) => {
      const id = ids.get(after.key)!;
      const change = (number: number) => numbered.get(`${id} ${number}`)!;
      return {
        id,
        finding: after,
        isNew: before === null,
        changes: changes.map(({ number, kind, at }) => ({ number, kind, at, change: change(number) })),
      };
    }),
  );
}

async function writeRows(tx: Tx, rows: readonly (Omit<FindingRow, "id"> & { id?: number })[]) {
  const ids = new Map<string, number>();
  const fresh = rows.filter(({ id }) => id === undefined);
  if (fresh.length > 0) {
    const made = await tx
      .insertInto("findings")
      .values(fresh as never)
      .returning(["id", "key"])
      .execute();
    for (const { id, key } of made) ids.set(key, id);
  }
  for (const row of rows) {
    if (row.id === undefined) continue;
    const { id, ...differs } = row;
    await tx.updateTable("findings").set(differs).where("id", "=", id).execute();
    ids.set(row.key, id);
  }
  return ids;
}

async function writeEpisodes(tx: Tx, episodes: readonly EpisodeRow[]): Promise<void> {
  await tx
    .insertInto("episodes")
    .values(episodes)
    .onConflict((on) =>
      on.columns(["finding", "number"]).doUpdateSet((eb) => ({
        resolved: eb.ref("excluded.resolved"),
        resolved_scan: eb.ref("excluded.resolved_scan"),
      })),
    )
    .execute();
}
