import type { TrackedFinding } from "../../track/index.ts";
import type { Db, DeliveryRow, SubjectRow } from "../tables.ts";

export type DeliveryState = DeliveryRow["state"];

/** A row of the outbox, for people. */
export interface ListedDelivery extends Pick<DeliveryRow, "sink" | "kind" | "at" | "answered"> {
  readonly id: number;
  /** `held`: it waits because a cap holds its subject back. */
  readonly state: DeliveryState | "held";
  readonly subject: Pick<SubjectRow, "kind" | "key" | "ticket" | "url" | "attempts" | "next">;
  readonly why: string | null;
  /** Null where it is no change of one finding. */
  readonly finding: Pick<TrackedFinding, "key" | "check" | "severity" | "resource" | "unit" | "message"> | null;
}

export interface DeliveriesAsked {
  readonly sink?: string;
  readonly states?: readonly (DeliveryState | "held")[];
  /** The key of the finding, or its beginning: hex digits. */
  readonly finding?: string;
  readonly limit: number;
  /** Rows that came before this one; ids fall from page to page. */
  readonly before?: number;
}

/** The youngest first. */
export async function listDeliveries(db: Db, asked: DeliveriesAsked): Promise<readonly ListedDelivery[]> {
  let query = db
    .selectFrom("deliveries")
    .innerJoin("subjects", "subjects.id", "deliveries.subject")
    .leftJoin("changes", "changes.id", "deliveries.change")
    .leftJoin("findings", "findings.id", "changes.finding")
    .select([
      "deliveries.id",
      "deliveries.sink",
      "deliveries.kind",
      "deliveries.at",
      "deliveries.answered",
      "deliveries.state",
      "deliveries.why as said",
      "subjects.kind as of",
      "subjects.key",
      "subjects.ticket",
      "subjects.url",
      "subjects.attempts",
      "subjects.next",
      "subjects.why as kept",
      "subjects.held",
      "findings.body",
    ]);
  const { sink, states, finding, limit, before } = asked;
  if (sink !== undefined) query = query.where("deliveries.sink", "=", sink);
  if (before !== undefined) query = query.where("deliveries.id", "<", before);
  if (finding !== undefined)
    query = query.where("findings.key", ">=", finding).where("findings.key", "<", `${finding}g`);
  if (states !== undefined)
    query = query.where((eb) =>
      eb.or(
        states.map((state) =>
          state === "held" || state === "waiting"
            ? eb.and([eb("deliveries.state", "=", "waiting"), eb("held", "=", state === "held" ? 1 : 0)])
            : eb("deliveries.state", "=", state),
        ),
      ),
    );
  const rows = await query.orderBy("deliveries.id", "desc").limit(limit).execute();
  return rows.map(({ said, of, key, ticket, url, attempts, next, kept, held, body, state, ...row }) => ({
    ...row,
    state: state === "waiting" && held === 1 ? "held" : state,
    subject: { kind: of, key, ticket, url, attempts, next },
    why: said ?? (state === "waiting" ? kept : null),
    finding: body === null ? null : shown(JSON.parse(body) as TrackedFinding),
  }));
}

function shown({ key, check, severity, resource, unit, message }: TrackedFinding): ListedDelivery["finding"] {
  return { key, check, severity, resource, unit, message };
}

/** The names of all sinks that ever had something to be told, be they configured or not. */
export async function toldSinks(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom("subjects").select("sink").distinct().orderBy("sink").execute();
  return rows.map(({ sink }) => sink);
}

/** Of one sink. */
export interface DeliveryCounts {
  readonly waiting: number;
  readonly held: number;
  readonly parked: number;
  /** Since when the oldest waits that no cap holds back, ISO 8601; null where none does. */
  readonly oldest: string | null;
}

/** What is not told yet, by the sink; sinks of which nothing is are left out. */
export async function deliveryCounts(db: Db): Promise<ReadonlyMap<string, DeliveryCounts>> {
  const sinks = await rowedSinks(db);
  if (sinks.length === 0) return new Map();
  const rows = await db
    .selectFrom("deliveries")
    .innerJoin("subjects", "subjects.id", "deliveries.subject")
    .select(({ fn }) => [
      "deliveries.sink",
      "deliveries.state",
      "held",
      fn.countAll().as("count"),
      fn.min("deliveries.at").as("oldest"),
    ])
    .where("deliveries.sink", "in", sinks)
    .where("deliveries.state", "in", ["waiting", "parked"])
    .groupBy(["deliveries.sink", "deliveries.state", "held"])
    .execute();
  const counts = new Map<string, { waiting: number; held: number; parked: number; oldest: string | null }>();
  for (const { sink, state, held, count, oldest } of rows) {
    let one = counts.get(sink);
    if (one === undefined) counts.set(sink, (one = { waiting: 0, held: 0, parked: 0, oldest: null }));
    if (state === "parked") one.parked += Number(count);
    else if (held === 1) one.held += Number(count);
    else Object.assign(one, { waiting: Number(count), oldest });
  }
  return counts;
}

/** One after the other off the index: what was told once stays for years, and whoever counts what is not asks often. */
async function rowedSinks(db: Db): Promise<readonly string[]> {
  const names: string[] = [];
  for (;;) {
    const next = db
      .selectFrom("deliveries")
      .select("sink")
      .where("sink", ">", names.at(-1) ?? "");
    const row = await next.orderBy("sink").limit(1).executeTakeFirst();
    if (row === undefined) return names;
    names.push(row.sink);
  }
}
