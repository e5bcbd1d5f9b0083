/** All kinds of sinks, by what the configuration calls them. */
import type { SinkKind } from "./sink.ts";
import { alertmanager } from "./sinks/alertmanager.ts";
import { github } from "./sinks/github/github.ts";
import { jira } from "./sinks/jira/jira.ts";
import { requestTracker } from "./sinks/request-tracker/request-tracker.ts";

export const sinkKinds: readonly SinkKind[] = [jira, github, requestTracker, alertmanager];
