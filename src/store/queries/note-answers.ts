import { canonical } from "../../track/index.ts";
import { fencedBy, type Hold } from "../holding.ts";
import { lasting } from "../lasting.ts";
import type { Db, SubjectRow, Tx } from "../tables.ts";

/** What came of telling a subject. */
export type Noted = {
  readonly subject: number;
  /** Rows of the outbox that were told. */
  readonly deliveries: readonly number[];
} & (
  | { readonly is: "accepted" }
  | { readonly is: "needless" | "parked"; readonly why: string }
  /** It is told again, not before `next` (ISO 8601); at once where that is null. */
  | { readonly is: "again"; readonly why: string; readonly next: string | null }
);

const LOST = "another process sends to this sink now: this one writes nothing more";
const LONGEST_WHY = 1000;

/**
 * Writes down what a sink answered, and what the ledger is to take up of it, in one transaction. Throws StoreError
 * `fenced` where the right to send is lost: who has it tells these again.
 */
export function noteAnswers(db: Db, hold: Hold, at: string, answers: readonly Noted[]): Promise<void> {
  return lasting(db, async (tx) => {
    await fencedBy(tx, hold, LOST);
    for (const answer of answers) await note(tx, at, answer);
  });
}

async function note(tx: Tx, at: string, answer: Noted): Promise<void> {
  const { subject, is } = answer;
  const why = "why" in answer ? answer.why.slice(0, LONGEST_WHY) : null;
  if (is === "again") {
    await tx
      .updateTable("subjects")
      .set((eb) => ({ attempts: eb("attempts", "+", 1), next: answer.next, why }))
      .where("id", "=", subject)
      .execute();
    return;
  }
  const { numUpdatedRows } = await tx
    .updateTable("deliveries")
    .set({ state: is, answered: at, why })
    .where("id", "in", answer.deliveries)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  // Run again after a lost connection: it is written down already.
  if (numUpdatedRows === 0n) return;
  await tx.updateTable("subjects").set({ attempts: 0, next: null, why: null }).where("id", "=", subject).execute();
  const rows = await tx
    .selectFrom("deliveries")
    .select(({ fn }) => [fn.min("number").as("first"), fn.max("number").as("last")])
    .where("id", "in", answer.deliveries)
    .executeTakeFirstOrThrow();
  const of = await tx
    .selectFrom("subjects")
    .select(["sink", "kind", "key", "ticket"])
    .where("id", "=", subject)
    .executeTakeFirstOrThrow();
  const { sink, kind, key, ticket } = of;
  const named = kind === "finding" ? { finding: key } : { subject: key };
  const body = canonical({
    sink,
    kind,
    ...named,
    first: rows.first,
    last: rows.last,
    outcome: is,
    ...(ticket === null ? {} : { ticket }),
    ...(why === null ? {} : { why }),
  });
  await tx.insertInto("ledger_pending").values({ kind: "delivery", at, body }).execute();
}

/** What is known of a subject over there. Throws StoreError `fenced` as above. */
export function noteThread(
  db: Db,
  hold: Hold,
  subject: number,
  known: Pick<SubjectRow, "ticket" | "url" | "unsure">,
): Promise<void> {
  return lasting(db, async (tx) => {
    await fencedBy(tx, hold, LOST);
    await tx.updateTable("subjects").set(known).where("id", "=", subject).execute();
  });
}

/** Says that the holder lives. Throws StoreError `fenced` as above. */
export function renewSending(db: Db, hold: Hold): Promise<void> {
  return lasting(db, (tx) => fencedBy(tx, hold, LOST));
}

type SenderFact = "digest" | "closed" | "repeated";

/** What the sender of a sink remembers from one time to the next. */
export async function sinkFact(db: Db, sink: string, what: SenderFact): Promise<string | null> {
  const row = await db.selectFrom("facts").select("value").where("name", "=", `${what} ${sink}`).executeTakeFirst();
  return row?.value ?? null;
}

export function noteSinkFact(db: Db, hold: Hold, sink: string, what: SenderFact, value: string): Promise<void> {
  return lasting(db, async (tx) => {
    await fencedBy(tx, hold, LOST);
    await tx
      .insertInto("facts")
      .values({ name: `${what} ${sink}`, value })
      .onConflict((on) => on.column("name").doUpdateSet({ value }))
      .execute();
  });
}
