export { baseCredentials, type CredentialOptions, type Role } from "./credentials.ts";
export { ReplayError } from "./failure.ts";
export { faults, type Fault, type FaultRule } from "./fault.ts";
export { startReplay, type Replay, type ReplayOptions, type RequestEntry } from "./server.ts";
