export { instances } from "./instances.ts";
export { networkInterfaces } from "./network-interfaces.ts";
export { regions } from "./regions.ts";
export { routeTables } from "./route-tables.ts";
export { securityGroups } from "./security-groups.ts";
export { subnets } from "./subnets.ts";
export { volumes } from "./volumes.ts";
export { vpcs } from "./vpcs.ts";
