/** Random small estates that are dense in trouble, and the packets to ask of each. */
import type fc from "fast-check";
import { draw } from "./draw.ts";
import type { Estate } from "./estate.ts";
import { plan } from "./plan.ts";

export { packetsOf } from "./packets.ts";

export const worlds: fc.Arbitrary<Estate> = plan.map(draw);
