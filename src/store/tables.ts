/** The schema as programs see it. Times are ISO 8601 in UTC; `body`, `detail` and documents are JSON. */
import type { Generated, Kysely, Transaction } from "kysely";

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

export interface Tables {
  migrations: { number: number; name: string; applied: string };
  /** Single facts: `store` (its id), `created`, `basis`. */
  facts: { name: string; value: string };
  /** Texts that many rows refer to, each once, under the hex SHA-256 of its UTF-8. */
  documents: { id: Generated<number>; digest: string; body: string };
  units: UnitRow;
  /** The rule by which findings of a check were last judged, as a digest. */
  checks: { name: string; rule: string };
  scans: ScanRow;
  /** A unit as a scan answered it. `answers` is a document. */
  scan_units: { unit: number; scan: number; attempt: number; answers: number };
  /** Units that a scan has still to answer; `attempt` is the one that may. */
  claims: { scan: number; unit: number; attempt: number };
  /** What a unit answered, until the scan is tracked; only where it is not what the unit answered before. */
  staged: { scan: number; unit: number; body: string };
  /** What a unit read, until the scan is finished; only where somebody may need it again. */
  gathered: { scan: number; unit: number; body: Uint8Array };
  findings: FindingRow;
  episodes: EpisodeRow;
  changes: ChangeRow;
  /** Keys that findings had while their checks had other ids. */
  former_keys: { key: string; finding: number };
  waivers: {
    id: Generated<number>;
    name: string;
    began: string;
    ended: string | null;
    how: string | null;
    body: string;
  };
  /** What the ledger has to take up; the sequencer gives it its place. */
  ledger_pending: { id: Generated<number>; kind: string; at: string; body: string };
  ledger_entries: { position: number; epoch: number; kind: string; at: string; body: string | null; leaf: string };
  checkpoints: { epoch: number; size: number; at: string; note: string };
  subjects: SubjectRow;
  deliveries: DeliveryRow;
}

/** What a sink is told about: a finding, all findings of a check in an account, or those that a cap holds back. */
export interface SubjectRow {
  id: Generated<number>;
  /** The sink's name. */
  sink: string;
  kind: "finding" | "group" | "rest";
  key: string;
  /** Of a finding alone. */
  finding: number | null;
  /** Of a group alone: as the findings have them. */
  check_id: string | null;
  account: string | null;
  /** By which those come first that a cap holds back; of a group the one that its check had. */
  severity: number;
  /** 1: the cap holds it back. */
  held: number;
  /** The ticket over there, once it is known. */
  ticket: string | null;
  url: string | null;
  /** Names the last try to make a ticket, where nobody learned what came of it. */
  unsure: string | null;
  /** Since it was last answered. */
  attempts: number;
  /** Not to be tried before. */
  next: string | null;
  /** What kept it from being told. */
  why: string | null;
}

/** One row for each change that a sink is told of a subject. Ids grow in the order in which they are committed. */
export interface DeliveryRow {
  id: Generated<number>;
  sink: string;
  subject: number;
  /** Of a finding the number of its change, of a group the id of the change, of the rest counted from 1. */
  number: number;
  kind: string;
  /** Null where it is no change of one finding. */
  change: number | null;
  at: string;
  state: "waiting" | "parked" | "accepted" | "needless";
  answered: string | null;
  why: string | null;
}

/** The estate, that is what is judged across all units, is the unit whose account and region are `*`. */
export interface UnitRow {
  id: Generated<number>;
  account: string;
  region: string;
  partition: string;
  /** The answers that its findings stand by: a document. Null where they stand by something else. */
  answered: number | null;
}

export interface ScanRow {
  /** From 1, without gaps. */
  id: number;
  /** The scan's own id, as its events carry it. */
  name: string;
  state: "running" | "done" | "abandoned";
  started: string;
  finished: string | null;
  source: string;
  recorded: string | null;
  program: string;
  /** Documents. */
  scope: number;
  checks: number;
  /** What tracking came to, as JSON; null until then. */
  result: string | null;
  /** The schedule that it was made for, and the due time; null where somebody asked for it. */
  schedule: string | null;
  due: string | null;
}

/** Columns beside `body` are what is filtered and sorted by; texts in them are shortened and escaped (column.ts). */
export interface FindingRow {
  id: Generated<number>;
  key: string;
  unit: number;
  check_id: string;
  /** 0 is critical. */
  severity: number;
  /** 0 is open, 1 resolved. */
  state: number;
  account: string;
  region: string;
  resource: string;
  customer: string | null;
  owner: string | null;
  due: string | null;
  opened: string;
  changed: string;
  unverified_since: string | null;
  out_of_scope_since: string | null;
  waived_until: string | null;
  closed_by_hand: string | null;
  body: string;
}

export interface EpisodeRow {
  finding: number;
  number: number;
  opened: string;
  opened_scan: number | null;
  resolved: string | null;
  resolved_scan: number | null;
}

/** Ids grow in the order in which changes are committed: who remembers the last one has seen all before it. */
export interface ChangeRow {
  id: Generated<number>;
  finding: number;
  number: number;
  episode: number;
  scan: number | null;
  at: string;
  kind: string;
  detail: string;
}
