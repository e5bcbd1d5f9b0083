/** The table of journeys. */
import { everyRegion } from "./every-region.ts";
import type { Journey } from "./journey.ts";
import { leastPolicy } from "./least-policy.ts";
import { severalAccounts } from "./several-accounts.ts";

export const journeys: readonly Journey[] = [everyRegion, severalAccounts, leastPolicy];
