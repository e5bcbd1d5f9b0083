export { ConfigError, type Problem } from "./error.ts";
export { configError, configErrors, configOf, loadConfig, type LoadedConfig } from "./load.ts";
export { loadLock, lockNow, lockPath, saveLock } from "./lock-file.ts";
export type { ParsedFile } from "./parse.ts";
export { policyFiles } from "./policy-files.ts";
export { configJsonSchema, type Config } from "./schema/index.ts";
export { variables } from "./variables.ts";
