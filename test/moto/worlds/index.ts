/** The table of worlds. */
import type { World } from "../kit/world.ts";
import { databases, flawedDatabases } from "./databases.ts";
import { drives } from "./drives.ts";
import { loadBalancers } from "./load-balancers.ts";
import { securityGroups } from "./security-groups.ts";
import { untouched } from "./untouched.ts";

export const worlds: readonly World[] = [untouched, drives, databases, flawedDatabases, loadBalancers, securityGroups];
