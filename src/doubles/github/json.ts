/** GitHub's answers, each as its API description says. */
import type { Comment, Issue } from "./board.ts";

export interface Place {
  /** Of the API. */
  readonly url: string;
  /** OWNER/NAME */
  readonly repository: string;
}

/** Whole seconds, as GitHub writes them. */
export function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}

export function userJson({ url }: Place, login: string): object {
  const id = [...login].reduce((sum, character) => sum * 31 + character.codePointAt(0)!, 7) % 1_000_000;
  const of = `${url}/users/${login}`;
  return {
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `${url}/avatars/${id}`,
    gravatar_id: "",
    url: of,
    html_url: `${url}/${login}`,
    followers_url: `${of}/followers`,
    following_url: `${of}/following{/other_user}`,
    gists_url: `${of}/gists{/gist_id}`,
    starred_url: `${of}/starred{/owner}{/repo}`,
    subscriptions_url: `${of}/subscriptions`,
    organizations_url: `${of}/orgs`,
    repos_url: `${of}/repos`,
    events_url: `${of}/events{/privacy}`,
    received_events_url: `${of}/received_events`,
    type: "User",
    site_admin: false,
  };
}

export function issueJson(place: Place, issue: Issue): object {
  const { url, repository } = place;
  const { number, title, body, labels, assignees, state, reason, comments } = issue;
  const of = `${url}/repos/${repository}/issues/${number}`;
  return {
    id: 1_000_000 + number,
    node_id: `I_${number}`,
    url: of,
    repository_url: `${url}/repos/${repository}`,
    labels_url: `${of}/labels{/name}`,
    comments_url: `${of}/comments`,
    events_url: `${of}/events`,
    html_url: `${url}/${repository}/issues/${number}`,
    number,
    state,
    state_reason: reason,
    title,
    body,
    user: userJson(place, issue.by),
    labels: labels.map((name, i) => ({ id: 100 + i, node_id: `L_${i}`, url: `${url}/repos/${repository}/labels/${encodeURIComponent(name)}`, name, color: "ededed", default: false, description: null })), // prettier-ignore
    assignee: assignees[0] === undefined ? null : userJson(place, assignees[0]),
    assignees: assignees.map((login) => userJson(place, login)),
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: comments.length,
    closed_at: issue.closedAt === null ? null : time(issue.closedAt),
    created_at: time(issue.created),
    updated_at: time(issue.updated),
    author_association: "MEMBER",
  };
}

/** Of one issue alone; lists do not say who closed it. */
export function wholeIssueJson(place: Place, issue: Issue): object {
  return {
    ...issueJson(place, issue),
    closed_by: issue.closedBy === null ? null : userJson(place, issue.closedBy),
  };
}

export function commentJson(place: Place, { number }: Issue, { id, by, body, at }: Comment): object {
  const { url, repository } = place;
  return {
    id,
    node_id: `IC_${id}`,
    url: `${url}/repos/${repository}/issues/comments/${id}`,
    html_url: `${url}/${repository}/issues/${number}#issuecomment-${id}`,
    issue_url: `${url}/repos/${repository}/issues/${number}`,
    body,
    user: userJson(place, by),
    created_at: time(at),
    updated_at: time(at),
    author_association: "MEMBER",
  };
}
