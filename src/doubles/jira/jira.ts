/** A double of Jira Cloud on loopback, REST v3. Its search learns late, and it says no as the real one does. */
import { serve, type Double, type DoubleOptions } from "../double.ts";
import { listPage, ticketPage } from "../page/page.ts";
import { Board, resolutions, statuses, type Issue, type User } from "./board.ts";
import { routesOf } from "./routes.ts";
import { shownIssue } from "./shown.ts";

export interface JiraOptions extends DoubleOptions {
  readonly user: string;
  readonly token: string;
  readonly project?: string;
  /** How far the search is behind, in milliseconds. */
  readonly searchLagMs?: number;
  /** Keys of permissions that the user lacks, such as `CREATE_ISSUES`; with `BROWSE_PROJECTS` nothing is there. */
  readonly lacks?: ReadonlySet<string>;
}

export interface JiraDouble extends Double {
  readonly issues: readonly Issue[];
  /** What a person does. `status`: its name. */
  move(key: string, by: string, status: string): void;
  remove(key: string): void;
}

export async function startJira(options: JiraOptions): Promise<JiraDouble> {
  const { user, token, project = "SEC", searchLagMs = 0, lacks = new Set<string>(), now = Date.now } = options;
  const board = new Board(project, now, searchLagMs);
  const self: User = { accountId: "5b10a2844c20165700ede21g", displayName: "clausewatch" };
  const may = (permission: string) => !lacks.has(permission) && !lacks.has("BROWSE_PROJECTS");
  const place = { name: `${project} · Compliance findings`, system: "Jira Cloud" };
  const wanted = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;

  const double = await serve(
    (url) => ({
      routes: routesOf({ url, board, self, may, now }),
      refuse: ({ headers }) =>
        headers.authorization === wanted
          ? null
          : {
              status: 401,
              body: { message: "Client must be authenticated to access this resource.", "status-code": 401 },
            },
      tooMany: (waitMs) => ({
        status: 429,
        headers: {
          "retry-after": String(Math.ceil(waitMs / 1000)),
          "ratelimit-reason": "jira-burst-based",
          "x-ratelimit-remaining": "0",
        },
        body: { errorMessages: ["Rate limit exceeded."], errors: {} },
      }),
      nothing: { status: 404, body: { errorMessages: ["null for uri"], errors: {} } },
      page: (path) => {
        if (path === "/") return listPage(place, board.all.map(shownIssue).toReversed());
        const found = board.find(/^\/browse\/([\w-]+)$/.exec(path)?.[1] ?? "");
        return found === null ? null : ticketPage(place, shownIssue(found));
      },
    }),
    options,
  );
  const known = (key: string) => {
    const found = board.find(key);
    if (found === null) throw new Error(`there is no issue ${key}`);
    return found;
  };
  return {
    ...double,
    get issues() {
      return board.all;
    },
    move: (key, by, name) => {
      const to = statuses.find((status) => status.name === name);
      if (to === undefined) throw new Error(`there is no status ${name}`);
      board.move(known(key), { accountId: by, displayName: by }, to, resolutions.find((each) => each === name) ?? null);
    },
    remove: (key) => board.remove(known(key)),
  };
}
