export { loadCatalog, type Catalog } from "./catalog.ts";
export type { CatalogCheck, Reads } from "./catalog-check.ts";
export type { Limits } from "./check-process.ts";
export { CatalogError } from "./error.ts";
export { userFiles } from "./user-files.ts";
