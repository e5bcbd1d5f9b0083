/** Issues of GitHub, also of Enterprise: https://docs.github.com/en/rest/issues */
import type { Opening, SinkKind } from "../../sink.ts";
import { ticketSink, ticketTells } from "../../tickets/sink.ts";
import { settings, type GithubSettings } from "./settings.ts";
import { githubSystem } from "./system.ts";

export const github: SinkKind<GithubSettings> = {
  kind: "github",
  about: "GitHub, also Enterprise: an issue for each finding, or for each check in an account.",
  style: "latest",
  tells: ticketTells,
  settings,
  open: async (settings: GithubSettings, opening: Opening) => ticketSink(githubSystem(settings, opening)),
};
