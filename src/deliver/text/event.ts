import type { Delivery, ToldFinding } from "../sink.ts";

/** A change of a finding, for programs: the data of webhooks, and a line of the file sink. docs/sinks/webhook.md describes it. */
export interface FindingEvent {
  /** The same whenever it is sent: who has seen it before can leave it out. */
  readonly id: string;
  /** Such as `clausewatch.finding.opened`. */
  readonly type: string;
  /** The finding's key. */
  readonly subject: string;
  /** When it became so, ISO 8601. */
  readonly time: string;
  readonly data: {
    readonly change: Readonly<Record<string, unknown>>;
    readonly finding: Readonly<Record<string, unknown>>;
  };
}

/** Of a delivery of a sink that is told each change. The finding is as it is now; only the change tells what it was then. */
export function eventOf({ subject, changes, findings }: Delivery): FindingEvent {
  const [told] = changes;
  const [shown] = findings;
  if (told === undefined || shown === undefined) throw new Error("a delivery without a change, or without its finding");
  const { number, episode, kind, at, scan, detail } = told.change;
  return {
    id: `${subject.key}.${number}`,
    type: `clausewatch.finding.${kind.replaceAll(" ", "-")}`,
    subject: subject.key,
    time: at,
    data: { change: { number, episode, kind, at, scan, detail }, finding: findingData(shown) },
  };
}

function findingData({ finding, clauses, check }: ToldFinding): Readonly<Record<string, unknown>> {
  const { key, unit, resource, severity, state, message, customer, owner, due, tags, evidence, episode } = finding;
  return {
    key,
    state,
    severity,
    message,
    check: { id: finding.check, ...(check === null ? {} : check) },
    account: unit.account,
    ...(unit.accountName === undefined ? {} : { accountName: unit.accountName }),
    region: unit.region,
    resource,
    ...(customer === undefined ? {} : { customer }),
    ...(tags === undefined ? {} : { tags }),
    owner,
    due,
    firstSeen: finding.firstSeen.at,
    episode: { number: episode.number, opened: episode.opened.at, resolved: episode.resolved?.at ?? null },
    unverifiedSince: finding.unverifiedSince,
    outOfScopeSince: finding.outOfScopeSince,
    waiver: finding.waiver,
    closedByHand: finding.closedByHand,
    clauses: clauses.map(({ policy, title, version, section, number, text, hash, file, line }) => ({
      policy,
      title,
      version: version.label,
      section,
      ...(number === undefined ? {} : { number }),
      text,
      hash,
      file,
      line,
    })),
    ...(evidence === undefined ? {} : { evidence }),
  };
}
