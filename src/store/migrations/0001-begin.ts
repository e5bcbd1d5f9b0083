import type { Migration } from "./migration.ts";

export const begin: Migration = {
  number: 1,
  name: "begin",
  statements: ({ id, text, strict, keyed }) => [
    `create table facts (name ${text} primary key, value ${text} not null)${strict}`,

    `create table documents (id ${id}, digest ${text} not null unique, body ${text} not null)${strict}`,

    `create table units (
      id ${id},
      account ${text} not null,
      region ${text} not null,
      partition ${text} not null,
      answered integer references documents (id),
      unique (account, region)
    )${strict}`,

    `create table checks (name ${text} primary key, rule ${text} not null)${strict}`,

    // Numbered by us, without gaps: people read these numbers.
    `create table scans (
      id integer primary key,
      name ${text} not null unique,
      state ${text} not null check (state in ('running', 'done', 'abandoned')),
      started ${text} not null,
      finished ${text},
      source ${text} not null,
      recorded ${text},
      program ${text} not null,
      scope integer not null references documents (id),
      checks integer not null references documents (id),
      result ${text}
    )${strict}`,
    `create index scans_unfinished on scans (id) where state = 'running'`,

    `create table scan_units (
      unit integer not null references units (id),
      scan integer not null references scans (id),
      attempt integer not null,
      answers integer not null references documents (id),
      primary key (unit, scan)
    )${keyed}`,

    `create table claims (
      scan integer not null references scans (id),
      unit integer not null references units (id),
      attempt integer not null,
      primary key (scan, unit)
    )${keyed}`,

    `create table staged (
      scan integer not null references scans (id),
      unit integer not null references units (id),
      body ${text} not null,
      primary key (scan, unit)
    )${strict}`,

    `create table findings (
      id ${id},
      key ${text} not null unique,
      unit integer not null references units (id),
      check_id ${text} not null,
      severity integer not null,
      state integer not null check (state in (0, 1)),
      account ${text} not null,
      region ${text} not null,
      resource ${text} not null,
      customer ${text},
      owner ${text},
      due ${text},
      opened ${text} not null,
      changed ${text} not null,
      unverified_since ${text},
      out_of_scope_since ${text},
      waived_until ${text},
      closed_by_hand ${text},
      body ${text} not null
    )${strict}`,
    `create index findings_tracking on findings (state, unit, check_id)`,
    `create index findings_severity on findings (state, severity, id)`,
    `create index findings_due on findings (state, due, id)`,
    `create index findings_opened on findings (state, opened, id)`,
    `create index findings_changed on findings (state, changed, id)`,
    ...["check_id", "account", "region", "resource"].map(
      (column) => `create index findings_by_${column} on findings (${column}, state, severity, id)`,
    ),
    ...["customer", "owner"].map(
      (column) =>
        `create index findings_by_${column} on findings (${column}, state, severity, id) where ${column} is not null`,
    ),
    ...["unverified_since", "out_of_scope_since", "waived_until", "closed_by_hand"].map(
      (column) => `create index findings_${column} on findings (state, severity, id) where ${column} is not null`,
    ),
    `create index findings_waiver_over on findings (state, waived_until) where waived_until is not null`,
    `create index findings_not_waived on findings (state, severity, id) where waived_until is null`,

    `create table episodes (
      finding integer not null references findings (id),
      number integer not null,
      opened ${text} not null,
      opened_scan integer references scans (id),
      resolved ${text},
      resolved_scan integer references scans (id),
      primary key (finding, number)
    )${keyed}`,

    `create table changes (
      id ${id},
      finding integer not null references findings (id),
      number integer not null,
      episode integer not null,
      scan integer references scans (id),
      at ${text} not null,
      kind ${text} not null,
      detail ${text} not null,
      unique (finding, number)
    )${strict}`,
    `create index changes_of_scan on changes (scan, id) where scan is not null`,

    `create table former_keys (key ${text} primary key, finding integer not null references findings (id))${strict}`,

    `create table waivers (
      id ${id},
      name ${text} not null,
      began ${text} not null,
      ended ${text},
      how ${text},
      body ${text} not null
    )${strict}`,
    `create unique index waivers_in_force on waivers (name) where ended is null`,

    `create table ledger_pending (
      id ${id},
      kind ${text} not null,
      at ${text} not null,
      body ${text} not null
    )${strict}`,

    `create table ledger_entries (
      position integer primary key,
      epoch integer not null,
      kind ${text} not null,
      at ${text} not null,
      body ${text},
      leaf ${text} not null
    )${strict}`,

    `create table checkpoints (
      epoch integer not null,
      size integer not null,
      at ${text} not null,
      note ${text} not null,
      primary key (epoch, size)
    )${strict}`,
  ],
};
