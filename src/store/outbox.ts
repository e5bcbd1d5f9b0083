/** Which sinks are told of a change: written in the transaction that makes it, so that none is lost or told twice. */
import { sql } from "kysely";
import type { Change, ChangeKind, TrackedFinding } from "../track/index.ts";
import { AT_ONCE, letGo } from "./cap.ts";
import { KnownGroups } from "./known-groups.ts";
import type { Tx } from "./tables.ts";

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

/** What a sink tells of one finding. */
interface Told {
  readonly one: Written;
  /** Ids of changes. */
  readonly changes: readonly number[];
  /** It begins a subject, where the sink knows of none. */
  readonly begins: boolean;
}

/**
 * Writes rows while a transaction goes on; `close` once at its end. The database copies what it holds of findings and
 * changes: that costs less than to give it all of it again.
 */
export class OutboxWriter {
  private readonly tx: Tx;
  private readonly outbox: Outbox;
  private readonly groups: KnownGroups;
  /** The first finding that this transaction made; those after it were made by it as well. */
  private firstNew: number | null = null;
  /** How many subjects this transaction began, by their sink. */
  private readonly begun = new Map<string, number>();

  constructor(tx: Tx, outbox: Outbox) {
    this.tx = tx;
    this.outbox = outbox;
    this.groups = new KnownGroups(tx);
  }

  async take(written: readonly Written[]): Promise<void> {
    if (this.outbox.sinks.length === 0) return;
    for (let i = 0; i < written.length; i += AT_ONCE) await this.some(written.slice(i, i + AT_ONCE));
  }

  private async some(written: readonly Written[]): Promise<void> {
    for (const { id, isNew } of written) if (isNew) this.firstNew = Math.min(this.firstNew ?? id, id);
    const routes = written.map(({ finding }) => new Set(this.outbox.route(finding)));
    const left = await this.toldOfGroups(written, routes);
    for (const sink of this.outbox.sinks) {
      const told = written.flatMap((one, i): Told[] => {
        if (one.only?.has(sink.name) === false) return [];
        const changes = one.changes.flatMap(({ kind, change }) => (sink.tells.has(kind) ? [change] : []));
        if (changes.length === 0) return [];
        const isRouted = routes[i]!.has(sink.name);
        // Of a group are those that routes lead there, and those that left it: it has to learn that.
        if (sink.groups && !isRouted && !left.has(`${sink.name} ${one.id}`)) return [];
        return [{ one, changes, begins: isRouted && begins(sink, one.finding) }];
      });
      if (told.length === 0) continue;
      if (!sink.groups) {
        await this.tellFindings(sink, told);
        continue;
      }
      await this.tellGroups(sink, told);
      // Tickets of their own, which some have from before the sink had groups, are followed to their end.
      const old = told.filter(({ one }) => !one.isNew);
      if (old.length > 0) await this.deliver(sink, old, null);
    }
  }

  private async tellFindings(sink: RoutedSink, told: readonly Told[]): Promise<void> {
    const begun = told.flatMap(({ one, begins }) => (begins ? [one.id] : []));
    if (begun.length > 0) {
      const { numInsertedOrUpdatedRows = 0n } = await this.tx
        .insertInto("subjects")
        .columns(["key", "finding", "severity", "sink", "kind", "held", "attempts"])
        .expression((eb) =>
          eb
            .selectFrom("findings")
            .leftJoin("subjects", (on) =>
              on.onRef("subjects.finding", "=", "findings.id").on("subjects.sink", "=", sink.name),
            )
            .leftJoin("former_keys", "former_keys.key", "findings.key")
            // Under a key that others had, be it of a check whose id came back, those may still be told of: this one has its
            // number in front, where what is looked for over there begins.
            .select(
              sql<string>`case when former_keys.key is null then findings.key
                else cast(findings.id as text) || substr(findings.key, 9)
                  || substr(findings.key, 1, 8 - length(cast(findings.id as text))) end`.as("key"),
            )
            .select(["findings.id", "findings.severity"])
            .select(({ val, lit }) => [
              val(sink.name).as("sink"),
              sql.lit("finding").as("kind"),
              lit(heldBy(sink)).as("held"),
              lit(0).as("attempts"),
            ])
            .where("subjects.id", "is", null)
            .where(among("findings.id", begun))
            .orderBy("findings.id"),
        )
        .executeTakeFirstOrThrow();
      this.began(sink, Number(numInsertedOrUpdatedRows));
    }
    await this.deliver(sink, told, null);
  }

  private began({ name }: RoutedSink, count: number): void {
    this.begun.set(name, (this.begun.get(name) ?? 0) + count);
  }

  /** All of a group that the sink knows; of another one what begins it. */
  private async tellGroups(sink: RoutedSink, told: readonly Told[]): Promise<void> {
    const isRenamed = ({ one }: Told) => one.changes.some(({ kind }) => kind === "renamed");
    for (const all of Map.groupBy(told, ({ one }) => `${one.finding.check} ${one.finding.unit.account}`).values()) {
      const renamed = all.filter(isRenamed).map(({ one }) => one.id);
      const known = await this.groups.keyOf(sink.name, all[0]!.one.finding, renamed);
      const some = known === null ? all.filter(({ begins }) => begins) : all;
      const [first] = some;
      if (first === undefined) continue;
      if (known === null) this.began(sink, 1);
      const key = known ?? (await this.groups.begin(sink.name, first.one.finding, heldBy(sink)));
      await this.deliver(sink, some, key);
    }
  }

  /** To the subjects of the findings, as far as there are some, or to the one that has the key. */
  private async deliver({ name }: RoutedSink, told: readonly Told[], group: string | null): Promise<void> {
    const changes = told.flatMap(({ changes }) => changes);
    await this.tx
      .insertInto("deliveries")
      .columns(["sink", "subject", "number", "kind", "change", "at", "state"])
      .expression((eb) =>
        eb
          .selectFrom("changes")
          // SQLite takes that word for the order in which it goes through them; else it tries all subjects of the sink.
          .crossJoin("subjects")
          // Without statistics, PostgreSQL would try all subjects of the sink as well: it is told which they are.
          .where(({ eb, ref }) =>
            group === null
              ? eb("subjects.finding", "=", ref("changes.finding")).and(
                  among(
                    "subjects.finding",
                    told.map(({ one }) => one.id),
                  ),
                )
              : eb("subjects.key", "=", group),
          )
          .select(["subjects.sink", "subjects.id as subject"])
          .select(group === null ? "changes.number" : "changes.id as number")
          .select(["changes.kind", "changes.id as change", "changes.at", sql.lit("waiting").as("state")])
          .where("subjects.sink", "=", name)
          .where(among("changes.id", changes))
          .orderBy("changes.id"),
      )
      .execute();
  }

  /** Sink and finding, of those that routes no longer lead to the group in which they were told. */
  private async toldOfGroups(
    written: readonly Written[],
    routes: readonly ReadonlySet<string>[],
  ): Promise<ReadonlySet<string>> {
    const groups = this.outbox.sinks.filter(({ groups }) => groups);
    const isElsewhere = ({ isNew }: Written, i: number) => !isNew && groups.some(({ name }) => !routes[i]!.has(name));
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
    for (const { name, newPerScan } of this.outbox.sinks) {
      if (newPerScan === null) continue;
      // Between scans no more than began just now: processes may begin often, and each looks at waivers.
      const most = isScan ? newPerScan : Math.min(newPerScan, this.begun.get(name) ?? 0);
      if (most > 0) await letGo(this.tx, name, most, at);
    }
  }
}

const ROUTING = "routing";

/** What is over before it was ever told, or waits for nobody, begins nothing. */
function begins(sink: RoutedSink, finding: TrackedFinding): boolean {
  if (finding.state === "resolved") return false;
  return sink.newPerScan === null || finding.waiver === null || finding.waiver.expired;
}

function heldBy({ newPerScan }: RoutedSink): 0 | 1 {
  return newPerScan === null ? 0 : 1;
}

/** What a transaction makes is numbered without gaps: its ends are shorter than all of it. */
function among(column: "findings.id" | "changes.id" | "subjects.finding", ids: readonly number[]) {
  const [first, last] = [ids[0]!, ids.at(-1)!];
  const isRange = ids.every((id, i) => id === first + i);
  return isRange
    ? sql<boolean>`${sql.ref(column)} between ${first} and ${last}`
    : sql<boolean>`${sql.ref(column)} in (${sql.join(ids)})`;
}
