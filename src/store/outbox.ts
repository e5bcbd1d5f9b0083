/** Which sinks are told of a change: written in the transaction that makes it, so that none is lost or told twice. */
import type { Insertable } from "kysely";
import { severities } from "../contract/index.ts";
import type { Change, ChangeKind, TrackedFinding } from "../track/index.ts";
import { AT_ONCE, letGo } from "./cap.ts";
import { columnOf, digestOf } from "./column.ts";
import type { SubjectRow, Tx } from "./tables.ts";

/** Where changes go. */
export interface Outbox {
  readonly sinks: readonly RoutedSink[];
  /** Names of sinks. */
  readonly route: (finding: TrackedFinding) => readonly string[];
  /** Another one, where findings may go elsewhere than before. */
  readonly digest: string;
}

export interface RoutedSink {
  readonly name: string;
  readonly tells: ReadonlySet<ChangeKind>;
  /** One subject for all findings of a check in an account. */
  readonly groups: boolean;
  /** How many new subjects a scan may bring; null for any number. A sink that has a cap is told nothing of what begins waived. */
  readonly newPerScan: number | null;
}

/** A finding with changes that are written, and their ids. */
export interface Written {
  /** The finding's number in the store. */
  readonly id: number;
  readonly finding: TrackedFinding;
  readonly changes: readonly (Pick<Change, "number" | "kind" | "at"> & { readonly change: number })[];
  /** Nobody was told of it before: this transaction made it. */
  readonly isNew: boolean;
  /** The sinks that may be told; all, if absent. */
  readonly only?: ReadonlySet<string>;
}

type NewSubject = Insertable<SubjectRow>;

/** Writes rows while a transaction goes on; `close` once at its end. */
export class OutboxWriter {
  private readonly tx: Tx;
  private readonly outbox: Outbox;
  /** Sink and key of a group → its number. */
  private readonly groups = new Map<string, number>();
  /** The first finding that this transaction made; those after it were made by it as well. */
  private firstNew: number | null = null;

  constructor(tx: Tx, outbox: Outbox) {
    this.tx = tx;
    this.outbox = outbox;
  }

  async take(written: readonly Written[]): Promise<void> {
    if (this.outbox.sinks.length === 0) return;
    for (let i = 0; i < written.length; i += AT_ONCE) await this.some(written.slice(i, i + AT_ONCE));
  }

  private async some(written: readonly Written[]): Promise<void> {
    const subjects = await this.subjectsOf(written.flatMap(({ id, isNew }) => (isNew ? [] : [id])));
    const routes = new Map(written.map(({ id, finding }) => [id, new Set(this.outbox.route(finding))]));
    const left = await this.toldOfGroups(written, routes);
    const fresh = new Map<string, NewSubject>();
    const rows: { sink: string; of: string; number: number; kind: string; change: number; at: string }[] = [];
    for (const one of written) {
      if (one.isNew) this.firstNew = Math.min(this.firstNew ?? one.id, one.id);
      const routed = routes.get(one.id)!;
      for (const sink of this.outbox.sinks) {
        const changes = one.changes.filter(({ kind }) => sink.tells.has(kind));
        const { name } = sink;
        if (changes.length === 0 || one.only?.has(name) === false) continue;
        const of = sink.groups ? groupName(name, one.finding) : `${name} ${one.id}`;
        // Of a group are those that routes lead there, and those that left it: it has to learn that.
        if (sink.groups && !routed.has(name) && !left.has(`${name} ${one.id}`)) continue;
        const isKnown = sink.groups ? await this.knows(of, name, one.finding) : subjects.has(of);
        if (!isKnown) {
          if (!routed.has(name) || !begins(sink, one.finding)) continue;
          if (!fresh.has(of)) fresh.set(of, sink.groups ? groupRow(sink, one.finding) : findingRow(sink, one));
        }
        for (const { number, kind, change, at } of changes)
          rows.push({ sink: name, of, number: sink.groups ? change : number, kind, change, at });
      }
    }
    if (fresh.size > 0) {
      const made = await this.tx
        .insertInto("subjects")
        .values([...fresh.values()])
        .returning(["id", "sink", "key"])
        .execute();
      const ids = new Map(made.map(({ id, sink, key }) => [`${sink} ${key}`, id]));
      for (const [of, row] of fresh) {
        const id = ids.get(`${row.sink} ${row.key}`)!;
        (row.kind === "group" ? this.groups : subjects).set(of, id);
      }
    }
    const values = rows.map(({ of, sink, number, kind, change, at }) => {
      const subject = subjects.get(of) ?? this.groups.get(of)!;
      return { sink, subject, number, kind, change, at, state: "waiting" as const };
    });
    for (let i = 0; i < values.length; i += AT_ONCE)
      await this.tx
        .insertInto("deliveries")
        .values(values.slice(i, i + AT_ONCE))
        .execute();
  }

  /** Sink and finding → the number of its subject. */
  private async subjectsOf(findings: readonly number[]): Promise<Map<string, number>> {
    if (findings.length === 0) return new Map();
    const known = await this.tx
      .selectFrom("subjects")
      .select(["id", "sink", "finding"])
      .where("finding", "in", findings)
      .execute();
    return new Map(known.map(({ id, sink, finding }) => [`${sink} ${finding}`, id]));
  }

  /** Sink and finding, of those that routes no longer lead to the group in which they were told. */
  private async toldOfGroups(
    written: readonly Written[],
    routes: ReadonlyMap<number, ReadonlySet<string>>,
  ): Promise<ReadonlySet<string>> {
    const groups = this.outbox.sinks.filter(({ groups }) => groups);
    const isElsewhere = ({ id, isNew }: Written) => !isNew && groups.some(({ name }) => !routes.get(id)!.has(name));
    const ids = written.filter(isElsewhere).map(({ id }) => id);
    return ids.length === 0 ? new Set() : await this.told(ids);
  }

  /** Sink and finding, of those that a sink was, or is to be, told of. */
  private async told(ids: readonly number[]): Promise<ReadonlySet<string>> {
    const rows = await this.tx
      .selectFrom("deliveries")
      .innerJoin("changes", "changes.id", "deliveries.change")
      .select(["changes.finding", "deliveries.sink"])
      .distinct()
      .where("changes.finding", "in", ids)
      .execute();
    return new Set(rows.map(({ finding, sink }) => `${sink} ${finding}`));
  }

  private async knows(of: string, sink: string, finding: TrackedFinding): Promise<boolean> {
    if (this.groups.has(of)) return true;
    const row = await this.tx
      .selectFrom("subjects")
      .select("id")
      .where("sink", "=", sink)
      .where("key", "=", groupKey(finding))
      .executeTakeFirst();
    if (row !== undefined) this.groups.set(of, row.id);
    return row !== undefined;
  }

  /** Open findings that a sink or a route which is new now covers: told as if they had just been opened. */
  private async catchUp(): Promise<void> {
    const { tx, outbox } = this;
    const known = await tx.selectFrom("facts").select("value").where("name", "=", ROUTING).executeTakeFirst();
    if (known?.value === outbox.digest) return;
    // What this transaction made is told of already.
    const before = this.firstNew;
    for (let after = 0, isMore = true; isMore;) {
      const rows = await tx
        .selectFrom("findings")
        .select(["id", "body"])
        .where("state", "=", 0)
        .$if(before !== null, (query) => query.where("id", "<", before!))
        .where("id", ">", after)
        .orderBy("id")
        .limit(AT_ONCE)
        .execute();
      isMore = rows.length === AT_ONCE;
      after = rows.at(-1)?.id ?? after;
      const untold = rows.length === 0 ? [] : await this.untold(rows);
      if (untold.length > 0) await this.some(untold);
    }
    await tx
      .insertInto("facts")
      .values({ name: ROUTING, value: outbox.digest })
      .onConflict((on) => on.column("name").doUpdateSet({ value: outbox.digest }))
      .execute();
  }

  /** The last opening of each finding that a sink should know of and does not. */
  private async untold(rows: readonly { readonly id: number; readonly body: string }[]): Promise<Written[]> {
    const ids = rows.map(({ id }) => id);
    const openings = await this.tx
      .selectFrom("changes")
      .select(["id", "finding", "number", "kind", "at"])
      .where("finding", "in", ids)
      .where("kind", "in", ["opened", "reopened"])
      .orderBy("id")
      .execute();
    const last = new Map(openings.map((change) => [change.finding, change]));
    const known = await this.told(ids);
    return rows.flatMap(({ id, body }) => {
      const finding = JSON.parse(body) as TrackedFinding;
      const change = last.get(id);
      const only = new Set(this.outbox.route(finding).filter((sink) => !known.has(`${sink} ${id}`)));
      if (change === undefined || only.size === 0) return [];
      const { number, kind, at } = change;
      return [
        { id, finding, changes: [{ number, kind: kind as ChangeKind, at, change: change.id }], isNew: false, only },
      ];
    });
  }

  /** `isScan`: a scan ends, which knows of all that is open. */
  async close(at: string, isScan: boolean): Promise<void> {
    if (isScan) await this.catchUp();
    for (const { name, newPerScan } of this.outbox.sinks)
      if (newPerScan !== null) await letGo(this.tx, name, newPerScan, at);
  }
}

const ROUTING = "routing";

/** What is over before it was ever told, or waits for nobody, begins nothing. */
function begins(sink: RoutedSink, finding: TrackedFinding): boolean {
  if (finding.state === "resolved") return false;
  return sink.newPerScan === null || finding.waiver === null || finding.waiver.expired;
}

function findingRow(sink: RoutedSink, { id, finding }: Written): NewSubject {
  const severity = severities.indexOf(finding.severity);
  return { ...begun(sink), kind: "finding", key: finding.key, finding: id, severity };
}

function groupRow(sink: RoutedSink, finding: TrackedFinding): NewSubject {
  const { check, unit } = finding;
  const severity = severities.indexOf(finding.severity);
  const of = { check_id: columnOf(check), account: columnOf(unit.account) };
  return { ...begun(sink), kind: "group", key: groupKey(finding), ...of, severity };
}

const begun = ({ name, newPerScan }: RoutedSink) => ({ sink: name, held: newPerScan === null ? 0 : 1, attempts: 0 });

function groupKey({ check, unit }: TrackedFinding): string {
  return digestOf(`all of ${check} in ${unit.account}`);
}

function groupName(sink: string, { check, unit }: TrackedFinding): string {
  return `${sink} ${check} ${unit.account}`;
}
