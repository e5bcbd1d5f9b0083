/** What each call does, and what it answers. */
import type { Asked, Reply } from "../double.ts";
import { priorities, resolutions, statuses, type Board, type Issue, type User } from "./board.ts";
import { COMPONENTS, readFields } from "./fields.ts";
import { JqlError, search } from "./jql.ts";
import { commentJson, issueJson, statusJson } from "./json.ts";

export const API = "/rest/api/3";
export const ISSUE_TYPES = [
  { id: "10100", name: "Task" },
  { id: "10101", name: "Bug" },
];
const PAGE = 50;

export interface Api {
  readonly url: string;
  readonly board: Board;
  readonly self: User;
  readonly may: (permission: string) => boolean;
  readonly now: () => number;
}

export const wrong = (
  status: number,
  errorMessages: readonly string[],
  errors: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  body: { errorMessages, errors },
});
export const NO_ISSUE = wrong(404, ["Issue does not exist or you do not have permission to see it."]);
export const NO_PROJECT = wrong(404, ["No project could be found with key."]);

export function searched({ url, board, may, now }: Api, { method, query, body }: Asked): Reply {
  const asked =
    method === "GET"
      ? { ...Object.fromEntries(query), fields: query.get("fields")?.split(",") }
      : (body as Readonly<Record<string, unknown>>);
  const {
    jql,
    fields = ["id"],
    maxResults = PAGE,
    nextPageToken,
    expand,
  } = asked as {
    jql?: unknown;
    fields?: readonly string[];
    maxResults?: unknown;
    nextPageToken?: string;
    expand?: string;
  };
  try {
    const found = may("BROWSE_PROJECTS") ? search(String(jql), board.indexed(), board.project, now()) : [];
    const from = nextPageToken === undefined ? 0 : Number(Buffer.from(nextPageToken, "base64url").toString());
    const most = Math.min(Number(maxResults), 100);
    const to = from + most;
    return {
      status: 200,
      body: {
        isLast: to >= found.length,
        issues: found.slice(from, to).map((issue) => issueJson(url, issue, fields, expand)),
        ...(to >= found.length ? {} : { nextPageToken: Buffer.from(String(to)).toString("base64url") }),
      },
    };
  } catch (error) {
    if (!(error instanceof JqlError)) throw error;
    return wrong(400, [error.message]);
  }
}

export function created({ url, board, may }: Api, { body }: Asked): Reply {
  const { fields: given = {} } = (body ?? {}) as { fields?: Readonly<Record<string, unknown>> };
  const { fields, errors } = readFields(given);
  const { key } = (given["project"] ?? {}) as { key?: unknown };
  const { name } = (given["issuetype"] ?? {}) as { name?: unknown };
  if (key !== board.project || !may("BROWSE_PROJECTS")) errors["project"] = "valid project is required";
  else if (!may("CREATE_ISSUES")) errors["project"] = "You do not have permission to create issues in this project.";
  if (!ISSUE_TYPES.some((type) => type.name === name)) errors["issuetype"] = "Specify a valid issue type";
  if (given["summary"] === undefined) errors["summary"] = "You must specify a summary of the issue.";
  if (Object.keys(errors).length > 0) return wrong(400, [], errors);
  const issue = board.add({
    summary: "",
    description: null,
    labels: [],
    components: [],
    priority: "Medium",
    duedate: null,
    ...fields,
  });
  return { status: 201, body: { id: issue.id, key: issue.key, self: `${url}${API}/issue/${issue.id}` } };
}

export function edited({ board, may }: Api, issue: Issue, { body }: Asked): Reply {
  if (!may("EDIT_ISSUES")) return wrong(403, ["You do not have permission to edit issues in this project."]);
  const { fields: given = {}, update = {} } = (body ?? {}) as {
    fields?: Readonly<Record<string, unknown>>;
    update?: { labels?: readonly { add?: string }[] };
  };
  const added = (update.labels ?? []).flatMap(({ add }) => add ?? []);
  const labels = added.length === 0 ? {} : { labels: [...issue.labels, ...added] };
  const { fields, errors } = readFields({ ...labels, ...given });
  if (Object.keys(errors).length > 0) return wrong(400, [], errors);
  board.change(issue, fields);
  return { status: 204 };
}

export function comments({ url }: Api, issue: Issue, { query }: Asked): Reply {
  const startAt = Number(query.get("startAt") ?? 0);
  const maxResults = Math.min(Number(query.get("maxResults") ?? PAGE), 100);
  const all = query.get("orderBy") === "-created" ? issue.comments.toReversed() : issue.comments;
  const page = all.slice(startAt, startAt + maxResults).map((comment) => commentJson(url, issue, comment));
  return { status: 200, body: { startAt, maxResults, total: all.length, comments: page } };
}

/** Every status leads to every other one; the screen of what is done asks for a resolution. */
export function transitions(url: string, issue: Issue, may: Api["may"]): object {
  const targets = may("TRANSITION_ISSUES") ? statuses.filter(({ id }) => id !== issue.status.id) : [];
  return {
    expand: "transitions",
    transitions: targets.map((to) => ({
      id: to.id.slice(-2),
      name: to.name,
      to: statusJson(url, to),
      hasScreen: to.statusCategory.key === "done",
      isGlobal: true,
      isInitial: false,
      isAvailable: true,
      isConditional: false,
      fields: to.statusCategory.key === "done" ? { resolution: resolutionField } : {},
    })),
  };
}

const resolutionField = {
  required: true,
  schema: { type: "resolution", system: "resolution" },
  name: "Resolution",
  key: "resolution",
  hasDefaultValue: false,
  operations: ["set"],
  allowedValues: resolutions.map((name, i) => ({ id: String(10_000 + i), name })),
};

export function moved({ board, self, may }: Api, issue: Issue, { body }: Asked): Reply {
  const { transition, fields } = body as {
    transition?: { id?: unknown };
    fields?: { resolution?: { name?: unknown } };
  };
  const to = statuses.find(({ id }) => id.slice(-2) === transition?.id && id !== issue.status.id);
  if (to === undefined || !may("TRANSITION_ISSUES"))
    return wrong(400, [`It seems that you have tried to perform a workflow operation that is not valid for the current state of this issue (${issue.key}).`]); // prettier-ignore
  const resolution = resolutions.find((name) => name === fields?.resolution?.name) ?? null;
  if (to.statusCategory.key === "done" && resolution === null)
    return wrong(400, [], { resolution: "Resolution is required." });
  if (to.statusCategory.key !== "done" && fields?.resolution !== undefined)
    return wrong(400, [], {
      resolution: "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown.",
    });
  board.move(issue, self, to, resolution);
  return { status: 204 };
}

export function permissions(asked: string, may: Api["may"]): Reply {
  const keys = asked.split(",").filter((key) => key !== "");
  if (keys.length === 0) return wrong(400, ["The 'permissions' query parameter is required."]);
  const entries = keys.map((key, i) => [
    key,
    { id: String(10 + i), key, name: key, type: "PROJECT", description: "", havePermission: may(key) },
  ]);
  return { status: 200, body: { permissions: Object.fromEntries(entries) } };
}

export function screen(url: string): object {
  const field = (fieldId: string, name: string, required: boolean, allowed?: readonly string[]) => ({
    fieldId,
    key: fieldId,
    name,
    required,
    hasDefaultValue: fieldId === "reporter" || fieldId === "priority",
    operations: ["set"],
    schema: { type: "string", system: fieldId },
    ...(allowed === undefined ? {} : { allowedValues: allowed.map((name) => ({ name })) }),
  });
  const fields = [
    field("summary", "Summary", true),
    field("issuetype", "Issue Type", true),
    field("project", "Project", true),
    field("reporter", "Reporter", true),
    field("description", "Description", false),
    field("labels", "Labels", false),
    field("priority", "Priority", false, priorities),
    field("duedate", "Due date", false),
    field("components", "Components", false, COMPONENTS),
  ];
  return { self: url, startAt: 0, maxResults: PAGE, total: fields.length, fields };
}
