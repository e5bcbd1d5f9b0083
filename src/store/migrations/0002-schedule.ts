import type { Migration } from "./migration.ts";

/** Which schedule a scan was made for, and what its units read: a scan that is taken up again reads none of them twice. */
export const schedule: Migration = {
  number: 2,
  name: "schedule",
  statements: ({ text, blob, strict }) => [
    `alter table scans add column schedule ${text}`,
    `alter table scans add column due ${text}`,
    `create index scans_due on scans (schedule, due) where schedule is not null`,
    `create table gathered (
      scan integer not null references scans (id),
      unit integer not null references units (id),
      body ${blob} not null,
      primary key (scan, unit)
    )${strict}`,
  ],
};
