import { sql } from "kysely";
import type { BoundClause } from "../../contract/index.ts";
import type { Change, ChangeKind, TrackedFinding } from "../../track/index.ts";
import { withClauses } from "../clauses.ts";
import { groupOf } from "../group.ts";
import { ticketsOf } from "../tickets-of.ts";
import type { Outbox } from "../outbox.ts";
import type { Db, SubjectRow } from "../tables.ts";

/** A subject with all that a sink is told of it. */
export interface LoadedSubject extends Pick<SubjectRow, "kind" | "key" | "ticket" | "url" | "unsure" | "attempts"> {
  readonly id: number;
  /** What waits, oldest first, at most `MOST_CHANGES`. */
  readonly waiting: readonly LoadedDelivery[];
  /** The finding; of a group those that are open, gravest first, at most `MOST_OF_GROUP`. */
  readonly findings: readonly LoadedFinding[];
  /** How many are open; of the rest, how many are held back. */
  readonly open: number;
}

export interface LoadedFinding {
  readonly finding: TrackedFinding;
  readonly clauses: readonly BoundClause[];
  /** Where people look at the ticket that another sink has of it. */
  readonly url?: string;
}

export interface LoadedDelivery {
  readonly id: number;
  readonly change: Change;
  /** The finding's key and message as they are now; of what is no change of a finding, the subject's key and nothing. */
  readonly finding: string;
  readonly message: string;
}

const MOST_OF_GROUP = 200;
/** A group may have more changes than are told at once: the others are told after these. */
const MOST_CHANGES = 1000;

export interface SubjectsAsked {
  readonly sink: string;
  readonly ids: readonly number[];
  /** Of what waits, these alone, as far as nothing else waits before them. */
  readonly only?: ReadonlySet<number> | undefined;
  readonly route: Outbox["route"];
  /** Whether the tickets are wanted that other sinks have of findings. */
  readonly tickets?: boolean;
}

/** Subjects of one sink, in the order of `ids`. */
export async function loadSubjects(
  db: Db,
  { sink, ids, only, route, tickets = false }: SubjectsAsked,
): Promise<readonly LoadedSubject[]> {
  if (ids.length === 0) return [];
  const subjects = await db.selectFrom("subjects").selectAll().where("id", "in", ids).execute();
  const waiting = await waitingOf(db, subjects, only);
  const ofFindings = subjects.flatMap(({ finding }) => finding ?? []);
  const findings = await findingsOf(db, ofFindings);
  const urls = tickets ? await ticketsOf(db, sink, ofFindings) : new Map<number, string>();
  const loaded = new Map<number, LoadedSubject>();
  for (const { id, kind, key, ticket, url, attempts, unsure, finding, check_id, account } of subjects) {
    const one = finding === null ? undefined : findings.get(finding);
    const of = { id, sink, check: check_id!, account: account! };
    const group = kind === "group" ? await groupOf(db, of, route, MOST_OF_GROUP) : null;
    const open =
      group?.open ?? (kind === "rest" ? await heldOf(db, sink) : one !== undefined && one.state === "open" ? 1 : 0);
    const shown = group?.findings ?? (one === undefined ? [] : [one]);
    const elsewhere = urls.get(finding ?? 0);
    const told = await withClauses(db, shown);
    loaded.set(id, {
      id,
      kind,
      key,
      ticket,
      url,
      attempts,
      unsure,
      waiting: waiting.get(id) ?? [],
      findings: elsewhere === undefined ? told : told.map((one) => ({ ...one, url: elsewhere })),
      open,
    });
  }
  return ids.flatMap((id) => loaded.get(id) ?? []);
}

async function waitingOf(
  db: Db,
  subjects: readonly (Pick<SubjectRow, "key" | "kind"> & { readonly id: number })[],
  only: ReadonlySet<number> | undefined,
): Promise<ReadonlyMap<number, readonly LoadedDelivery[]>> {
  const keys = new Map(subjects.map(({ id, key, kind }) => [id, { key, kind }]));
  const rows = await db
    .selectFrom("deliveries")
    .leftJoin("changes", "changes.id", "deliveries.change")
    .leftJoin("findings", "findings.id", "changes.finding")
    .select([
      "deliveries.id",
      "deliveries.subject",
      "deliveries.number",
      "deliveries.kind",
      "deliveries.at",
      "changes.number as changed",
      "episode",
      "scan",
      "detail",
      "findings.body",
    ])
    .where("deliveries.subject", "in", [...keys.keys()])
    .where("deliveries.state", "=", "waiting")
    .orderBy("deliveries.id")
    .$if(subjects.length === 1, (query) => query.limit(MOST_CHANGES))
    .execute();
  const loaded = new Map<number, LoadedDelivery[]>();
  const behind = new Set<number>();
  for (const { id, subject, number, kind, at, changed, episode, scan, detail, body } of rows) {
    // What comes after something that is not told now waits behind it.
    if (only?.has(id) === false) behind.add(subject);
    if (behind.has(subject)) continue;
    const of = keys.get(subject)!;
    const finding = body === null ? null : (JSON.parse(body) as TrackedFinding);
    const change = {
      number: changed ?? number,
      kind: kind as ChangeKind,
      episode: episode ?? 1,
      at,
      scan,
      detail: detail === null ? {} : (JSON.parse(detail) as Change["detail"]),
    };
    let list = loaded.get(subject);
    if (list === undefined) loaded.set(subject, (list = []));
    // A finding is called as it was when it was first told: that does not change between two tries.
    const key = of.kind === "finding" || finding === null ? of.key : finding.key;
    list.push({ id, change, finding: key, message: finding?.message ?? "" });
    if (list.length === MOST_CHANGES) behind.add(subject);
  }
  return loaded;
}

async function findingsOf(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, TrackedFinding>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("findings").select(["id", "body"]).where("id", "in", ids).execute();
  return new Map(rows.map(({ id, body }) => [id, JSON.parse(body) as TrackedFinding]));
}

async function heldOf(db: Db, sink: string): Promise<number> {
  const { count } = await db
    .selectFrom("subjects")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("sink", "=", sink)
    .where("held", "=", sql.lit(1))
    .executeTakeFirstOrThrow();
  return Number(count);
}
