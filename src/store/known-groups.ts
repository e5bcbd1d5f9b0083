import { severities } from "../contract/index.ts";
import type { TrackedFinding } from "../track/index.ts";
import { columnOf, digestOf } from "./column.ts";
import type { Tx } from "./tables.ts";

/** The groups of sinks, while a transaction goes on. One keeps the key that it was begun with, whatever its check is called later. */
export class KnownGroups {
  private readonly tx: Tx;
  /** Sink, check and account → key. */
  private readonly keys = new Map<string, string>();

  constructor(tx: Tx) {
    this.tx = tx;
  }

  /** The key of the finding's group; null where the sink has none. `renamed`: findings of it whose check has another id now. */
  async keyOf(sink: string, finding: TrackedFinding, renamed: readonly number[]): Promise<string | null> {
    const name = `${sink} ${groupKey(finding)}`;
    const known =
      this.keys.get(name) ?? (await this.stored(sink, finding)) ?? (await this.moved(sink, finding, renamed));
    if (known !== null) this.keys.set(name, known);
    return known;
  }

  /** Gives its key. `held`: as the subject's. */
  async begin(sink: string, finding: TrackedFinding, held: 0 | 1): Promise<string> {
    const key = groupKey(finding);
    const severity = severities.indexOf(finding.severity);
    const row = { sink, kind: "group" as const, key, ...columnsOf(finding), severity, held, attempts: 0 };
    await this.tx.insertInto("subjects").values(row).execute();
    this.keys.set(`${sink} ${key}`, key);
    return key;
  }

  private async stored(sink: string, finding: TrackedFinding): Promise<string | null> {
    const { check_id, account } = columnsOf(finding);
    const ofSink = () => this.tx.selectFrom("subjects").select("key").where("sink", "=", sink);
    const row =
      (await ofSink().where("key", "=", groupKey(finding)).executeTakeFirst()) ??
      (await ofSink().where("check_id", "=", check_id).where("account", "=", account).executeTakeFirst());
    return row?.key ?? null;
  }

  /** The one that was told of them goes on for the check as it is called now. */
  private async moved(sink: string, finding: TrackedFinding, renamed: readonly number[]): Promise<string | null> {
    if (renamed.length === 0) return null;
    const row = await this.tx
      .selectFrom("subjects")
      .innerJoin("deliveries", "deliveries.subject", "subjects.id")
      .innerJoin("changes", "changes.id", "deliveries.change")
      .select(["subjects.id", "subjects.key"])
      .where("subjects.sink", "=", sink)
      .where("subjects.kind", "=", "group")
      .where("changes.finding", "in", renamed)
      .orderBy("subjects.id")
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    await this.tx.updateTable("subjects").set(columnsOf(finding)).where("id", "=", row.id).execute();
    return row.key;
  }
}

/** As subjects of groups have them. */
function columnsOf({ check, unit }: TrackedFinding) {
  return { check_id: columnOf(check), account: columnOf(unit.account) };
}

/** That a group is begun with. */
function groupKey({ check, unit }: TrackedFinding): string {
  return digestOf(`all of ${check} in ${unit.account}`);
}
