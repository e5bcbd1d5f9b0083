export { type AccountSettings } from "./accounts.ts";
export { homeRegion } from "./home-region.ts";
export { liveSource } from "./live.ts";
export type { ApiCall } from "./session.ts";
export { systemClock } from "./pace.ts";
