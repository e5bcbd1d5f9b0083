import type { Residues, Rest } from "./residue.ts";
import type { Place } from "./targets.ts";

/**
 * Everybody who reaches a place, be it justified or not: all that checks ask about, of residues by a register without rows.
 * What the internet reaches through a load balancer comes whether the target sees the client's address or not.
 */
export function everybody(residues: Residues, place: Place): readonly Rest[] {
  const isHanded = ({ through, by }: Rest) =>
    through !== undefined && "hop" in by && by.hop.kind === "internet-gateway";
  return [...residues.of(place).filter((rest) => !isHanded(rest)), ...residues.facing(place).filter(isHanded)];
}
