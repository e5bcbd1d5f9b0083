/** The state table: how one finding goes on from what a scan says of it. */
import type { Unit } from "../contract/index.ts";
import { canonical } from "./canonical.ts";
import { Draft } from "./draft.ts";
import type { ClosedByHand, Description, Moment, Step, TrackedFinding } from "./finding.ts";
import { ownerOf } from "./owner.ts";
import { dueOf, refresh, type Basis } from "./refresh.ts";
import type { Said } from "./said.ts";
import type { SeenFail } from "./seen.ts";

/** A finding that no scan saw before. `severity` and `clauses` are those of its check's rule. */
export function open(
  fail: SeenFail,
  { unit, check, basis, moment }: { unit: Unit; check: string; basis: Basis; moment: Moment },
): Step {
  const rule = basis.rules.get(check);
  if (rule === undefined) throw new Error(`the check ${check} has a finding and no rule`);
  const episode = { number: 1, opened: moment, resolved: null };
  const finding: TrackedFinding = {
    ...describedBy(fail),
    key: fail.key,
    formerKeys: [],
    unit,
    check,
    detail: fail.detail,
    severity: rule.severity,
    clauses: rule.clauses,
    owner: ownerOf({ ...fail, unit, check }, basis.settings),
    due: dueOf({ severity: rule.severity, episode }, basis.settings),
    state: "open",
    firstSeen: moment,
    lastSeen: moment,
    episode,
    unverifiedSince: null,
    outOfScopeSince: null,
    waiver: null,
    closedByHand: null,
    changes: 0,
  };
  const draft = new Draft(null, finding, moment);
  const { severity, clauses, owner, due } = finding;
  draft.change("opened", { severity, message: fail.message, clauses, owner, due }, {});
  refresh(draft, basis, moment.at);
  return draft.step()!;
}

/**
 * What becomes of a known finding; null where nothing does. `seenUntil` is the last scan that saw it failing, for one
 * that ceases to be seen.
 */
export function goOn(
  finding: TrackedFinding,
  said: Said,
  { basis, moment, seenUntil }: { basis: Basis; moment: Moment; seenUntil: (finding: TrackedFinding) => Moment },
): Step | null {
  const draft = new Draft(finding, finding, moment);
  goOnIn(draft, said, moment, seenUntil);
  refresh(draft, basis, moment.at);
  return draft.step();
}

/** As `goOn`, in a draft that may have changes already. */
export function goOnIn(draft: Draft, said: Said, moment: Moment, seenUntil: (finding: TrackedFinding) => Moment): void {
  const { finding } = draft;
  if (said.is === "nothing") return;
  if (finding.state === "resolved") {
    if (said.is === "fail") reopen(draft, said.fail, moment);
    return;
  }
  const watched = finding.unverifiedSince === null && finding.outOfScopeSince === null;
  const lastSeen = watched ? seenUntil(finding) : finding.lastSeen;
  if (said.is === "out of scope") {
    if (finding.outOfScopeSince === null)
      draft.change("out of scope", { why: said.why }, { outOfScopeSince: moment.at, lastSeen });
    return;
  }
  if (said.is === "gone") {
    const resolved = { ...finding.episode, resolved: moment };
    draft.change(
      "resolved",
      { ...said.proof },
      { ...nothingBeside, state: "resolved", episode: resolved, due: null, lastSeen },
    );
    return;
  }
  if (finding.outOfScopeSince !== null) {
    draft.change("in scope", { since: finding.outOfScopeSince }, { outOfScopeSince: null });
  }
  if (said.is === "unjudged") {
    if (finding.unverifiedSince === null)
      draft.change("unverified", { why: said.why }, { unverifiedSince: moment.at, lastSeen });
    return;
  }
  if (finding.unverifiedSince !== null)
    draft.change("verified", { since: finding.unverifiedSince }, { unverifiedSince: null, lastSeen: moment });
  describe(draft, said.fail, moment);
}

/** Facts beside the state that end with an episode. */
const nothingBeside = { unverifiedSince: null, outOfScopeSince: null, waiver: null, closedByHand: null };

function reopen(draft: Draft, fail: SeenFail, moment: Moment): void {
  const episode = { number: draft.finding.episode.number + 1, opened: moment, resolved: null };
  draft.change("reopened", { message: fail.message }, { ...nothingBeside, state: "open", episode, lastSeen: moment });
  describe(draft, fail, moment);
}

/** A person closed its ticket. Null where it is resolved already, or the same was told before. */
export function closeByHand(finding: TrackedFinding, closed: ClosedByHand): Step | null {
  if (finding.state === "resolved" || canonical(finding.closedByHand) === canonical(closed)) return null;
  const draft = new Draft(finding, finding, { at: closed.at, scan: null });
  draft.change("closed by hand", { ...closed }, { closedByHand: closed });
  return draft.step();
}

const described = ["resource", "message", "customer", "tags", "evidence"] as const;

function describedBy({ resource, message, customer, tags, evidence }: Description): Description {
  return {
    resource,
    message,
    ...(customer === undefined ? {} : { customer }),
    ...(tags === undefined ? {} : { tags }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

function describe(draft: Draft, fail: SeenFail, moment: Moment): void {
  const { finding } = draft;
  const differ = described.filter((field) => canonical(finding[field] ?? null) !== canonical(fail[field] ?? null));
  if (differ.length === 0) return;
  const of = (from: Description) => Object.fromEntries(differ.map((field) => [field, from[field] ?? null]));
  const { customer: _, tags: __, evidence: ___, ...rest } = finding;
  draft.finding = rest;
  draft.change("described", { was: of(finding), is: of(fail) }, { ...describedBy(fail), lastSeen: moment });
}
