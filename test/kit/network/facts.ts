/**
 * The facts of the reference page as small worlds with packets: what the simulator is tested with, and
 * what every engine has to answer likewise. A packet to a VPC's resolver (fact 9) is for the simulator alone.
 */
import { borderFacts } from "./facts/borders.ts";
import { doorFacts } from "./facts/doors.ts";
import type { Fact } from "./facts/fact.ts";
import { forwarderFacts } from "./facts/forwarders.ts";
import { groupFacts } from "./facts/groups.ts";
import { routeFacts } from "./facts/routes.ts";

export type { Fact } from "./facts/fact.ts";

export const facts: readonly Fact[] = [...groupFacts, ...routeFacts, ...borderFacts, ...forwarderFacts, ...doorFacts];
