import type { TrackedFinding } from "../track/index.ts";
import type { Outbox } from "./outbox.ts";
import type { Db } from "./tables.ts";

/** A subject that stands for the findings of a check in an account; both as the findings have them. */
export interface Group {
  readonly id: number;
  readonly sink: string;
  readonly check: string;
  readonly account: string;
}

export interface GroupFindings {
  /** Gravest first. */
  readonly findings: readonly TrackedFinding[];
  /** How many there are, be they among these or not. */
  readonly open: number;
}

const AT_ONCE = 500;

/**
 * The open findings that routes lead there now, at most so many of them. Where they lead none there any more, those that
 * it was told of: a ticket is closed by proof alone, not by another route.
 */
export async function groupOf(db: Db, group: Group, route: Outbox["route"], most: number): Promise<GroupFindings> {
  const routed = await routedTo(db, group, most, (finding) => route(finding).includes(group.sink));
  return routed.open > 0 ? routed : await toldOf(db, group, most);
}

/** Be their check called as it was or not. */
async function toldOf(db: Db, { id }: Group, most: number): Promise<GroupFindings> {
  const told = await db
    .selectFrom("deliveries")
    .innerJoin("changes", "changes.id", "deliveries.change")
    .innerJoin("findings", "findings.id", "changes.finding")
    .select(["findings.id", "findings.severity"])
    .distinct()
    .where("deliveries.subject", "=", id)
    .where("findings.state", "=", 0)
    .orderBy("findings.severity")
    .orderBy("findings.id")
    .execute();
  const ids = told.slice(0, most).map((one) => one.id);
  const findings: TrackedFinding[] = [];
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const some = ids.slice(i, i + AT_ONCE);
    const rows = await db.selectFrom("findings").select(["id", "body"]).where("id", "in", some).execute();
    const bodies = new Map(rows.map((row) => [row.id, row.body]));
    findings.push(...some.map((one) => JSON.parse(bodies.get(one)!) as TrackedFinding));
  }
  return { findings, open: told.length };
}

/** Read page by page: of some checks there are very many. */
async function routedTo(
  db: Db,
  { check, account }: Group,
  most: number,
  isOf: (finding: TrackedFinding) => boolean,
): Promise<GroupFindings> {
  const findings: TrackedFinding[] = [];
  let open = 0;
  for (let last = { severity: -1, id: 0 }, isMore = true; isMore;) {
    const { severity, id } = last;
    const rows = await db
      .selectFrom("findings")
      .select(["id", "severity", "body"])
      .where("check_id", "=", check)
      .where("state", "=", 0)
      .where("account", "=", account)
      .where((eb) => eb.or([eb("severity", ">", severity), eb.and([eb("severity", "=", severity), eb("id", ">", id)])]))
      .orderBy("severity")
      .orderBy("id")
      .limit(AT_ONCE)
      .execute();
    isMore = rows.length === AT_ONCE;
    last = rows.at(-1) ?? last;
    for (const row of rows) {
      const finding = JSON.parse(row.body) as TrackedFinding;
      if (!isOf(finding)) continue;
      open++;
      if (findings.length < most) findings.push(finding);
    }
  }
  return { findings, open };
}
