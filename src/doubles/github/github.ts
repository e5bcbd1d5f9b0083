/** A double of GitHub's issues on loopback. Its lists may learn late, and it says no as the real one does. */
import { serve, Window, type Asked, type Double, type DoubleOptions, type Reply, type Route } from "../double.ts";
import { listPage, ticketPage } from "../page/page.ts";
import { Board, type Issue } from "./board.ts";
import { commentJson, issueJson, wholeIssueJson, type Place } from "./json.ts";
import { repositoryJson } from "./repository.ts";
import { shownIssue } from "./shown.ts";

export interface GithubOptions extends DoubleOptions {
  readonly token: string;
  /** OWNER/NAME */
  readonly repository?: string;
  /** How far lists are behind, in milliseconds. */
  readonly listLagMs?: number;
  /** `read`: it sees issues and opens some, and what labels it gives are dropped. `none`: nothing is there. */
  readonly role?: "write" | "read" | "none";
  /** How many issues and comments may be made; beyond that it asks to wait. */
  readonly creations?: { readonly most: number; readonly perMs: number };
}

export interface GithubDouble extends Double {
  readonly issues: readonly Issue[];
  /** What a person does. `why`: `completed`, `not_planned`, `duplicate`. */
  closeByHand(number: number, by: string, why: string): void;
  remove(number: number): void;
}

const SELF = "clausewatch-bot";
const LONGEST_TITLE = 256;
const LONGEST_BODY = 65_536;
const HOURLY = 5000;

export async function startGithub(options: GithubOptions): Promise<GithubDouble> {
  const { token, repository = "example/compliance", listLagMs = 0, role = "write", now = Date.now } = options;
  const board = new Board(now, listLagMs);
  const shownPlace = { name: `${repository} · Issues`, system: "GitHub" };
  const creations = new Window(options.creations, now);
  const known = (number: number) => {
    const found = board.find(number);
    if (found === null) throw new Error(`there is no issue #${number}`);
    return found;
  };

  const double = await serve(
    (url) => ({
      routes: routesOf({ place: { url, repository }, board, role, creations }),
      refuse: ({ headers }) => (headers.authorization === `Bearer ${token}` ? null : wrong(401, "Bad credentials")),
      tooMany: (waitMs) => ({
        ...wrong(403, "API rate limit exceeded for user ID 1."),
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil((now() + waitMs) / 1000)) },
      }),
      nothing: NOT_FOUND,
      page: (path) => {
        if (path === "/")
          return listPage(shownPlace, board.all.map((issue) => shownIssue(repository, issue)).toReversed());
        const [, name, number] = /^\/(.+)\/issues\/(\d+)$/.exec(path) ?? [];
        const found = name === repository ? board.find(Number(number)) : null;
        return found === null || found.isDeleted ? null : ticketPage(shownPlace, shownIssue(repository, found));
      },
      headers: (used) => ({ "x-ratelimit-limit": String(HOURLY), "x-ratelimit-remaining": String(HOURLY - used) }),
    }),
    options,
  );
  return {
    ...double,
    get issues() {
      return board.all;
    },
    closeByHand: (number, by, why) => board.change(known(number), by, {}, { to: "closed", why }),
    remove: (number) => board.remove(known(number)),
  };
}

interface Api {
  readonly place: Place;
  readonly board: Board;
  readonly role: "write" | "read" | "none";
  readonly creations: Window;
}

function wrong(status: number, message: string, errors?: readonly object[]): Reply {
  const documentation_url = "https://docs.github.com/rest";
  return {
    status,
    body: { message, documentation_url, status: String(status), ...(errors === undefined ? {} : { errors }) },
  };
}
const NOT_FOUND = wrong(404, "Not Found");

function routesOf(api: Api): Route[] {
  const { place, board, role, creations } = api;
  const route = (method: string, path: string, answer: Route["answer"]): Route => ({
    method,
    path: new RegExp(`^/repos/${place.repository.replaceAll(".", "\\.")}${path}$`),
    answer: (asked) => (role === "none" ? NOT_FOUND : answer(asked)),
  });
  const withIssue = (work: (issue: Issue, asked: Asked) => Reply) => (asked: Asked) => {
    const issue = board.find(Number(asked.parts[0]));
    if (issue === null) return NOT_FOUND;
    return issue.isDeleted ? wrong(410, "This issue was deleted") : work(issue, asked);
  };
  const making =
    (work: Route["answer"]): Route["answer"] =>
    (asked) => {
      const waitMs = creations.enter();
      if (waitMs === 0) return work(asked);
      const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
      return { ...wrong(403, message), headers: { "retry-after": String(Math.ceil(waitMs / 1000)) } };
    };
  return [
    route("GET", "", () => ({ status: 200, body: repositoryJson(place, role === "write") })),
    route("GET", "/issues", (asked) => listed(api, asked)),
    route(
      "POST",
      "/issues",
      making((asked) => created(api, asked)),
    ),
    route(
      "GET",
      "/issues/(\\d+)",
      withIssue((issue) => ({ status: 200, body: wholeIssueJson(place, issue) })),
    ),
    route(
      "PATCH",
      "/issues/(\\d+)",
      withIssue((issue, asked) => edited(api, issue, asked)),
    ),
    route(
      "GET",
      "/issues/(\\d+)/comments",
      withIssue((issue, asked) =>
        paged(
          asked,
          issue.comments.map((comment) => commentJson(place, issue, comment)),
        ),
      ),
    ),
    route(
      "POST",
      "/issues/(\\d+)/comments",
      making(
        withIssue((issue, { body }) => {
          const { body: text } = body as { body?: unknown };
          const problem = textProblem("body", text, LONGEST_BODY);
          if (problem !== null || text === undefined) return problem ?? wrong(422, "Validation Failed");
          return { status: 201, body: commentJson(place, issue, board.comment(issue, SELF, String(text))) };
        }),
      ),
    ),
  ];
}

function listed({ board, place }: Api, asked: Asked): Reply {
  const { query } = asked;
  const labels = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
  const state = query.get("state") ?? "open";
  const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const key = query.get("sort") === "updated" ? "updated" : "created";
  const sign = query.get("direction") === "asc" ? 1 : -1;
  const found = board
    .list()
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    .filter((issue) => (state === "all" || issue.state === state) && issue.updated >= since)
    .toSorted((a, b) => sign * (a[key] - b[key] || a.number - b.number));
  return paged(
    asked,
    found.map((issue) => issueJson(place, issue)),
  );
}

function paged({ path, query }: Asked, all: readonly object[]): Reply {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const page = Number(query.get("page") ?? 1);
  const isLast = page * size >= all.length;
  const next = new URLSearchParams({ ...Object.fromEntries(query), page: String(page + 1) });
  return {
    status: 200,
    ...(isLast ? {} : { headers: { link: `<${path}?${next}>; rel="next"` } }),
    body: all.slice((page - 1) * size, page * size),
  };
}

function created({ board, place, role }: Api, { body }: Asked): Reply {
  const { title, body: text = "", labels = [], assignees = [] } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const problem = textProblem("title", title, LONGEST_TITLE) ?? textProblem("body", text, LONGEST_BODY);
  if (problem !== null) return problem;
  const issue = board.add(SELF, {
    title: String(title),
    body: String(text),
    // Who may not label, is not told so.
    labels: role === "write" ? (labels as string[]) : [],
    assignees: role === "write" ? (assignees as string[]) : [],
  });
  return {
    status: 201,
    headers: { location: `/repos/${place.repository}/issues/${issue.number}` },
    body: wholeIssueJson(place, issue),
  };
}

function edited({ board, place, role }: Api, issue: Issue, { body }: Asked): Reply {
  if (role !== "write") return wrong(403, "Must have admin rights to Repository.");
  const {
    title = issue.title,
    body: text = issue.body,
    state,
    state_reason: why,
  } = body as Readonly<Record<string, unknown>>;
  const problem = textProblem("title", title, LONGEST_TITLE) ?? textProblem("body", text, LONGEST_BODY);
  if (problem !== null) return problem;
  const to = state === "open" || state === "closed" ? state : null;
  board.change(issue, SELF, { title: String(title), body: String(text) }, to === null ? null : { to, why: String(why ?? "completed") }); // prettier-ignore
  return { status: 200, body: wholeIssueJson(place, issue) };
}

function textProblem(field: string, value: unknown, most: number): Reply | null {
  const fault = (code: string, message?: string) =>
    wrong(422, "Validation Failed", [
      { resource: "Issue", field, code, ...(message === undefined ? {} : { message }) },
    ]);
  if (typeof value !== "string" || (field === "title" && value.trim() === "")) return fault("missing_field");
  return value.length > most ? fault("custom", `${field} is too long (maximum is ${most} characters)`) : null;
}
