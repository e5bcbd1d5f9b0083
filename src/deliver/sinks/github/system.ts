import type { z } from "zod";
import type { HttpAnswer } from "../../http.ts";
import { inert } from "../../../report/index.ts";
import { SinkError, type ClosedTicket, type Opening, type Ticket } from "../../sink.ts";
import { apart, cut, fit, markdown, markdownBlock, type Block } from "../../text/index.ts";
import type { TicketContent, TicketSystem } from "../../tickets/system.ts";
import { retryAfterMs } from "../../refusals.ts";
import { read, rest, type Rest } from "../rest.ts";
import type { GithubSettings } from "./settings.ts";
import * as shapes from "./shapes.ts";
import { tryGithub } from "./try.ts";

/** Lists of issues are no search; they come from the database, or from a copy that is some seconds behind. */
const LIST_LAG_MS = 60_000;
const LONGEST_TITLE = 256;
const LONGEST_BODY = 65_536;
const PER_PAGE = 100;

export function githubSystem(settings: GithubSettings, opening: Opening): TicketSystem {
  const { repository, label } = settings;
  const base = settings.url.replace(/\/+$/, "");
  const call = callOf(settings, base, opening);
  const repo = `/repos/${repository}`;
  const issue = (id: string) => `${repo}/issues/${encodeURIComponent(id)}`;
  const ticketOf = ({ number, html_url }: { number: number; html_url: string }): Ticket => ({
    id: String(number),
    url: html_url,
  });
  const changing = ({ title, body }: TicketContent) => ({ title: titleOf(title), body: bodyOf(body) });
  const creation = (content: TicketContent) => ({
    ...changing(content),
    labels: [label, ...settings.labels],
    ...(settings.assignees.length === 0 ? {} : { assignees: settings.assignees }),
  });
  const list = (query: Readonly<Record<string, string>>) =>
    pages(call, `${repo}/issues?${new URLSearchParams({ labels: label, ...query })}`, shapes.listed);

  return {
    limits: {
      most: 1,
      // GitHub asks for one request at a time, and counts comments as it counts issues.
      parallel: 1,
      pace: [
        { most: 40, perMs: 60_000 },
        { most: 250, perMs: 3_600_000 },
      ],
    },
    searchLagMs: LIST_LAG_MS,

    // Not by the search API, which learns late and takes 30 questions a minute.
    find: async (marker, since) => {
      let oldest: Ticket | null = null;
      for await (const page of list({ state: "all", sort: "created", direction: "desc" }))
        for (const found of page) {
          if (Date.parse(found.created_at) < Date.parse(since)) return oldest;
          if (found.pull_request === undefined && found.body?.includes(marker)) oldest = ticketOf(found);
        }
      return oldest;
    },

    create: async (content) => ticketOf(read(shapes.issue, await call("POST", `${repo}/issues`, creation(content)))),

    // Of Enterprise, the API may have a host of its own. Names are the same in capitals.
    isHere: ({ url }) =>
      (URL.parse(url)?.pathname ?? "").toLowerCase().startsWith(`/${repository}/issues/`.toLowerCase()),

    read: async (id) => {
      const answer = await call("GET", issue(id), undefined, [404, 410]);
      if (answer.status === 404 || answer.status === 410) {
        // So says GitHub, too, to whom it does not show the repository.
        await call("GET", repo);
        return null;
      }
      const { state, html_url, repository_url } = read(shapes.issue, answer);
      if (!repository_url.toLowerCase().endsWith(repo.toLowerCase()))
        throw new SinkError("refused", `the issue was transferred to ${html_url}: close it there, or transfer it back`);
      return { isClosed: state === "closed" };
    },

    update: async (id, content) => void (await call("PATCH", issue(id), changing(content))),

    hasComment: async (id, text) => {
      for await (const page of pages(call, `${issue(id)}/comments?`, shapes.comments))
        if (page.some(({ body }) => body?.includes(text))) return true;
      return false;
    },

    comment: async (id, body) => void (await call("POST", `${issue(id)}/comments`, { body: bodyOf(body) })),
    close: async (id) => void (await call("PATCH", issue(id), { state: "closed", state_reason: "completed" })),
    reopen: async (id) => void (await call("PATCH", issue(id), { state: "open", state_reason: "reopened" })),

    closedSince: async (since) => {
      const margin = new Date(Date.parse(since) - LIST_LAG_MS).toISOString();
      const found: ClosedTicket[] = [];
      for await (const page of list({ state: "closed", sort: "updated", direction: "asc", since: margin }))
        for (const { number, closed_at, pull_request } of page) {
          if (pull_request !== undefined || closed_at === null || Date.parse(closed_at) < Date.parse(margin)) continue;
          // Who closed it stands in the issue alone.
          const one = read(shapes.issue, await call("GET", issue(String(number))));
          if (one.state === "closed") found.push(closedOf(one, closed_at));
        }
      return found;
    },

    preview: (content) => `POST ${base}${repo}/issues\n${JSON.stringify(creation(content), null, 2)}`,
    test: () => tryGithub(settings, call),
  };
}

function callOf({ token }: GithubSettings, base: string, { http, secret, now }: Opening): Rest {
  return rest({
    http,
    base,
    authorize: async () => {
      const bearer = await secret(token);
      return {
        headers: {
          accept: "application/vnd.github+json",
          "x-github-api-version": "2022-11-28",
          authorization: `Bearer ${bearer}`,
        },
        secrets: [bearer],
      };
    },
    waitOf: (answer) => waitOf(answer, now()),
  });
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function waitOf(answer: HttpAnswer, now: Date): number | null {
  const { status, headers, body } = answer;
  if (status !== 403 && status !== 429) return null;
  const asked = retryAfterMs(answer);
  if (asked !== undefined) return asked;
  if (headers["x-ratelimit-remaining"] === "0") {
    const reset = Number(headers["x-ratelimit-reset"]) * 1000 - now.getTime();
    return Number.isFinite(reset) ? Math.min(Math.max(1000, reset), 3_600_000) : 60_000;
  }
  return status === 429 || /secondary rate limit/i.test(body) ? 60_000 : null;
}

/** Page by page, until one is not full. What comes anew meanwhile moves others on: they are seen twice, and none is missed. */
async function* pages<Item>(call: Rest, path: string, shape: z.ZodType<Item[]>): AsyncGenerator<Item[]> {
  for (let page = 1; ; page++) {
    const items = read(shape, await call("GET", `${path}&per_page=${PER_PAGE}&page=${page}`));
    yield items;
    if (items.length < PER_PAGE) return;
  }
}

/** GitHub reads no Markdown in it but backticks, and links nothing where it shows it; notices quote it elsewhere. */
function titleOf(title: string): string {
  return cut(apart(inert(title, Infinity)), LONGEST_TITLE);
}

function bodyOf(blocks: readonly Block[]): string {
  return markdown(fit(blocks, LONGEST_BODY, (block) => markdownBlock(block).length + 2));
}

function closedOf({ number, state_reason, closed_by }: z.output<typeof shapes.issue>, at: string): ClosedTicket {
  const why = state_reason === null ? "closed" : state_reason.replaceAll("_", " ");
  return { id: String(number), at: new Date(at).toISOString(), by: closed_by?.login ?? "somebody", why };
}
