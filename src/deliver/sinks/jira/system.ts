import type { z } from "zod";
import { inert } from "../../../report/index.ts";
import { SinkError, type ClosedTicket, type Opening, type Ticket } from "../../sink.ts";
import { adf, adfBlock, adfText, cut, fit, type AdfDocument, type Block } from "../../text/index.ts";
import type { TicketContent, TicketSystem } from "../../tickets/system.ts";
import { retryAfterMs } from "../../refusals.ts";
import { read, rest, type Rest } from "../rest.ts";
import type { JiraSettings } from "./settings.ts";
import * as shapes from "./shapes.ts";
import { closing, pick, reopening } from "./transition.ts";
import { tryJira } from "./try.ts";

/** Longer than Atlassian says that its search lags, and than anybody has complained of. */
const SEARCH_LAG_MS = 300_000;
const LONGEST_SUMMARY = 255;
/** Of a text field. Of what is sent, not only of the words in it: Atlassian does not say which is counted. */
const LONGEST_TEXT = 32_767;
/** All that is ours bears it, beside the marker. */
const LABEL = "clausewatch";
const API = "/rest/api/3";

export function jiraSystem(settings: JiraSettings, opening: Opening): TicketSystem {
  const { url, project, priorities } = settings;
  const base = url.replace(/\/+$/, "");
  const call = callOf(settings, base, opening);

  const ticketOf = ({ id, key }: { id: string; key: string }): Ticket => ({ id, url: `${base}/browse/${key}` });
  const issue = (id: string) => `${API}/issue/${encodeURIComponent(id)}`;
  const changing = ({ title, body, severity, due }: TicketContent) => ({
    summary: cut(inert(title, Infinity), LONGEST_SUMMARY),
    description: textOf(body),
    ...(priorities === null ? {} : { priority: { name: priorities[severity] } }),
    ...(settings.due ? { duedate: due === null ? null : due.slice(0, 10) } : {}),
  });
  const creation = (content: TicketContent) => ({
    fields: {
      project: { key: project },
      issuetype: { name: settings.issueType },
      labels: [LABEL, content.marker, ...settings.labels],
      ...(settings.components.length === 0 ? {} : { components: settings.components.map((name) => ({ name })) }),
      ...changing(content),
    },
  });
  const move = async (id: string, target: typeof closing) => {
    const answer = await call("GET", `${issue(id)}/transitions?expand=transitions.fields`);
    const chosen = pick(read(shapes.transitions, answer).transitions, target, settings);
    await call("POST", `${issue(id)}/transitions`, chosen);
  };

  return {
    limits: { most: 1, parallel: 2, pace: [{ most: 60, perMs: 60_000 }] },
    searchLagMs: SEARCH_LAG_MS,

    // In all projects: whoever moves an issue to another leaves its labels.
    find: async (marker) => {
      const query = { jql: `labels = "${marker}" ORDER BY created ASC`, fields: ["labels"], maxResults: 50 };
      for await (const { issues } of pages(call, query, shapes.marked)) {
        const first = issues.find(({ fields }) => fields.labels.includes(marker));
        if (first !== undefined) return ticketOf(first);
      }
      return null;
    },

    create: async (content) => ticketOf(read(shapes.made, await call("POST", `${API}/issue`, creation(content)))),

    isHere: ({ url }) => url.startsWith(`${base}/browse/`),

    read: async (id) => {
      const answer = await call("GET", `${issue(id)}?fields=status`, undefined, [404]);
      if (answer.status !== 404)
        return { isClosed: read(shapes.issue, answer).fields.status.statusCategory.key === "done" };
      // So says Jira, too, to whom it does not show the issue. Where the whole project is hidden, that is it.
      await call("GET", `${API}/project/${project}`);
      return null;
    },

    update: async (id, content) => {
      // Somebody may have taken the marker away.
      const labels = [{ add: content.marker }, { add: LABEL }];
      await call("PUT", issue(id), { fields: changing(content), update: { labels } });
    },

    hasComment: async (id, text) => {
      for (let startAt = 0; ;) {
        const path = `${issue(id)}/comment?startAt=${startAt}&maxResults=100&orderBy=-created`;
        const { total, comments } = read(shapes.comments, await call("GET", path));
        if (comments.some(({ body }) => adfText(body as AdfDocument).includes(text))) return true;
        startAt += comments.length;
        if (comments.length === 0 || startAt >= total) return false;
      }
    },

    comment: async (id, body) => {
      await call("POST", `${issue(id)}/comment`, { body: textOf(body) });
    },
    close: (id) => move(id, closing),
    reopen: (id) => move(id, reopening),

    // As in `find`: whatever project it is in by now.
    closedSince: async (since) => {
      const minutes = Math.ceil((opening.now().getTime() - Date.parse(since) + SEARCH_LAG_MS) / 60_000);
      const jql = `labels = "${LABEL}" AND statusCategory = Done AND updated >= "-${Math.max(1, minutes)}m"`;
      const query = { jql, fields: ["status", "resolution", "updated"], maxResults: 50, expand: "changelog" };
      const found: ClosedTicket[] = [];
      for await (const { issues } of pages(call, query, shapes.closed)) found.push(...issues.map(closedOf));
      return found;
    },

    preview: (content) => `POST ${base}${API}/issue\n${JSON.stringify(creation(content), null, 2)}`,
    test: () => tryJira(settings, call),
  };
}

function callOf({ user, token }: JiraSettings, base: string, { http, secret }: Opening): Rest {
  return rest({
    http,
    base,
    authorize: async () => {
      const password = await secret(token);
      const basic = Buffer.from(`${user}:${password}`).toString("base64");
      return {
        headers: { accept: "application/json", authorization: `Basic ${basic}` },
        secrets: [password, basic],
      };
    },
    waitOf: (answer) => (answer.status === 429 ? (retryAfterMs(answer) ?? 60_000) : null),
  });
}

interface Query {
  readonly jql: string;
  readonly fields: readonly string[];
  readonly maxResults: number;
  readonly expand?: string;
}

/** Throws `later` where the same page comes again: an endless search. */
async function* pages<Page extends { readonly nextPageToken: string | null }>(
  call: Rest,
  query: Query,
  shape: z.ZodType<Page>,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  for (let nextPageToken: string | null | undefined; ;) {
    const asked = nextPageToken === null ? query : { ...query, nextPageToken };
    const page = read(shape, await call("POST", `${API}/search/jql`, asked));
    yield page;
    ({ nextPageToken } = page);
    if (nextPageToken === null) return;
    if (seen.has(nextPageToken)) throw new SinkError("later", "the search gives the same page again");
    seen.add(nextPageToken);
  }
}

function textOf(blocks: readonly Block[]): AdfDocument {
  const around = JSON.stringify(adf([])).length;
  return adf(fit(blocks, LONGEST_TEXT - around, (block) => JSON.stringify(adfBlock(block)).length + 1));
}

/** By whoever changed its status last. */
function closedOf({ id, fields, changelog }: z.output<typeof shapes.closed>["issues"][number]): ClosedTicket {
  const last = (changelog?.histories ?? [])
    .filter(({ items }) => items.some(({ field }) => field === "status"))
    .toSorted((a, b) => Date.parse(b.created) - Date.parse(a.created))[0];
  const { status, resolution, updated } = fields;
  return {
    id,
    at: new Date(last?.created ?? updated).toISOString(),
    by: last?.author?.displayName ?? last?.author?.accountId ?? "somebody",
    why: resolution === null || resolution.name === status.name ? status.name : `${status.name}, ${resolution.name}`,
  };
}
