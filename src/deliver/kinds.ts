/** All kinds of sinks, by what the configuration calls them. */
import type { SinkKind } from "./sink.ts";
import { alertmanager } from "./sinks/alertmanager.ts";
import { file } from "./sinks/file.ts";
import { github } from "./sinks/github/github.ts";
import { jira } from "./sinks/jira/jira.ts";
import { mail } from "./sinks/mail/mail.ts";
import { requestTracker } from "./sinks/request-tracker/request-tracker.ts";
import { securityHub } from "./sinks/security-hub/security-hub.ts";
import { slack } from "./sinks/slack.ts";
import { webhook } from "./sinks/webhook.ts";

/** In the order of the documentation. What `open` is given has been read by the kind's own `settings`. */
export const sinkKinds: readonly SinkKind<never>[] = [
  jira,
  github,
  requestTracker,
  webhook,
  slack,
  mail,
  alertmanager,
  securityHub,
  file,
] as never;
