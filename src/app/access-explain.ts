import type { Asked, Askers, NetworkProof, Way } from "../access/index.ts";
import type { PortSet } from "../network/index.ts";
import type { AccessBlocked, AccessExplained, AccessWay } from "../report/access-words.ts";
import { rowsOf, targetOf } from "./access-told.ts";

/** Whether askers reach a target on these ports (on any, if null), by which way, or what blocks them. */
export function explainAccess(
  proof: NetworkProof,
  askers: Askers,
  asked: Asked,
  ports: PortSet | null,
): AccessExplained {
  const between = proof.between(askers, asked, ports);
  const ways = merged(between.ways);
  const blocked = between.blocked.map((each): AccessBlocked => {
    const blocks = each.path.some(({ result }) => result === "blocks");
    return { verdict: blocks ? "not reachable" : "unknown", ...each };
  });
  const unsure = [...ways, ...blocked].some(({ verdict }) => verdict === "unknown") || asked.place.doubts.length > 0;
  return {
    from: askers.text,
    to: targetOf(asked.place),
    hasRegister: proof.hasRegister,
    verdict: ways.some(({ verdict }) => verdict === "reachable") ? "reachable" : unsure ? "unknown" : "not reachable",
    ways,
    blocked,
    doubts: asked.place.doubts,
  };
}

/** Ports that are reached by the same layers and rows are told together. */
function merged(ways: readonly Way[]): readonly AccessWay[] {
  const alike = Map.groupBy(ways, ({ certain, from, path, justification }) => {
    const { rows, whole } = justification;
    return JSON.stringify([certain, from.name, path, rows.map(({ id }) => id), whole]);
  });
  return [...alike.values()].map((same) => {
    const { certain, from, witness, path, justification } = same[0]!;
    return {
      verdict: certain ? "reachable" : "unknown",
      ports: same.map(({ ports }) => ports),
      from: from.text,
      witness,
      path,
      ...rowsOf(justification),
    };
  });
}
