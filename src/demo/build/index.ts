export * from "./database.ts";
export * from "./ids.ts";
export * from "./load-balancer.ts";
export { givePublicAddress } from "./network-interface.ts";
export { Region } from "./region.ts";
export * from "./routes.ts";
export * from "./security-group.ts";
export * from "./server.ts";
export * from "./vpc.ts";
