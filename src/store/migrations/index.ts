import { begin } from "./0001-begin.ts";
import { schedule } from "./0002-schedule.ts";
import { outbox } from "./0003-outbox.ts";
import type { Migration } from "./migration.ts";

/** In the order of their numbers. */
export const migrations: readonly Migration[] = [begin, schedule, outbox];
