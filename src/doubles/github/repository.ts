import { time, userJson, type Place } from "./json.ts";

/** What of a repository has an address of its own. */
const PARTS = [
  "archive", "assignees", "blobs", "branches", "collaborators", "comments", "commits", "compare", "contents",
  "contributors", "deployments", "downloads", "events", "forks", "git_commits", "git_refs", "git_tags", "hooks",
  "issue_comment", "issue_events", "issues", "keys", "labels", "languages", "merges", "milestones", "notifications",
  "pulls", "releases", "stargazers", "statuses", "subscribers", "subscription", "tags", "teams", "trees",
]; // prettier-ignore
const COUNTS = ["forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers", "watchers_count", "network_count", "subscribers_count"]; // prettier-ignore

/** A private repository; `mayWrite`: whoever asks may write. */
export function repositoryJson(place: Place, mayWrite: boolean): object {
  const { url, repository } = place;
  const [owner = "", name = ""] = repository.split("/");
  const of = `${url}/repos/${repository}`;
  const html = `${url}/${repository}`;
  return {
    id: 1,
    node_id: "R_1",
    name,
    full_name: repository,
    owner: userJson(place, owner),
    private: true,
    visibility: "private",
    description: null,
    homepage: null,
    language: null,
    license: null,
    mirror_url: null,
    default_branch: "main",
    fork: false,
    archived: false,
    disabled: false,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    url: of,
    html_url: html,
    clone_url: `${html}.git`,
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    svn_url: html,
    ...Object.fromEntries(PARTS.map((part) => [`${part}_url`, `${of}/${part}`])),
    ...Object.fromEntries(COUNTS.map((count) => [count, 0])),
    created_at: time(0),
    pushed_at: time(0),
    updated_at: time(0),
    permissions: { admin: false, maintain: false, push: mayWrite, triage: mayWrite, pull: true },
  };
}
