/** The table of journeys, the longest first. */
import { everyRegion } from "./every-region.ts";
import { checkpoints } from "./checkpoints.ts";
import type { Journey } from "./journey.ts";
import { leastPolicy } from "./least-policy.ts";
import { organization } from "./organization.ts";
import { reach } from "./reach.ts";
import { securityHub } from "./security-hub.ts";
import { severalAccounts } from "./several-accounts.ts";

export const journeys: readonly Journey[] = [
  leastPolicy,
  everyRegion,
  severalAccounts,
  organization,
  reach,
  checkpoints,
  securityHub,
];
