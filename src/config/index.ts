export { ConfigError, type Fault, type Path, type Position, type Problem } from "./error.ts";
export { configError, configErrors, loadConfig, type LoadedConfig, type LoadRequest } from "./load.ts";
export { policyFiles, type PolicyFile } from "./policy-files.ts";
export { configJsonSchema, type Config } from "./schema.ts";
export { variables } from "./variables.ts";
