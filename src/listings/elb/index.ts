export { loadBalancerAttributes } from "./load-balancer-attributes.ts";
export { loadBalancerPolicies } from "./load-balancer-policies.ts";
export { loadBalancers } from "./load-balancers.ts";
