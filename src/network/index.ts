export * from "./addresses.ts";
export * from "./blocks.ts";
export * from "./flows.ts";
export * from "./intervals.ts";
export * from "./ports.ts";
export * from "./public-space.ts";
export * from "./security-groups.ts";
