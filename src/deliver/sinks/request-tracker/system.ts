import { inert } from "../../../report/index.ts";
import { retryAfterMs } from "../../refusals.ts";
import type { ClosedTicket, Opening } from "../../sink.ts";
import { apart, cut, fit, html, htmlBlock, plain, type Block } from "../../text/index.ts";
import type { TicketContent, TicketSystem } from "../../tickets/system.ts";
import { read, rest, type Rest } from "../rest.ts";
import { change, type Fields } from "./change.ts";
import { API, ask, commentsOf, pagesOf, TOGETHER, urnOf } from "./query.ts";
import type { RequestTrackerSettings } from "./settings.ts";
import * as shapes from "./shapes.ts";
import { currentOf, tellText } from "./text.ts";
import { tryRequestTracker } from "./try.ts";

const LONGEST_SUBJECT = 200;
/** In bytes. RT does not show what is longer, unless its MaxInlineBody says otherwise. */
const LONGEST_BODY = 11_900;
/** RT reads times in a query in the time zone of the account: none is further behind. */
const ZONE_MS = 12 * 3_600_000;
/** Clocks of ours and of RT differ. */
const CLOCKS_MS = 60_000;

export function requestTrackerSystem(settings: RequestTrackerSettings, opening: Opening): TicketSystem {
  const { queue, priorities, comments, closedStatus, openStatus } = settings;
  const base = settings.url.replace(/\/+$/, "");
  const call = callOf(settings, base, opening);
  const ticketOf = ({ id }: { readonly id: string }) => ({ id, url: `${base}/Ticket/Display.html?id=${id}` });
  /** Of a finding the comments say what changed. Of a group nobody would see in them what is open now. */
  const isKept = settings.group === "check-account";

  const fieldsOf = ({ title, severity, due }: TicketContent): Fields => ({
    Subject: cut(apart(inert(title, Infinity)), LONGEST_SUBJECT).trim(),
    Priority: priorities[severity],
    ...(settings.due ? { Due: due === null ? "" : timeOf(Date.parse(due)) } : {}),
  });
  const creation = (content: TicketContent) => {
    const text = textOf(content.body);
    return {
      Queue: queue,
      ...fieldsOf(content),
      ContentType: "text/html",
      Content: isKept ? currentOf(text) : text,
      // RT finds links exactly and at once, and makes them in the transaction that makes the ticket.
      RefersTo: [urnOf(content.marker), TOGETHER],
    };
  };
  const comment = async (id: string, subject: string, text: string) => {
    const body = { ContentType: "text/html", Content: text, Subject: subject };
    await call("POST", `${API}/ticket/${id}/${comments}`, body);
  };

  return {
    limits: { most: 1, parallel: 1, pace: [] },
    searchLagMs: 0,

    find: async (marker) => {
      const query = `RefersTo = '${urnOf(marker)}'`;
      const { items } = await ask(call, "tickets", shapes.found, { query, orderby: "id", per_page: "1" });
      return items[0] === undefined ? null : ticketOf(items[0]);
    },

    create: async (content) => ticketOf(read(shapes.made, await call("POST", `${API}/ticket`, creation(content)))),

    isHere: ({ url }) => url.startsWith(`${base}/Ticket/`),

    read: async (id) => {
      const answer = await call("GET", `${API}/ticket/${id}`, undefined, [404]);
      if (answer.status === 404) return null;
      // The one that it was merged into, where it was.
      const ticket = read(shapes.ticket, answer);
      if (ticket.Status === "deleted") return null;
      if (ticket.Status === closedStatus || ticket.Status === openStatus)
        return { isClosed: ticket.Status === closedStatus };
      // Which statuses are inactive is RT's own matter: each lifecycle has others.
      const query = `id = ${ticket.id} AND Status = '__Inactive__'`;
      const { total } = await ask(call, "tickets", shapes.found, { query });
      return { isClosed: total > 0 };
    },

    update: async (id, content) => {
      await change(call, id, fieldsOf(content), [urnOf(content.marker), TOGETHER]);
      if (isKept) await tellText(call, id, textOf(content.body), (subject, text) => comment(id, subject, text));
    },

    // The last paragraph of each comment is its subject, too: it holds what comments are looked for by.
    hasComment: async (id, text) => {
      for await (const { items } of pagesOf(call, "transactions", shapes.comments, commentsOf(id)))
        if (items.some(({ Data }) => Data?.includes(text))) return true;
      return false;
    },
    comment: (id, body) => comment(id, cut(plain(body.slice(-1)), LONGEST_SUBJECT), textOf(body)),

    close: (id) => change(call, id, { Status: closedStatus }, []),
    reopen: (id) => change(call, id, { Status: openStatus }, []),

    closedSince: async (since) => {
      const first = Date.parse(since) - CLOCKS_MS;
      const query = `RefersTo = '${TOGETHER}' AND Status = '__Inactive__' AND Resolved >= '${timeOf(first - ZONE_MS)}'`;
      const found: ClosedTicket[] = [];
      const asked = { query, fields: "Status,Resolved", orderby: "id", per_page: "50" };
      for await (const { items } of pagesOf(call, "tickets", shapes.closed, asked)) {
        const closed = items.filter(({ Resolved }) => Date.parse(Resolved) >= first);
        const closers = await closersOf(call, closed.map(({ id }) => id)); // prettier-ignore
        for (const { id, Status, Resolved } of closed)
          found.push({ id, at: new Date(Resolved).toISOString(), by: "somebody", ...closers.get(id), why: inert(Status) }); // prettier-ignore
      }
      return found;
    },

    preview: (content) => `POST ${base}${API}/ticket\n${JSON.stringify(creation(content), null, 2)}`,
    test: () => tryRequestTracker(settings, call),
  };
}

function callOf({ token, user, password }: RequestTrackerSettings, base: string, { http, secret }: Opening): Rest {
  return rest({
    http,
    base,
    authorize: async () => {
      const word = await secret((token ?? password)!);
      const basic = Buffer.from(`${user}:${word}`).toString("base64");
      const authorization = token === undefined ? `Basic ${basic}` : `token ${word}`;
      return { headers: { accept: "application/json", authorization }, secrets: [word, basic] };
    },
    // RT itself limits nobody; what stands before it may.
    waitOf: (answer) => (answer.status === 429 ? (retryAfterMs(answer) ?? 60_000) : null),
  });
}

/** What RT's columns hold, in UTC. ISO 8601 with its T and Z, RT stores as it comes, and then reads as no time at all. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

function textOf(blocks: readonly Block[]): string {
  return html(fit(blocks, LONGEST_BODY, (block) => Buffer.byteLength(htmlBlock(block)) + 1));
}

/** Who changed their status last, and when: asked of all at once, for there may be hundreds that we closed ourselves. */
async function closersOf(
  call: Rest,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<ClosedTicket, "at" | "by">>> {
  const closers = new Map<string, Pick<ClosedTicket, "at" | "by">>();
  if (ids.length === 0) return closers;
  const asked = {
    query: `Type = 'Status' AND (${ids.map((id) => `TicketId = ${id}`).join(" OR ")})`,
    fields: "ObjectId,Creator,Created",
    orderby: "id",
    order: "DESC",
    per_page: "100",
  };
  for await (const { items } of pagesOf(call, "transactions", shapes.statuses, asked))
    for (const { ObjectId, Creator, Created } of items)
      if (!closers.has(ObjectId)) closers.set(ObjectId, { at: new Date(Created).toISOString(), by: inert(Creator.id) });
  return closers;
}
