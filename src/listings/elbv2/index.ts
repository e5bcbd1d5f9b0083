export { listeners } from "./listeners.ts";
export { loadBalancerAttributes } from "./load-balancer-attributes.ts";
export { loadBalancers } from "./load-balancers.ts";
export { rules } from "./rules.ts";
export { sslPolicies } from "./ssl-policies.ts";
export { targetGroupAttributes } from "./target-group-attributes.ts";
export { targetGroups } from "./target-groups.ts";
export { targetHealth } from "./target-health.ts";
