export { baseCredentials, type CredentialOptions } from "./credentials.ts";
export { faults, type Fault, type FaultRule } from "./fault.ts";
export type { MadeOrganization } from "./organization.ts";
export { startReplay, type Replay, type ReplayOptions } from "./server.ts";
