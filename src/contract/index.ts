export * from "./check.ts";
export * from "./clause.ts";
export * from "./control.ts";
export * from "./events.ts";
export * from "./listing.ts";
export * from "./outcome.ts";
export * from "./source.ts";
export * from "./unit.ts";
