export { type AccountSettings } from "./accounts.ts";
export { homeRegion } from "./home-region.ts";
export { liveSource, type LiveSettings } from "./live.ts";
export { systemClock } from "./pace.ts";
