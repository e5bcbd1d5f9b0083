/** What of RT's answers is read; all else in them is left alone. Numbers come as numbers or as strings. */
import { z } from "zod";
import { maybe } from "../rest.ts";

const id = z.union([z.string().regex(/^\d+$/), z.int()]).transform(String);
const number = z.union([z.string(), z.number()]).transform(Number);
const hyperlink = z.object({ ref: z.string(), _url: maybe(z.string()) });

export const made = z.object({ id });

export const ticket = z.object({
  id,
  Subject: maybe(z.string()),
  Status: z.string(),
  Priority: number,
  Due: maybe(z.string()),
  _hyperlinks: z.array(hyperlink),
});
export type RtTicket = z.output<typeof ticket>;

export const found = z.object({ total: number, items: z.array(z.object({ id })) });

export const closed = z.object({
  next_page: maybe(z.string()),
  items: z.array(z.object({ id, Status: z.string(), Resolved: z.string() })),
});

export const statuses = z.object({
  next_page: maybe(z.string()),
  items: z.array(z.object({ ObjectId: id, Creator: z.object({ id: z.string() }), Created: z.string() })),
});

export const comments = z.object({
  next_page: maybe(z.string()),
  items: z.array(z.object({ Data: maybe(z.string()) })),
});

export const attachments = z.object({ items: z.array(z.object({ Content: maybe(z.string()) })) });

/** What RT says of each change that it was asked for, of those that it did not make, too. */
export const messages = z.array(z.string());

export const about = z.object({ Version: z.string() });

export const queue = z.object({ Disabled: number, _hyperlinks: z.array(hyperlink) });
