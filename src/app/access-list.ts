import type { Asked, NetworkProof } from "../access/index.ts";
import type { Opening } from "../contract/index.ts";
import type { AccessList, AccessOpener } from "../report/access-words.ts";
import { rowsOf, targetOf } from "./access-told.ts";

/** Everybody who can open a connection to a target: the internet, what lies beyond gateways, hosts. Of all its interfaces. */
export function listAccess(proof: NetworkProof, { place }: Asked): AccessList {
  return {
    to: targetOf(place),
    hasRegister: proof.hasRegister,
    openers: openersOf(proof, proof.reached(place)),
    doubts: place.doubts,
  };
}

const KINDS: readonly AccessOpener["kind"][] = ["internet", "beyond", "host"];

/** Openings by who opens them; ports that the same rows justify are told together. */
function openersOf(proof: NetworkProof, openings: readonly Opening[]): readonly AccessOpener[] {
  const each = openings.map((opening): AccessOpener => {
    const { kind, name, text, through } = opening.from;
    const { ports, certain } = opening;
    return { name, text, kind, through, ports: [ports], certain, ...rowsOf(proof.justification(opening)) };
  });
  return mergedOpeners(each);
}

export function mergedOpeners<T extends AccessOpener>(openers: readonly T[]): readonly T[] {
  const alike = Map.groupBy(openers, (each) => JSON.stringify({ ...each, ports: null }));
  return [...alike.values()]
    .map((same) => ({ ...same[0]!, ports: [...new Set(same.flatMap(({ ports }) => ports))] }))
    .sort(
      (a, b) =>
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
        compare(a.name, b.name) ||
        compare(a.ports.join(), b.ports.join()),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
