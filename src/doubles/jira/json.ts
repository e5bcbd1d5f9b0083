/** Jira's answers, in so far as anybody reads them; each as its API description says. */
import type { Comment, Issue, Status, User } from "./board.ts";

const API = "/rest/api/3";

/** `2026-03-02T12:00:00.000+0000`, as Jira writes it. */
export function time(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}

export function userJson(url: string, { accountId, displayName }: User): object {
  return {
    self: `${url}${API}/user?accountId=${accountId}`,
    accountId,
    accountType: "atlassian",
    displayName,
    active: true,
    timeZone: "Etc/UTC",
  };
}

export function statusJson(url: string, { id, name, statusCategory }: Status): object {
  return {
    self: `${url}${API}/status/${id}`,
    id,
    name,
    description: "",
    statusCategory: { ...statusCategory, self: `${url}${API}/statuscategory/${statusCategory.id}` },
  };
}

export function projectJson(url: string, key: string, issueTypes: readonly { id: string; name: string }[]): object {
  const types = issueTypes.map((type) => ({ ...type, self: `${url}${API}/issuetype/${type.id}`, subtask: false }));
  return { self: `${url}${API}/project/10000`, id: "10000", key, name: "Compliance findings", issueTypes: types };
}

export function commentJson(url: string, issue: Issue, { id, author, body, at }: Comment): object {
  return {
    self: `${url}${API}/issue/${issue.id}/comment/${id}`,
    id,
    author: userJson(url, author),
    updateAuthor: userJson(url, author),
    body,
    created: time(at),
    updated: time(at),
  };
}

/** Only the fields that are asked for; `*all` for all of them. */
export function issueJson(url: string, issue: Issue, asked: readonly string[], expand = ""): object {
  const { id, key, summary, description, labels, components, priority, duedate, status, resolution } = issue;
  const all: Readonly<Record<string, unknown>> = {
    summary,
    description,
    labels,
    components: components.map((name) => ({ name })),
    priority: { name: priority },
    duedate,
    status: statusJson(url, status),
    resolution: resolution === null ? null : { name: resolution },
    created: time(issue.created),
    updated: time(issue.updated),
  };
  const isAll = asked.includes("*all");
  const fields = Object.fromEntries(Object.entries(all).filter(([name]) => isAll || asked.includes(name)));
  const histories = issue.histories.toReversed().map(({ id, author, at, items }) => ({
    id,
    author: userJson(url, author),
    created: time(at),
    items: items.map((item) => ({ ...item, fieldtype: "jira" })),
  }));
  return {
    id,
    key,
    self: `${url}${API}/issue/${id}`,
    expand,
    ...(asked.length === 1 && asked[0] === "id" ? {} : { fields }),
    ...(expand.includes("changelog")
      ? { changelog: { startAt: 0, maxResults: histories.length, total: histories.length, histories } }
      : {}),
  };
}
