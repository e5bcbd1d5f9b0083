export { type AccountSettings } from "./accounts.ts";
export { codeOf, told } from "./failure.ts";
export { homeRegion } from "./home-region.ts";
export { liveSource, type LiveSettings, type LiveSource } from "./live.ts";
export type { Trial } from "./trial.ts";
export { limiter } from "./limit.ts";
export { openRoles, type Roles } from "./role.ts";
export type { ApiCall } from "./session.ts";
export { systemClock } from "./pace.ts";
