import { sql } from "kysely";
import type { Store } from "../../../src/store/index.ts";

/** Copies of the findings of a store, until it has so many: for lists, which read nothing else. */
export async function fill({ db, dialect }: Store, count: number): Promise<void> {
  const numbers =
    dialect === "sqlite"
      ? sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i from n`
      : sql`select i from generate_series(1, ${sql.lit(count)}) as g(i)`;
  // Fewer of a kind as the number of kinds grows: 5 severities, 60 checks, 200 accounts, 17 regions, 40 owners, 30 customers.
  const text = (value: string) => sql.raw(dialect === "sqlite" ? value : value.replaceAll("printf", "format"));
  const d = dialect === "sqlite" ? "%d" : "%s";
  await sql`
    insert into findings (key, unit, check_id, severity, state, account, region, resource, customer, owner, due, opened,
      changed, unverified_since, out_of_scope_since, waived_until, closed_by_hand, body)
    select ${text(`printf('${d}', i)`)} || 'f', (select min(id) from units), ${text(`printf('check-${d}', i % 60)`)},
      i % 5, case when i % 10 = 0 then 0 else 1 end,
      ${text(`printf('account-${d}', i % 200)`)}, ${text(`printf('region-${d}', i % 17)`)}, ${text(`printf('vol-${d}', i)`)},
      ${text(`printf('customer-${d}', i % 30)`)}, ${text(`printf('owner-${d}', i % 40)`)},
      case when i % 10 = 0 then ${text(`printf('2026-0${d}-01T00:00:00.000Z', 1 + i % 9)`)} end,
      ${text(`printf('2025-0${d}-01T00:00:00.000Z', 1 + i % 9)`)}, ${text(`printf('2025-0${d}-02T00:00:00.000Z', 1 + i % 9)`)},
      case when i % 100 = 0 then '2026-01-01T00:00:00.000Z' end,
      case when i % 110 = 0 then '2026-01-01T00:00:00.000Z' end,
      case when i % 120 = 0 then '2026-09-01T00:00:00.000Z' end,
      case when i % 130 = 0 then '2026-01-01T00:00:00.000Z' end,
      '{"state":"open","severity":"high"}'
    from (${numbers}) as numbers
  `.execute(db);
  await sql.raw(dialect === "sqlite" ? "pragma optimize=0x10002" : "vacuum (analyze) findings").execute(db);
}
