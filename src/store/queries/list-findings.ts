import { severities, type Severity } from "../../contract/index.ts";
import type { TrackedFinding } from "../../track/index.ts";
import { columnOf } from "../column.ts";
import type { Db, FindingRow } from "../tables.ts";
import { cursorOf, readCursor, type Position } from "./cursor.ts";

/** All that is named holds. Of a list one of its values. */
export interface FindingFilter {
  readonly state?: "open" | "resolved";
  readonly severity?: readonly Severity[];
  readonly check?: readonly string[];
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  /** Ids of resources. */
  readonly resource?: readonly string[];
  readonly customer?: readonly string[];
  readonly owner?: readonly string[];
  /** At the time that the list is asked for. */
  readonly waived?: boolean;
  readonly unverified?: true;
  readonly outOfScope?: true;
  readonly closedByHand?: true;
  /** Due before that time. Cheap in the order `due` alone. */
  readonly dueBefore?: string;
  /** The open or last episode began at that time or later. Cheap in the order `opened` alone. */
  readonly openedSince?: string;
  /** Cheap in the order `changed` alone. */
  readonly changedSince?: string;
}

/**
 * `severity`: the worst first, and of these the one that is known longest. `due`: the earliest first; those that are
 * never due are left out. `opened`, `changed`: the latest first.
 */
export type FindingOrder = "severity" | "due" | "opened" | "changed";

export interface FindingsAsked {
  readonly filter?: FindingFilter;
  readonly order?: FindingOrder;
  /** From 1 to 1000. */
  readonly limit?: number;
  /** `next` of the page before, with the same filter and order. */
  readonly after?: string;
  /** ISO 8601: what is waived goes by it. */
  readonly now: string;
}

export interface ListedFinding extends TrackedFinding {
  readonly id: number;
}

export interface FindingsPage {
  readonly findings: readonly ListedFinding[];
  /** Where the next page begins; null where this is the last. */
  readonly next: string | null;
}

/** Filters that are lists, with their columns. Of these, the first is likely to leave the fewest. */
const columns = {
  resource: "resource",
  owner: "owner",
  customer: "customer",
  check: "check_id",
  account: "account",
  region: "region",
} as const;
/** More queries than this are not made for one page: what is left is looked for among the rows. */
const MOST_BRANCHES = 64;

/** A page of findings. A cursor that is none throws StoreError `refused`. */
export async function listFindings(db: Db, asked: FindingsAsked): Promise<FindingsPage> {
  const { order = "severity", limit = 50 } = asked;
  const size = Math.min(Math.max(1, limit), 1000);
  const after = asked.after === undefined ? null : readCursor(asked.after, order);
  const found = [];
  // A query of one value of each column reads its rows off an index in order; what they give is merged.
  for (const branch of branchesOf(asked.filter ?? {})) found.push(...(await read(db, branch, asked, after, size + 1)));
  found.sort((a, b) => compare(order, a.position, b.position));
  const page = found.slice(0, size);
  return {
    findings: page.map(({ id, body }) => ({ id, ...(JSON.parse(body) as TrackedFinding) })),
    next: found.length > size ? cursorOf(order, page.at(-1)!.position) : null,
  };
}

interface Branch {
  readonly state: number;
  readonly filter: FindingFilter;
  /** What `waived` comes to: no waiver, one that is over, one that holds. */
  readonly waived: "none" | "over" | "holds" | undefined;
}

function branchesOf(filter: FindingFilter): Branch[] {
  const states = filter.state === undefined ? [0, 1] : [filter.state === "open" ? 0 : 1];
  let filters: FindingFilter[] = [filter];
  for (const name of Object.keys(columns) as (keyof typeof columns)[]) {
    const values = [...new Set(filter[name])];
    if (filter[name] === undefined || filters.length * values.length > MOST_BRANCHES) continue;
    filters = filters.flatMap((one) => values.map((value) => ({ ...one, [name]: [value] })));
  }
  const waived =
    filter.waived === undefined ? [undefined] : filter.waived ? (["holds"] as const) : (["none", "over"] as const);
  return states.flatMap((state) => filters.flatMap((one) => waived.map((waived) => ({ state, filter: one, waived }))));
}

async function read(
  db: Db,
  { state, filter, waived }: Branch,
  asked: FindingsAsked,
  after: Position | null,
  limit: number,
) {
  const { order = "severity", now } = asked;
  const column = order;
  const descending = order === "opened" || order === "changed";
  const direction = descending ? "desc" : "asc";
  let query = db.selectFrom("findings").select(["id", "body", column]).where("state", "=", state);
  for (const [name, of] of Object.entries(columns) as [keyof typeof columns, keyof FindingRow][]) {
    const values = filter[name]?.map(columnOf);
    if (values !== undefined) query = query.where(of, values.length === 1 ? "=" : "in", one(values) as never);
  }
  const ranks = filter.severity?.map((severity) => severities.indexOf(severity));
  if (ranks !== undefined) query = query.where("severity", ranks.length === 1 ? "=" : "in", one(ranks) as never);
  if (waived === "none") query = query.where("waived_until", "is", null);
  else if (waived !== undefined) {
    const holds = waived === "holds" ? ">" : "<=";
    query = query.where("waived_until", "is not", null).where("waived_until", holds, now);
  }
  if (filter.unverified) query = query.where("unverified_since", "is not", null);
  if (filter.outOfScope) query = query.where("out_of_scope_since", "is not", null);
  if (filter.closedByHand) query = query.where("closed_by_hand", "is not", null);
  if (filter.dueBefore !== undefined) query = query.where("due", "<", filter.dueBefore);
  if (filter.openedSince !== undefined) query = query.where("opened", ">=", filter.openedSince);
  if (filter.changedSince !== undefined) query = query.where("changed", ">=", filter.changedSince);
  if (order === "due") query = query.where("due", "is not", null);
  if (after !== null) {
    const beyond = descending ? "<" : ">";
    query = query.where((eb) => eb(eb.refTuple(column, "id"), beyond, eb.tuple(after.value as never, after.id)));
  }
  // Of waivers that are over and were not told to be there are few: they are found by their date, and sorted here.
  const ordered = waived === "over" ? query : query.orderBy(column, direction).orderBy("id", direction).limit(limit);
  const rows = await ordered.execute();
  return rows.map((row) => ({
    id: row.id,
    body: row.body,
    position: { value: row[column] as string | number, id: row.id },
  }));
}

function one<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? values[0]! : values;
}

function compare(order: FindingOrder, a: Position, b: Position): number {
  const ascending = a.value === b.value ? a.id - b.id : a.value < b.value ? -1 : 1;
  return order === "opened" || order === "changed" ? -ascending : ascending;
}
