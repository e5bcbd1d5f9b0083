/** Jira Cloud, REST v3: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ */
import type { Opening, SinkKind } from "../../sink.ts";
import { ticketSink, ticketTells } from "../../tickets/sink.ts";
import { settings, type JiraSettings } from "./settings.ts";
import { jiraSystem } from "./system.ts";

export const jira: SinkKind<JiraSettings> = {
  kind: "jira",
  about: "Jira Cloud: an issue for each finding, or for each check in an account.",
  style: "latest",
  tells: ticketTells,
  settings,
  open: async (settings: JiraSettings, opening: Opening) => ticketSink(jiraSystem(settings, opening)),
};
