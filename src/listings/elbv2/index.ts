export { listeners } from "./listeners.ts";
export { loadBalancers } from "./load-balancers.ts";
export { rules } from "./rules.ts";
export { targetGroups } from "./target-groups.ts";
