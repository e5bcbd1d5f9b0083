-- Written by the tests, from a store that every migration was applied to.

CREATE TABLE changes (
  id integer primary key,
  finding integer not null references findings (id),
  number integer not null,
  episode integer not null,
  scan integer references scans (id),
  at text not null,
  kind text not null,
  detail text not null,
  unique (finding, number)
) strict;

CREATE INDEX changes_of_scan on changes (scan, id) where scan is not null;

CREATE TABLE checkpoints (
  epoch integer not null,
  size integer not null,
  at text not null,
  note text not null,
  primary key (epoch, size)
) strict;

CREATE TABLE checks (name text primary key, rule text not null) strict;

CREATE TABLE claims (
  scan integer not null references scans (id),
  unit integer not null references units (id),
  attempt integer not null,
  primary key (scan, unit)
) strict, without rowid;

CREATE TABLE deliveries (
  id integer primary key,
  sink text not null,
  subject integer not null references subjects (id),
  number integer not null,
  kind text not null,
  change integer references changes (id),
  at text not null,
  state text not null check (state in ('waiting', 'parked', 'accepted', 'needless')),
  answered text,
  why text,
  unique (subject, number)
) strict;

CREATE INDEX deliveries_by_state on deliveries (sink, state, id);

CREATE INDEX deliveries_of_change on deliveries (change) where change is not null;

CREATE TABLE documents (id integer primary key, digest text not null unique, body text not null) strict;

CREATE TABLE episodes (
  finding integer not null references findings (id),
  number integer not null,
  opened text not null,
  opened_scan integer references scans (id),
  resolved text,
  resolved_scan integer references scans (id),
  primary key (finding, number)
) strict, without rowid;

CREATE TABLE facts (name text primary key, value text not null) strict;

CREATE TABLE findings (
  id integer primary key,
  key text not null unique,
  unit integer not null references units (id),
  check_id text not null,
  severity integer not null,
  state integer not null check (state in (0, 1)),
  account text not null,
  region text not null,
  resource text not null,
  customer text,
  owner text,
  due text,
  opened text not null,
  changed text not null,
  unverified_since text,
  out_of_scope_since text,
  waived_until text,
  closed_by_hand text,
  body text not null
) strict;

CREATE INDEX findings_by_account on findings (account, state, severity, id);

CREATE INDEX findings_by_check_id on findings (check_id, state, severity, id);

CREATE INDEX findings_by_customer on findings (customer, state, severity, id) where customer is not null;

CREATE INDEX findings_by_owner on findings (owner, state, severity, id) where owner is not null;

CREATE INDEX findings_by_region on findings (region, state, severity, id);

CREATE INDEX findings_by_resource on findings (resource, state, severity, id);

CREATE INDEX findings_changed on findings (state, changed, id);

CREATE INDEX findings_closed_by_hand on findings (state, severity, id) where closed_by_hand is not null;

CREATE INDEX findings_due on findings (state, due, id);

CREATE INDEX findings_not_waived on findings (state, severity, id) where waived_until is null;

CREATE INDEX findings_opened on findings (state, opened, id);

CREATE INDEX findings_out_of_scope_since on findings (state, severity, id) where out_of_scope_since is not null;

CREATE INDEX findings_severity on findings (state, severity, id);

CREATE INDEX findings_tracking on findings (state, unit, check_id);

CREATE INDEX findings_unverified_since on findings (state, severity, id) where unverified_since is not null;

CREATE INDEX findings_waived_until on findings (state, severity, id) where waived_until is not null;

CREATE INDEX findings_waiver_over on findings (state, waived_until) where waived_until is not null;

CREATE TABLE former_keys (key text primary key, finding integer not null references findings (id)) strict;

CREATE TABLE gathered (
  scan integer not null references scans (id),
  unit integer not null references units (id),
  body blob not null,
  primary key (scan, unit)
) strict;

CREATE TABLE ledger_entries (
  position integer primary key,
  epoch integer not null,
  kind text not null,
  at text not null,
  body text,
  leaf text not null
) strict;

CREATE TABLE ledger_pending (
  id integer primary key,
  kind text not null,
  at text not null,
  body text not null
) strict;

CREATE TABLE migrations (number integer primary key, name text not null, applied text not null) strict;

CREATE TABLE scan_units (
  unit integer not null references units (id),
  scan integer not null references scans (id),
  attempt integer not null,
  answers integer not null references documents (id),
  primary key (unit, scan)
) strict, without rowid;

CREATE TABLE scans (
  id integer primary key,
  name text not null unique,
  state text not null check (state in ('running', 'done', 'abandoned')),
  started text not null,
  finished text,
  source text not null,
  recorded text,
  program text not null,
  scope integer not null references documents (id),
  checks integer not null references documents (id),
  result text
, schedule text, due text) strict;

CREATE INDEX scans_due on scans (schedule, due) where schedule is not null;

CREATE INDEX scans_unfinished on scans (id) where state = 'running';

CREATE TABLE staged (
  scan integer not null references scans (id),
  unit integer not null references units (id),
  body text not null,
  primary key (scan, unit)
) strict;

CREATE TABLE subjects (
  id integer primary key,
  sink text not null,
  kind text not null check (kind in ('finding', 'group', 'rest')),
  key text not null,
  finding integer references findings (id),
  check_id text,
  account text,
  severity integer not null,
  held integer not null check (held in (0, 1)),
  ticket text,
  url text,
  unsure text,
  attempts integer not null,
  next text,
  why text,
  unique (sink, key)
) strict;

CREATE INDEX subjects_by_ticket on subjects (sink, ticket) where ticket is not null;

CREATE INDEX subjects_held on subjects (sink, severity, id) where held = 1;

CREATE INDEX subjects_of_finding on subjects (finding) where finding is not null;

CREATE INDEX subjects_of_group on subjects (sink, check_id, account) where check_id is not null;

CREATE TABLE units (
  id integer primary key,
  account text not null,
  region text not null,
  partition text not null,
  answered integer references documents (id),
  unique (account, region)
) strict;

CREATE TABLE waivers (
  id integer primary key,
  name text not null,
  began text not null,
  ended text,
  how text,
  body text not null
) strict;

CREATE UNIQUE INDEX waivers_in_force on waivers (name) where ended is null;
