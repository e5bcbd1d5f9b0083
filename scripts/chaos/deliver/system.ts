/** A ticket system in memory that loses calls and answers, refuses for load, and finds late what was made. */
import { SinkError, type ClosedTicket, type Ticket } from "../../../src/deliver/sink.ts";
import { plain } from "../../../src/deliver/text/index.ts";
import type { TicketContent, TicketSystem } from "../../../src/deliver/tickets/system.ts";

export interface Made {
  readonly id: string;
  content: TicketContent;
  isClosed: boolean;
  readonly comments: string[];
  /** By the monotonic clock, in milliseconds. */
  readonly madeAt: number;
}

/** What becomes of one call. `cut`: the process that made it dies, before the system did it or after. */
export type Fate = "done" | "lost" | "answer lost" | "busy" | "broken" | "cut before" | "cut after";

export interface SystemOptions {
  readonly lagMs: number;
  readonly now: () => number;
  readonly fate: () => Fate;
  /** The process that called is no more: what this gives never comes, so that nothing of it goes on. */
  readonly die: () => Promise<never>;
}

export function ticketSystem({
  lagMs,
  now,
  fate,
  die,
}: SystemOptions): TicketSystem & { readonly made: readonly Made[] } {
  const made: Made[] = [];
  async function act<T>(call: string, work: () => T): Promise<T> {
    const will = fate();
    if (will === "cut before") return await die();
    if (will === "busy") throw new SinkError("later", `${call}: 429`, 60_000);
    if (will === "lost" || will === "broken") throw new SinkError("unsure", `${call}: ${will}`);
    const result = work();
    if (will === "cut after") return await die();
    if (will === "answer lost") throw new SinkError("unsure", `${call}: no answer`);
    return result;
  }
  const of = (id: string): Made => made[Number(id)]!;
  const ticketOf = ({ id }: Made): Ticket => ({ id, url: `https://tickets.test/${id}` });
  return {
    made,
    limits: { most: 1, parallel: 1, pace: [] },
    searchLagMs: 300_000,
    find: (marker) =>
      act("find", () => {
        const found = made.find(({ content, madeAt }) => content.marker === marker && madeAt + lagMs <= now());
        return found === undefined ? null : ticketOf(found);
      }),
    create: (content) =>
      act("create", () => {
        const one: Made = { id: String(made.length), content, isClosed: false, comments: [], madeAt: now() };
        made.push(one);
        return ticketOf(one);
      }),
    read: (id) => act("read", () => ({ isClosed: of(id).isClosed })),
    update: (id, content) => act("update", () => void (of(id).content = content)),
    hasComment: (id, text) => act("hasComment", () => of(id).comments.some((comment) => comment.includes(text))),
    comment: (id, body) => act("comment", () => void of(id).comments.push(plain(body))),
    close: (id) => act("close", () => void (of(id).isClosed = true)),
    reopen: (id) => act("reopen", () => void (of(id).isClosed = false)),
    closedSince: () => act("closedSince", (): readonly ClosedTicket[] => []),
    preview: ({ title }) => title,
    test: async () => [],
  };
}
