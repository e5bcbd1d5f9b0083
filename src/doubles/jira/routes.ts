import type { Asked, Reply, Route } from "../double.ts";
import {
  API,
  comments,
  created,
  edited,
  ISSUE_TYPES,
  moved,
  NO_ISSUE,
  NO_PROJECT,
  permissions,
  screen,
  searched,
  transitions,
  wrong,
  type Api,
} from "./answers.ts";
import { statuses, type Issue } from "./board.ts";
import { textProblem } from "./fields.ts";
import { commentJson, issueJson, projectJson, statusJson, userJson } from "./json.ts";

export function routesOf(api: Api): Route[] {
  const { url, board, self, may } = api;
  const route = (method: string, path: string, answer: Route["answer"]): Route => ({
    method,
    path: new RegExp(`^${API}${path}$`),
    answer,
  });
  const withIssue = (work: (issue: Issue, asked: Asked) => Reply) => (asked: Asked) => {
    const issue = may("BROWSE_PROJECTS") ? board.find(asked.parts[0]!) : null;
    return issue === null ? NO_ISSUE : work(issue, asked);
  };
  const ofProject =
    (work: () => Reply) =>
    ({ parts }: Asked) =>
      parts[0] === board.project && may("BROWSE_PROJECTS") ? work() : NO_PROJECT;
  return [
    // Gone since 2025.
    ...["GET", "POST"].map((method) =>
      route(method, "/search", () =>
        wrong(410, ["The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."]),
      ),
    ),
    ...["GET", "POST"].map((method) => route(method, "/search/jql", (asked) => searched(api, asked))),
    route("GET", "/myself", () => ({ status: 200, body: userJson(url, self) })),
    route(
      "GET",
      "/project/([^/]+)",
      ofProject(() => ({ status: 200, body: projectJson(url, board.project, ISSUE_TYPES) })),
    ),
    route("GET", "/mypermissions", ({ query }) => permissions(query.get("permissions") ?? "", may)),
    route(
      "GET",
      "/project/([^/]+)/statuses",
      ofProject(() => ({
        status: 200,
        body: ISSUE_TYPES.map((type) => ({
          ...type,
          self: `${url}${API}/issuetype/${type.id}`,
          subtask: false,
          statuses: statuses.map((each) => statusJson(url, each)),
        })),
      })),
    ),
    route(
      "GET",
      "/issue/createmeta/([^/]+)/issuetypes/[^/]+",
      ofProject(() => ({ status: 200, body: screen(url) })),
    ),
    route("POST", "/issue", (asked) => created(api, asked)),
    route(
      "GET",
      "/issue/([^/]+)",
      withIssue((issue, { query }) => ({
        status: 200,
        body: issueJson(url, issue, query.get("fields")?.split(",") ?? ["*all"]),
      })),
    ),
    route(
      "PUT",
      "/issue/([^/]+)",
      withIssue((issue, asked) => edited(api, issue, asked)),
    ),
    route(
      "GET",
      "/issue/([^/]+)/comment",
      withIssue((issue, asked) => comments(api, issue, asked)),
    ),
    route(
      "POST",
      "/issue/([^/]+)/comment",
      withIssue((issue, { body }) => {
        if (!may("ADD_COMMENTS")) return wrong(403, ["You do not have the permission to comment on this issue."]);
        const document = (body as { body?: unknown }).body;
        const problem = textProblem(document);
        if (problem !== null) return wrong(400, [], { comment: problem });
        return { status: 201, body: commentJson(url, issue, board.comment(issue, self, document)) };
      }),
    ),
    route(
      "GET",
      "/issue/([^/]+)/transitions",
      withIssue((issue) => ({ status: 200, body: transitions(url, issue, may) })),
    ),
    route(
      "POST",
      "/issue/([^/]+)/transitions",
      withIssue((issue, asked) => moved(api, issue, asked)),
    ),
  ];
}
