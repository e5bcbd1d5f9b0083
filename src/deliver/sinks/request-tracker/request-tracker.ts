/** Request Tracker 5, by its REST2: https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html */
import type { Opening, SinkKind } from "../../sink.ts";
import { ticketSink, ticketTells } from "../../tickets/sink.ts";
import { settings, type RequestTrackerSettings } from "./settings.ts";
import { requestTrackerSystem } from "./system.ts";

export const requestTracker: SinkKind<RequestTrackerSettings> = {
  kind: "request-tracker",
  about: "Request Tracker 5: a ticket for each finding, or for each check in an account.",
  style: "latest",
  tells: ticketTells,
  settings,
  open: async (settings: RequestTrackerSettings, opening: Opening) =>
    ticketSink(requestTrackerSystem(settings, opening)),
};
