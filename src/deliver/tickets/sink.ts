/** A sink of a ticket system: one ticket of each subject, made to match how the subject is. */
import type { ChangeKind } from "../../track/index.ts";
import { SinkError, type Answer, type Delivery, type Sink, type Ticket, type Told } from "../sink.ts";
import { commentOn, markerOf, plain, referenceOf, ticketText, worthTelling } from "../text/index.ts";
import type { TicketContent, TicketSystem } from "./system.ts";

/** What tickets are told; not that something could not be judged for a while, which changes from scan to scan. */
export const ticketTells: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  "opened",
  "resolved",
  "reopened",
  "out of scope",
  "in scope",
  "waived",
  "waiver expired",
  "waiver ended",
  "closed by hand",
  "described",
  "severity",
  "owner",
  "due",
  "clauses",
  "renamed",
]);

/** What asks somebody to look at a ticket again that was closed. */
const REOPENS: ReadonlySet<ChangeKind> = new Set<ChangeKind>(["opened", "reopened", "waiver expired", "waiver ended"]);

/** A creation may still be under way when a process that asked for it is dead, or waits no longer. */
const MARGIN_MS = 60_000;
/** How far clocks may differ. */
const CLOCKS_MS = 86_400_000;

export function ticketSink(system: TicketSystem): Sink {
  return {
    limits: system.limits,
    send: async (deliveries) => {
      const answers: Answer[] = [];
      for (const delivery of deliveries) answers.push(await answerOf(system, delivery));
      return answers;
    },
    preview: (deliveries) => deliveries.map((delivery) => previewOf(system, delivery)),
    test: () => system.test(),
    closedByHand: (since) => system.closedSince(since),
    isClosed: async (id) => (await system.read(id))?.isClosed ?? false,
    close: async () => {},
  };
}

/** What is wrong with one is told of that one; what is wrong with the whole place, or with the outbox, is thrown. */
async function answerOf(system: TicketSystem, delivery: Delivery): Promise<Answer> {
  try {
    return await tell(system, delivery);
  } catch (error) {
    if (!(error instanceof SinkError) || error.is === "later") throw error;
    return { is: error.is, why: error.message };
  }
}

/** May be called again after each of its steps, whatever came of that: what is done already is seen, and not done again. */
async function tell(system: TicketSystem, delivery: Delivery): Promise<Answer> {
  const { thread } = delivery;
  const content = contentOf(delivery);
  const isNeedless = delivery.state === "resolved" || content === null || isWaived(delivery);
  if (thread.ticket !== null) {
    if (!system.isHere(thread.ticket)) await recognise(system, delivery, thread.ticket);
    if (await bring(system, delivery, thread.ticket, content)) return { is: "accepted" };
    await thread.forget();
  }
  if (!isNeedless || thread.isUnsure) {
    // Asked before: what comes while it is looked for is not found by that.
    const isLate = thread.unsureForMs >= system.searchLagMs + MARGIN_MS;
    const found = await system.find(markerOf(delivery.subject), sinceOf(delivery));
    if (found === null && thread.isUnsure && !isLate) return waitFor(system, delivery);
    if (found !== null) {
      // Of an answer that was lost, or of an older store.
      await thread.made(found);
      if (await bring(system, delivery, found, content)) return { is: "accepted" };
    }
    if (found !== null || thread.isUnsure) await thread.forget();
  }
  if (isNeedless) return { is: "needless", why: "it is resolved or waived, and there is no ticket" };
  await create(system, delivery, content);
  return { is: "accepted" };
}

/** Whoever gave the sink another place has it change no tickets of others there; what moved with it is found by its marker. */
async function recognise(system: TicketSystem, delivery: Delivery, { id, url }: Ticket): Promise<void> {
  const found = await system.find(markerOf(delivery.subject), sinceOf(delivery));
  if (found?.id !== id) {
    const what = "give it another name, or the place that it had";
    throw new SinkError("refused", `its ticket is ${url}, which is not where the sink tells now: ${what}`);
  }
  await delivery.thread.made(found);
}

function waitFor({ searchLagMs }: TicketSystem, { thread }: Delivery): Answer {
  const afterMs = Math.max(1000, searchLagMs + MARGIN_MS - thread.unsureForMs);
  const why = "a ticket may have been created, and its answer was lost: it is looked for until the search must find it";
  return { is: "later", why, afterMs };
}

async function create(system: TicketSystem, { thread }: Delivery, content: TicketContent): Promise<void> {
  await thread.intend();
  let ticket;
  try {
    ticket = await system.create(content);
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    // Waited for from now on: it may have been created just before its answer was given up.
    await (error.is === "unsure" ? thread.intend() : thread.forget());
    throw error;
  }
  await thread.made(ticket);
}

/**
 * Brings a ticket in line; false where there is none any more. Closing is the last step: what is closed, some systems let
 * nobody edit.
 */
async function bring(
  system: TicketSystem,
  delivery: Delivery,
  { id }: Ticket,
  content: TicketContent | null,
): Promise<boolean> {
  const there = await system.read(id);
  if (there === null) return false;
  const { isClosed } = there;
  const isReopened = isClosed && delivery.state === "open" && asksAgain(delivery.changes);
  if (isReopened) await system.reopen(id);
  const isOpen = !isClosed || isReopened;
  if (isOpen && content !== null) await system.update(id, content);
  await comment(system, delivery, id);
  if (isOpen && delivery.state === "resolved") await system.close(id);
  return true;
}

/** Whether there is news since a person closed it. */
function asksAgain(changes: readonly Told[]): boolean {
  const kinds = changes.map(({ change }) => change.kind);
  return kinds.findLastIndex((kind) => REOPENS.has(kind)) > kinds.lastIndexOf("closed by hand");
}

async function comment(system: TicketSystem, delivery: Delivery, id: string): Promise<void> {
  const { subject, changes, findings } = delivery;
  if (subject.kind === "rest") return;
  const worth = worthTelling(changes, subject.kind);
  const untold = worth.slice(await toldOf(system, id, worth));
  if (untold.length > 0) await system.comment(id, commentOn(untold, subject.kind, findings[0]));
}

/** How many of them a comment tells already: those of an earlier try, which come first. */
async function toldOf(system: TicketSystem, id: string, changes: readonly Told[]): Promise<number> {
  const [first, ...others] = changes.map(referenceOf);
  if (first === undefined || !(await system.hasComment(id, first))) return 0;
  for (const [i, reference] of others.entries().toArray().toReversed())
    if (await system.hasComment(id, reference)) return i + 2;
  return 1;
}

function contentOf(delivery: Delivery): TicketContent | null {
  const text = ticketText(delivery);
  return text === null ? null : { marker: markerOf(delivery.subject), ...text };
}

/** All that is open of it. */
function isWaived({ findings, open, subject }: Delivery): boolean {
  if (subject.kind === "rest" || open > findings.length) return false;
  return findings.every(({ finding: { waiver } }) => waiver !== null && !waiver.expired);
}

/** No ticket of it can be older: nobody knew of it. */
function sinceOf({ findings, changes }: Delivery): string {
  const times = [...findings.map(({ finding }) => finding.firstSeen.at), ...changes.map(({ change }) => change.at)];
  const first = times.length === 0 ? CLOCKS_MS : Math.min(...times.map((at) => Date.parse(at)));
  return new Date(first - CLOCKS_MS).toISOString();
}

function previewOf(system: TicketSystem, delivery: Delivery): string {
  const { subject, changes, findings } = delivery;
  const content = contentOf(delivery);
  const worth = worthTelling(changes, subject.kind);
  const comment = subject.kind === "rest" || worth.length === 0 ? null : commentOn(worth, subject.kind, findings[0]);
  return [
    ...(content === null ? [] : [system.preview(content)]),
    ...(comment === null ? [] : [`Comment, where there is a ticket:\n${plain(comment)}`]),
    ...(delivery.state === "resolved" ? ["The ticket is closed."] : []),
  ].join("\n\n");
}
