/** Asks RT and Alertmanager with nothing of ours: what is found here, the sinks did. */
import type { RequestTracker } from "./servers.ts";

export type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

export function asking(url: string, authorization: string): Ask {
  return async (method, path, body) => {
    const headers = { authorization, "content-type": "application/json", accept: "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(url + path, { method, headers, ...sent });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
}

/** As a person who may see everything. */
export function personOf({ url, person: { name, password } }: RequestTracker): Ask {
  return asking(url, `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`);
}

export interface RtTicket {
  readonly id: string;
  readonly Subject: string;
  readonly Status: string;
  readonly Priority: string;
  readonly Due: string;
}

/** In all states but deleted. */
export async function ticketsWith(ask: Ask, words: string): Promise<readonly RtTicket[]> {
  return await asked(ask, `Subject LIKE '${words}'`);
}

/** All that there are, in all states but deleted. */
export async function ticketsOf(ask: Ask): Promise<readonly RtTicket[]> {
  return await asked(ask, "id > 0");
}

async function asked(ask: Ask, query: string): Promise<readonly RtTicket[]> {
  const path = `/REST/2.0/tickets?query=${encodeURIComponent(query)}&fields=Subject,Status,Priority,Due&per_page=100`;
  return ((await ask("GET", path)) as { items: readonly RtTicket[] }).items;
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Those that have not ended. */
export async function activeAlerts(ask: Ask): Promise<readonly Alert[]> {
  return (await ask("GET", "/api/v2/alerts?active=true")) as readonly Alert[];
}

/** The comments, oldest first. */
export async function commentsOf(ask: Ask, id: string): Promise<readonly string[]> {
  const history = `/REST/2.0/ticket/${id}/history?fields=Type&per_page=100`;
  const { items } = (await ask("GET", history)) as { items: readonly { id: string; Type: string }[] };
  const texts: string[] = [];
  const isSaid = ({ Type }: { Type: string }) => Type === "Comment" || Type === "Correspond";
  for (const transaction of items.filter(isSaid)) {
    const path = `/REST/2.0/transaction/${transaction.id}/attachments?fields=Content`;
    const { items: parts } = (await ask("GET", path)) as { items: readonly { Content: string }[] };
    texts.push(parts.map(({ Content }) => Content).join("\n"));
  }
  return texts;
}

/** What its comments name, by which a change is told once: `0123456789ab/1.2;`. */
export async function referencesOf(ask: Ask, id: string): Promise<readonly string[]> {
  const query = encodeURIComponent(`TicketId = ${id} AND Type = 'Comment'`);
  const { items } = (await ask("GET", `/REST/2.0/transactions?query=${query}&fields=Data&per_page=100`)) as {
    items: readonly { Data: string | null }[];
  };
  return items.flatMap(({ Data }) => Data?.match(/[0-9a-f]{12}\/\d+\.\d+;/g) ?? []);
}
