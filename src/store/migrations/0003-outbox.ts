import type { Migration } from "./migration.ts";

/** What sinks are to be told, and what is known of each subject over there. */
export const outbox: Migration = {
  number: 3,
  name: "outbox",
  statements: ({ id, text, strict }) => [
    `create table subjects (
      id ${id},
      sink ${text} not null,
      kind ${text} not null check (kind in ('finding', 'group', 'rest')),
      key ${text} not null,
      finding integer references findings (id),
      check_id ${text},
      account ${text},
      severity integer not null,
      held integer not null check (held in (0, 1)),
      ticket ${text},
      url ${text},
      unsure ${text},
      attempts integer not null,
      next ${text},
      why ${text},
      unique (sink, key)
    )${strict}`,
    `create index subjects_of_finding on subjects (finding) where finding is not null`,
    `create index subjects_of_group on subjects (sink, check_id, account) where check_id is not null`,
    `create index subjects_held on subjects (sink, severity, id) where held = 1`,
    `create index subjects_by_ticket on subjects (sink, ticket) where ticket is not null`,
    `create table deliveries (
      id ${id},
      sink ${text} not null,
      subject integer not null references subjects (id),
      number integer not null,
      kind ${text} not null,
      change integer references changes (id),
      at ${text} not null,
      state ${text} not null check (state in ('waiting', 'parked', 'accepted', 'needless')),
      answered ${text},
      why ${text},
      unique (subject, number)
    )${strict}`,
    `create index deliveries_by_state on deliveries (sink, state, id)`,
    `create index deliveries_of_change on deliveries (change) where change is not null`,
  ],
};
