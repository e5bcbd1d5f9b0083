/** Tickets for people to look at, as the system would show them: without a script, and nothing is loaded. */
import { createHash } from "node:crypto";
import type { Reply } from "../double.ts";
import { Html, markup } from "./html.ts";
import { style } from "./style.ts";

export interface ShownTicket {
  readonly key: string;
  readonly path: string;
  readonly title: string;
  readonly isOpen: boolean;
  readonly status: string;
  /** Of the name of a priority, or none. */
  readonly grade: "critical" | "high" | "medium" | "low" | "lowest" | null;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly labels: readonly string[];
  readonly body: Html;
  readonly timeline: readonly ShownEntry[];
  readonly updated: number;
}

export interface ShownEntry {
  readonly at: number;
  readonly by: string;
  /** In one line, such as `closed it`. */
  readonly what: string;
  readonly body: Html | null;
  readonly tone: "open" | "closed" | "said";
}

interface Place {
  /** Such as `Jira Cloud · SEC`. */
  readonly name: string;
  readonly system: string;
}

const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function listPage(place: Place, tickets: readonly ShownTicket[]): Reply {
  const open = tickets.filter(({ isOpen }) => isOpen);
  const closed = tickets.filter(({ isOpen }) => !isOpen);
  const said = tickets.length === 0 ? "Nothing was opened yet." : `${open.length} open, ${closed.length} closed`;
  return page(
    place.name,
    markup`${banner(place)}<main><h1>${place.name}</h1><p class="count">${said} · <a href="/">Look again</a></p>
${section("Open", open)}${section("Closed", closed)}</main>`,
  );
}

export function ticketPage(place: Place, ticket: ShownTicket): Reply {
  const { key, title, body, facts, labels, timeline } = ticket;
  return page(
    `${key}: ${title}`,
    markup`${banner(place)}<main class="one"><header><p class="crumb"><a href="/">${place.name}</a> / ${key}</p>
<h1>${title}</h1><p>${pill(ticket)}${grade(ticket)}</p></header>
<div class="columns"><div class="text"><h2>Description</h2><article class="card body">${body}</article>
<h2>Activity</h2><ol class="timeline">${timeline.map(entry)}</ol></div>
<aside class="card"><h2>Details</h2><dl>${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<h2>Labels</h2><p class="labels">${labels.map((label) => markup`<span>${label}</span> `)}</p></aside></div></main>`,
  );
}

function section(title: string, tickets: readonly ShownTicket[]): Html | null {
  if (tickets.length === 0) return null;
  return markup`<h2>${title}</h2><ul class="card list">${tickets.map(row)}</ul>`;
}

function row(ticket: ShownTicket): Html {
  const { key, path, title, updated, timeline } = ticket;
  const said = timeline.filter(({ body }) => body !== null).length;
  return markup`<li class="${ticket.isOpen ? "open" : "closed"}">${grade(ticket)}<a href="${path}"><b>${key}</b> <span>${title}</span></a>
<span class="meta">${said === 0 ? null : `${said} ${said === 1 ? "comment" : "comments"} · `}${minute(updated)}</span>${pill(ticket)}</li>`;
}

function entry({ at, by, what, body, tone }: ShownEntry): Html {
  const line = markup`<p class="line"><b>${by}</b> ${what} <time>${minute(at)}</time></p>`;
  return markup`<li class="${tone}">${line}${body === null ? null : markup`<div class="card body">${body}</div>`}</li>`;
}

function pill({ isOpen, status }: ShownTicket): Html {
  return markup`<span class="pill ${isOpen ? "open" : "closed"}">${isOpen ? "●" : "✔"} ${status}</span>`;
}

function grade({ grade }: ShownTicket): Html | null {
  return grade === null ? null : markup`<span class="grade ${grade}">${grade}</span>`;
}

function banner({ system }: Place): Html {
  return markup`<header class="banner">A double of ${system} on this machine: it behaves like the real one, and holds what was sent to it.</header>`;
}

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

function page(title: string, body: Html): Reply {
  const html = markup`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${new Html(style)}</style></head>
<body>${body}</body></html>`;
  return {
    status: 200,
    headers: {
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    },
    body: html.source,
  };
}
