export type { Double, Exchange, Fault } from "./double.ts";
export { startGithub, type GithubOptions } from "./github/github.ts";
export { startJira, type JiraDouble, type JiraOptions } from "./jira/jira.ts";
