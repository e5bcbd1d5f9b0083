/** How checks of the network tell what the proof found. */
import {
  fail,
  pass,
  undecided,
  type AccessRow,
  type Fail,
  type NetworkVerdict,
  type Opening,
  type Proof,
  type Target,
} from "../contract/index.ts";
import { nameWithId } from "./names.ts";

const KINDS: Readonly<Record<Target["kind"], string>> = {
  instance: "server",
  interface: "interface",
  "load balancer": "load balancer",
  "rds instance": "database",
  "rds cluster": "database cluster",
  "rds proxy": "database proxy",
};

/** `database birch-records`. */
export function nameOf({ kind, resource }: Target): string {
  return `${KINDS[kind]} ${nameWithId(resource)}`;
}

/**
 * What is said of a target for these of its openings: a fail each that is certain, and `undecided` where more may be open.
 * `why` ends the sentence of an opening: what it breaks; that nobody justified it, if absent.
 */
export function* judged(
  proof: Proof,
  target: Target,
  openings: readonly Opening[],
  why: (opening: Opening) => string | null = () => null,
): Generator<NetworkVerdict> {
  const { unit, resource, customer, doubts } = target;
  const told = { unit, resource, customer };
  const certain = openings.filter((opening) => opening.certain);
  const unsure = openings.find((opening) => !opening.certain);
  if (certain.length > 0) {
    yield { ...told, verdict: certain.map((opening) => openingFail(proof, opening, why(opening))) };
  }
  if (unsure !== undefined) yield { ...told, verdict: undecided(doubtOf(proof, unsure)) };
  else if (doubts.length > 0) yield { ...told, verdict: undecided(doubts.join("; ")) };
  else if (certain.length === 0) yield { ...told, verdict: pass() };
}

function openingFail(proof: Proof, opening: Opening, why: string | null): Fail {
  const { from, target, ports, key } = opening;
  const { witness, path, fix, nearest } = proof.explain(opening);
  const nearestRow =
    nearest === null ? null : { id: nearest.id, why: nearest.why, owner: nearest.owner, ...nearest.place };
  return fail(`The ${nameOf(target)} can be reached on ${ports} by ${from.text}, ${why ?? unjustified(nearest)}`, {
    key,
    evidence: { witness, path: path.map(({ layer, by }) => `${layer}: ${by}`), fix, nearestRow },
  });
}

function unjustified(nearest: AccessRow | null): string {
  const near = nearest === null ? "" : `; the nearest is "${nearest.id}"`;
  return `which no row of the access register justifies${near}`;
}

function doubtOf(proof: Proof, opening: Opening): string {
  const { path } = proof.explain(opening);
  const hangs = path.filter(({ result }) => result === "unknown").map(({ layer, by }) => `${layer}: ${by}`);
  return `${opening.from.text} may reach it on ${opening.ports}; that hangs on ${hangs.join("; ")}`;
}
