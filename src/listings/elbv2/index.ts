export { listeners } from "./listeners.ts";
export { loadBalancers } from "./load-balancers.ts";
export { rules } from "./rules.ts";
export { sslPolicies } from "./ssl-policies.ts";
export { targetGroups } from "./target-groups.ts";
