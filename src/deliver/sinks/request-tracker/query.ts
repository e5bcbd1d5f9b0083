/** Questions in TicketSQL and TransactionSQL. All that stands in them is ours or RT's: numbers, and markers. */
import type { z } from "zod";
import { read, type Rest } from "../rest.ts";

export const API = "/REST/2.0";

/** What all tickets of ours refer to. */
export const TOGETHER = "urn:clausewatch";

/** What the ticket of a subject refers to. */
export function urnOf(marker: string): string {
  return `urn:${marker}`;
}

type Asked = Readonly<Record<string, string>>;

export async function ask<T>(call: Rest, what: string, shape: z.ZodType<T>, asked: Asked): Promise<T> {
  return read(shape, await call("GET", `${API}/${what}?${new URLSearchParams(asked)}`));
}

/** Page by page; what the account may not see is missing in them, so that none need be full. */
export async function* pagesOf<T extends { readonly next_page: string | null }>(
  call: Rest,
  what: string,
  shape: z.ZodType<T>,
  asked: Asked,
): AsyncGenerator<T> {
  for (let page = 1; ; page++) {
    const got = await ask(call, what, shape, { ...asked, page: String(page) });
    yield got;
    if (got.next_page === null) return;
  }
}

/** The subjects of its comments, the last one first. */
export function commentsOf(id: string): Asked {
  return {
    query: `TicketId = ${id} AND (Type = 'Comment' OR Type = 'Correspond')`,
    fields: "Data",
    orderby: "id",
    order: "DESC",
    per_page: "100",
  };
}
