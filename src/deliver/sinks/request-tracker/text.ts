/** RT lets nobody edit what a ticket was opened with: where the text has become another, a comment says it anew. */
import { createHash } from "node:crypto";
import type { Rest } from "../rest.ts";
import { ask, commentsOf, pagesOf } from "./query.ts";
import * as shapes from "./shapes.ts";

/** The text, with what it is known by. */
export function currentOf(text: string): string {
  return `${text}\n<p><em>Text ${digestOf(text)}</em></p>`;
}

export async function tellText(
  call: Rest,
  id: string,
  text: string,
  comment: (subject: string, text: string) => Promise<void>,
): Promise<void> {
  const digest = digestOf(text);
  if ((await lastTold(call, id)) === digest) return;
  await comment(`clausewatch text ${digest}`, `<p>As it is now:</p>\n${currentOf(text)}`);
}

async function lastTold(call: Rest, id: string): Promise<string | undefined> {
  for await (const { items } of pagesOf(call, "transactions", shapes.comments, commentsOf(id)))
    for (const { Data } of items) {
      const told = /^clausewatch text ([0-9a-f]{12})\s*$/.exec(Data ?? "")?.[1];
      if (told !== undefined) return told;
    }
  // What it was opened with is its first attachment.
  const first = await ask(call, `ticket/${id}/attachments`, shapes.attachments, { fields: "Content", per_page: "1" });
  return /Text ([0-9a-f]{12})<\/em><\/p>\s*$/.exec(first.items[0]?.Content ?? "")?.[1];
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
