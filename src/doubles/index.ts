export type { Double, DoubleOptions, Exchange, Fault, Reply } from "./double.ts";
export { startGithub, type GithubDouble, type GithubOptions } from "./github/github.ts";
export { startJira, type JiraDouble, type JiraOptions } from "./jira/jira.ts";
