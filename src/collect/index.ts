export { type AccountSettings } from "./accounts.ts";
export { homeRegion } from "./home-region.ts";
export { liveSource, type LiveSettings, type LiveSource } from "./live.ts";
export type { Trial } from "./trial.ts";
export { systemClock } from "./pace.ts";
