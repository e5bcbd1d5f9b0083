/** Which rows of the register let connections in, and whether anything of them is left. */
import type { AccessRow } from "../contract/index.ts";
import { bits, fromRanges, intersect, isEmpty, subtract, type PortSet } from "../network/index.ts";
import { piecesOf } from "./pieces.ts";
import type { Claim, Register } from "./register.ts";
import type { FromHosts, Rest } from "./residue.ts";
import type { Place } from "./targets.ts";

export interface Justification {
  /** In the order of the register. */
  readonly rows: readonly AccessRow[];
  /** `unsure`: it hangs on a prefix list that was not read. */
  readonly whole: "yes" | "no" | "unsure";
}

/** The register, read for what is certain and for what is only possible. */
export interface Registers {
  readonly certain: Register;
  readonly possible: Register;
}

/** Of connections to a place on these ports. */
export function justificationOf(
  place: Place,
  rests: readonly Rest[],
  set: PortSet,
  { certain, possible }: Registers,
): Justification {
  const { rows, left } = takenOff(place, rests, set, possible);
  const whole = !left ? "yes" : takenOff(place, rests, set, certain).left ? "no" : "unsure";
  return { rows, whole };
}

function takenOff(
  place: Place,
  rests: readonly Rest[],
  set: PortSet,
  register: Register,
): { readonly rows: readonly AccessRow[]; readonly left: boolean } {
  const claims = register.claims(place);
  const used = new Set<Claim>();
  let left = false;
  for (const rest of rests) {
    const near = register.claimsOn(claims, rest.from, rest.to);
    const holding = near.filter((claim) => register.holdsAt(claim, rest.spot, rest.family));
    for (const { from, to, claims: own } of piecesOf(intersect(set, fromRanges([[rest.from, rest.to]])), holding)) {
      const open = lettingThrough(place, rest, claims, from, to, register);
      for (const claim of open ?? []) used.add(claim);
      const others = open === null ? rest : strangersIn(place, rest, register);
      if (others !== null && isLeft(place, others, [...own], register, used)) left = true;
    }
  }
  return { rows: claims.filter((claim) => used.has(claim)).map(({ row }) => row), left };
}

/** The claims that let in the load balancer that hands the connections on, where they let in all of it. */
function lettingThrough(
  place: Place,
  { through, spot }: Rest,
  claims: readonly Claim[],
  from: number,
  to: number,
  register: Register,
): readonly Claim[] | null {
  if (through === undefined) return null;
  const { nodes } = through.balancer;
  const own = register.claimsOn(claims, from, to).filter((claim) => register.holdsWhole(claim, spot));
  if (!nodes.every((node) => own.some((claim) => register.letsIn(claim, place, node)))) return null;
  return own.filter((claim) => nodes.some((node) => register.letsIn(claim, place, node)));
}

/** Other customers' hosts by a load balancer of nobody's: the row that lets it in says nothing of them. */
function strangersIn({ customer }: Place, rest: Rest, register: Register): FromHosts | null {
  const { by, through } = rest;
  if (customer === null || through === undefined || !("bits" in by)) return null;
  if (!through.balancer.nodes.every((node) => register.isNobodys(node))) return null;
  const own = bits.both(by.bits, register.strangers(customer, by.hosts));
  return bits.isNone(own) ? null : { ...(rest as FromHosts), by: { ...by, bits: own } };
}

/** Whether anything is left of a run of ports; notes the claims that took something off. */
function isLeft(place: Place, rest: Rest, own: readonly Claim[], register: Register, used: Set<Claim>): boolean {
  if ("line" in rest.by) {
    const { line } = rest.by;
    const justified = own.map((claim) => ({ claim, let: register.lineOf(claim, rest.family) }));
    for (const each of justified) if (!isEmpty(intersect(line, each.let))) used.add(each.claim);
    return !isEmpty(justified.reduce((left, each) => subtract(left, each.let), line));
  }
  const { hosts, bits: open } = rest.by;
  const justified = own.map((claim) => ({ claim, let: register.bitsOf(claim, place, hosts) }));
  for (const each of justified) if (bits.overlap(open, each.let)) used.add(each.claim);
  return !bits.isNone(justified.reduce((left, each) => bits.without(left, each.let), open));
}
