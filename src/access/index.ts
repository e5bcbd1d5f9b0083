export type { Asked, Askers, Way } from "./asked.ts";

export type { Justification } from "./justified.ts";
export { proofListings, targetListings, type ProofListing, type ProofUnit } from "./listings.ts";
export { nameWithId } from "./names.ts";
export type { Found } from "./openings.ts";
export { partsOf } from "./parts.ts";
export { NetworkProof } from "./proof.ts";
export type { FromOutside } from "./residue.ts";
export type { Place } from "./targets.ts";
