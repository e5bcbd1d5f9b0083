/** What a ticket says of a subject, as it is now. The strings in it are as AWS gave them: whoever sends them makes them inert. */
import type { Severity } from "../../contract/index.ts";
import { severities } from "../../contract/index.ts";
import type { Delivery, Subject, ToldFinding } from "../sink.ts";
import type { Block, Inline } from "./blocks.ts";
import { code, heading, list, paragraph, quote, strong } from "./build.ts";
import { accountOf, dayOf, resourceOf, short, sourceOf } from "./place.ts";
import { markerOf } from "./reference.ts";
import { wayBlocks } from "./way.ts";

export interface TicketText {
  readonly title: string;
  readonly body: readonly Block[];
  readonly severity: Severity;
  /** ISO 8601; of a group when the first is due. */
  readonly due: string | null;
}

type Told = Pick<Delivery, "subject" | "findings" | "open">;

/** Null for a group that has no open finding left: nothing more can be said of it than that. */
export function ticketText({ subject, findings, open }: Told): TicketText | null {
  if (subject.kind === "rest") return restText(subject, open);
  const [first] = findings;
  if (first === undefined) return null;
  return subject.kind === "group" ? groupText(subject, first, findings, open) : findingText(subject, first);
}

function findingText(subject: Subject, told: ToldFinding): TicketText {
  const { finding } = told;
  const { unit } = finding;
  const message = short(finding.message);
  return {
    title: `${message} (${short(unit.accountName ?? unit.account)}, ${unit.region})`,
    body: [
      paragraph(strong(message)),
      list(facts(told)),
      ...clauseBlocks([told]),
      ...whyBlocks(told),
      ...wayBlocks(finding.evidence ?? {}),
      ...fixBlocks(told),
      ...end(subject, finding.key),
    ],
    severity: finding.severity,
    due: finding.due,
  };
}

function groupText(subject: Subject, first: ToldFinding, findings: readonly ToldFinding[], open: number): TicketText {
  const { unit, check } = first.finding;
  const title = short(first.check?.title ?? check);
  const more = open - findings.length;
  const dues = findings.flatMap(({ finding: { due } }) => (due === null ? [] : [due]));
  const severity = severities.find((each) => findings.some(({ finding }) => finding.severity === each))!;
  const due = dues.toSorted()[0] ?? null;
  return {
    title: `Not so in ${accountOf(unit)}: ${title}`,
    body: [
      paragraph(strong(`${open} open ${open === 1 ? "finding" : "findings"}`), " of the check ", code(check)),
      list([
        ["Severity: ", strong(severity)],
        ["First due: ", strong(due === null ? "nothing" : dayOf(due))],
        ["Account: ", accountOf(unit)],
      ]),
      heading("Open findings"),
      list([...findings.map(findingLine), ...(more > 0 ? [[`and ${more} more`]] : [])]),
      ...clauseBlocks(findings),
      ...whyBlocks(first),
      ...fixBlocks(first),
      ...end(subject, null),
    ],
    severity,
    due,
  };
}

function restText(subject: Subject, open: number): TicketText {
  const what = open === 1 ? "1 finding waits" : `${open} findings wait`;
  return {
    title: `clausewatch: ${what} for a ticket`,
    body: [
      paragraph(strong(`${what} for a ticket.`)),
      paragraph(
        "One scan opens no more new tickets than ",
        code("newPerScan"),
        " allows; the next scans open the others, gravest first. ",
        code("clausewatch findings list"),
        " shows all of them now.",
      ),
      ...end(subject, null),
    ],
    severity: "medium",
    due: null,
  };
}

function facts({ finding, check }: ToldFinding): (string | Inline)[][] {
  const { severity, due, owner, resource, unit, customer } = finding;
  return [
    ["Severity: ", strong(severity)],
    ["Due: ", strong(due === null ? "no date is set" : dayOf(due))],
    ["Owner: ", owner === null ? "nobody" : short(owner)],
    ["Resource: ", `${resource.type} `, code(resourceOf(resource))],
    ["ARN: ", code(short(resource.arn))],
    ["Account: ", accountOf(unit)],
    ["Region: ", unit.region],
    ...(customer === undefined ? [] : [["Customer: ", short(customer)]]),
    ["Check: ", code(finding.check), ...(check === null ? [" (not configured any more)"] : [])],
    ["Open since: ", dayOf(finding.episode.opened.at), ...episode(finding.episode.number)],
    ...standing(finding).map((words) => [words]),
  ];
}

function episode(number: number): string[] {
  return number === 1 ? [] : [`, for the ${ordinal(number)} time`];
}

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${(teen ? undefined : { 1: "st", 2: "nd", 3: "rd" }[n % 10]) ?? "th"}`;
}

/** The facts beside the state, a sentence each. */
function standing(finding: ToldFinding["finding"]): string[] {
  const { state, episode, waiver, unverifiedSince, outOfScopeSince, closedByHand } = finding;
  const words: string[] = [];
  if (state === "resolved") words.push(`Resolved: ${dayOf(episode.resolved?.at ?? "")}`);
  if (waiver !== null) {
    const until = `${waiver.expired ? "Waiver expired" : "Waived until"}: ${dayOf(waiver.until)}, by ${short(waiver.id)}`;
    words.push(waiver.kind === "addressable" ? `${until} (addressable)` : until);
  }
  if (unverifiedSince !== null)
    words.push(`Unverified since: ${dayOf(unverifiedSince)}. It could not be judged, and counts as open.`);
  if (outOfScopeSince !== null) words.push(`Out of scope since: ${dayOf(outOfScopeSince)}. Nobody looks at it now.`);
  if (closedByHand !== null) words.push(`Closed by hand: ${dayOf(closedByHand.at)}, by ${short(closedByHand.by)}`);
  return words;
}

function findingLine({ finding }: ToldFinding): (string | Inline)[] {
  const { resource, unit, message, due, owner } = finding;
  const beside = [
    unit.region,
    finding.severity,
    ...(due === null ? [] : [`due ${dayOf(due)}`]),
    ...(owner === null ? [] : [`owner ${short(owner)}`]),
    ...standing(finding).map((words) => words.replace(/\..*$/s, "").toLowerCase()),
  ];
  return [code(resourceOf(resource)), ` ${short(message)} (${beside.join(", ")})`];
}

/** Each sentence once, in the order in which findings name them. */
function clauseBlocks(findings: readonly ToldFinding[]): Block[] {
  const clauses = new Map(findings.flatMap(({ clauses }) => clauses.map((clause) => [clause.hash, clause] as const)));
  if (clauses.size === 0) return [];
  return [
    heading("What the policy says"),
    ...[...clauses.values()].flatMap((clause) => [
      quote(short([...(clause.introducedBy ?? []), clause.text].join(" "))),
      paragraph(
        sourceOf(clause),
        ...(clause.stale === undefined ? [] : [strong(" This sentence changed since it was accepted.")]),
      ),
    ]),
  ];
}

function whyBlocks({ check }: ToldFinding): Block[] {
  return check === null ? [] : [heading("Why it matters"), paragraph(short(check.why))];
}

function fixBlocks({ check, finding: { evidence = {} } }: ToldFinding): Block[] {
  const changes = Array.isArray(evidence["fix"]) ? evidence["fix"].filter((each) => typeof each === "string") : [];
  const blocks = [
    ...(check === null ? [] : [paragraph(short(check.fix))]),
    ...(changes.length === 0 ? [] : [list(changes.map((change) => [short(change)]))]),
  ];
  return blocks.length === 0 ? [] : [heading("How to mend it"), ...blocks];
}

function end(subject: Subject, key: string | null): Block[] {
  return [
    paragraph(
      "clausewatch keeps this text current, and closes this ticket when a scan has proven that nothing is left to mend. " +
        "Whoever accepts it as it is writes a waiver; a ticket that is closed by hand leaves it open.",
    ),
    paragraph(
      ...(key === null ? [] : ["History: ", code(`clausewatch findings show ${key.slice(0, 12)}`), ". "]),
      "Reference: ",
      code(markerOf(subject)),
    ),
  ];
}
