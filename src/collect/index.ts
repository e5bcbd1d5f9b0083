export { type AccountSettings } from "./accounts.ts";
export { liveSource, type LiveSettings } from "./live.ts";
export { systemClock } from "./pace.ts";
