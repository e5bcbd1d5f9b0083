/** A ticket system in memory that loses calls and answers, refuses for load, and finds late what was made. */
import { SinkError, type ClosedTicket, type Ticket } from "../../../src/deliver/sink.ts";
import { plain } from "../../../src/deliver/text/index.ts";
import type { TicketContent, TicketSystem } from "../../../src/deliver/tickets/system.ts";
import type { Process } from "./process.ts";

export interface Made {
  readonly id: string;
  content: TicketContent;
  isClosed: boolean;
  readonly comments: string[];
  /** By the monotonic clock, in milliseconds. */
  readonly madeAt: number;
}

/** What becomes of one call. `cut`: the process that made it dies, before the system did it or after; the others of it too. */
export type Fate = "done" | "lost" | "answer lost" | "busy" | "broken" | "cut before" | "cut after";

export interface SystemOptions {
  readonly lagMs: number;
  readonly now: () => number;
  readonly fate: () => Fate;
  /** Whether the process stands still as the answer comes to what it asked to be created. */
  readonly stands: () => boolean;
  readonly parallel: number;
}

export interface Doubled {
  readonly made: readonly Made[];
  /** As that process sees it. */
  readonly of: (process: Process) => TicketSystem;
}

export function ticketSystem(options: SystemOptions): Doubled {
  const made: Made[] = [];
  return { made, of: (process) => systemOf(options, made, process) };
}

function systemOf({ lagMs, now, fate, stands, parallel }: SystemOptions, made: Made[], process: Process): TicketSystem {
  async function act<T>(call: string, work: () => T): Promise<T> {
    if (process.isDead) return await process.never();
    const will = fate();
    if (will === "cut before") return await process.die();
    if (will === "busy") throw new SinkError("later", `${call}: 429`, 60_000);
    if (will === "lost" || will === "broken") throw new SinkError("unsure", `${call}: ${will}`);
    const result = work();
    if (will === "cut after") return await process.die();
    // Others of the process may have ended it meanwhile.
    if (process.isDead) return await process.never();
    if (call === "create" && stands()) await process.stand();
    if (will === "answer lost") throw new SinkError("unsure", `${call}: no answer`);
    return result;
  }
  const of = (id: string): Made => made[Number(id)]!;
  const ticketOf = ({ id }: Made): Ticket => ({ id, url: `https://tickets.test/${id}` });
  return {
    limits: { most: 1, parallel, pace: [] },
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
    isHere: () => true,
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
