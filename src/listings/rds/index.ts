export { dbClusters } from "./db-clusters.ts";
export { dbInstances } from "./db-instances.ts";
