export { dbClusterParameters } from "./db-cluster-parameters.ts";
export { dbClusterSnapshots } from "./db-cluster-snapshots.ts";
export { dbClusters } from "./db-clusters.ts";
export { dbInstances } from "./db-instances.ts";
export { dbParameters } from "./db-parameters.ts";
export { dbProxies } from "./db-proxies.ts";
export { dbSnapshots } from "./db-snapshots.ts";
