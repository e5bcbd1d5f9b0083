export { ConfigError } from "./error.ts";
export { configError, configErrors, loadConfig, type LoadedConfig } from "./load.ts";
export { policyFiles } from "./policy-files.ts";
export { configJsonSchema, type Config } from "./schema.ts";
export { variables } from "./variables.ts";
