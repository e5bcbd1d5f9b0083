/** What became reachable between two times, and what no longer is: exactly, port by port and address by address. */
import { partsOf, type Found, type FromOutside, type NetworkProof } from "../access/index.ts";
import type { Opening, Target } from "../contract/index.ts";
import {
  cidrsOf,
  fromRanges,
  intersect,
  isEmpty,
  looseCidrsOf,
  nameOfHop,
  nonPublicSpace,
  openingsOf,
  rangesOf,
  subtract,
  textOfBlocks,
  unionOf,
  type Family,
  type IntervalSet,
  type PortSet,
} from "../network/index.ts";
import type { AccessChange, AccessDiff } from "../report/access-words.ts";
import { mergedOpeners } from "./access-list.ts";
import { rowsOf, targetOf, unreadTexts } from "./access-told.ts";

/** Of both, the accounts and regions that both have. */
export function diffAccess(before: Side, after: Side): AccessDiff {
  const shared = new Set(unitsOf(before.proof).filter((unit) => unitsOf(after.proof).includes(unit)));
  return {
    before: before.name,
    after: after.name,
    hasRegister: after.proof.hasRegister,
    opened: changesOf(after.proof, before.proof, shared),
    closed: changesOf(before.proof, after.proof, shared),
    doubts: [...apart(before, shared), ...apart(after, shared), ...lacking(before), ...lacking(after)],
  };
}

export interface Side {
  readonly name: string;
  readonly proof: NetworkProof;
}

function unitsOf({ units }: NetworkProof): readonly string[] {
  return units.map(({ account, region }) => `${account} ${region}`);
}

function apart({ name, proof }: Side, shared: ReadonlySet<string>): string[] {
  const own = unitsOf(proof).filter((unit) => !shared.has(unit));
  return own.length === 0 ? [] : [`not compared, for ${name} alone has them: ${own.join(", ")}`];
}

function lacking({ name, proof }: Side): string[] {
  return unreadTexts(proof).map((text) => `${name}: ${text}`);
}

/** What one has, and the other has not. */
function changesOf(proof: NetworkProof, other: NetworkProof, shared: ReadonlySet<string>): readonly AccessChange[] {
  const others = new Map(other.targets.map((target) => [keyOf(target), target]));
  return proof.targets
    .filter(({ unit }) => shared.has(`${unit.account} ${unit.region}`))
    .flatMap((target) => {
      const same = others.get(keyOf(target));
      const told = same === undefined ? [] : other.reached(same).map((opening) => other.foundOf(opening));
      const to = targetOf(target);
      const news = proof.reached(target).flatMap((opening) => newOf(proof, opening, other, told));
      return mergedOpeners(news).map((change) => ({ ...change, to }));
    });
}

function keyOf({ kind, unit, resource }: Target): string {
  return JSON.stringify([kind, unit.account, unit.region, resource.id]);
}

type News = Omit<AccessChange, "to">;

function newOf(proof: NetworkProof, opening: Opening, other: NetworkProof, told: readonly Found[]): readonly News[] {
  const { kind, name, text, through } = opening.from;
  const common = { kind, name, through, certain: opening.certain };
  const { rests } = proof.foundOf(opening);
  const rowsFor = (set: PortSet, own = rests) => rowsOf(proof.justification(opening, { rests: own, set }));
  if (kind === "host") {
    const known = unionOf(told.filter((found) => found.from.name === name).map(({ set }) => set));
    return partsOf(subtract(opening.set as PortSet, known)).map(({ set, text: ports }) => {
      return { ...common, text, ports: [ports], ...rowsFor(set) };
    });
  }
  const same = told.filter((found) => found.from.kind === kind && found.from.through === through);
  return (["ipv4", "ipv6"] as const).flatMap((family) => {
    const own = flowsOf(family, proof, [proof.foundOf(opening)]);
    const whole = unionOf(own.map((flow) => flow.from));
    return newFromOutside(own, flowsOf(family, other, same)).map(({ ports, set, from, by }): News => {
      const before = subtract(whole, from);
      const called = isEmpty(before) ? text : partText(family, from, before, text, { kind, by, through });
      return { ...common, text: called, ports: [ports], ...rowsFor(set, within(proof, rests, family, from)) };
    });
  });
}

/** Those connections that come from these addresses. */
function within(
  { estate: { lines } }: NetworkProof,
  rests: Found["rests"],
  family: Family,
  from: IntervalSet<bigint>,
): Found["rests"] {
  const place = (at: number | bigint) => lines.place(family, at as never);
  // On the line of IPv6 a place may begin before the addresses do.
  const line = fromRanges([...rangesOf(from)].map(([a, b]) => [place(a), place(last(b)) + 1] as const));
  return rests.flatMap((rest) => {
    if (!("line" in rest.by) || rest.family !== family) return [];
    const left = intersect(rest.by.line, line);
    return isEmpty(left) ? [] : [{ ...(rest as FromOutside), by: { hop: rest.by.hop, line: left } }];
  });
}

/** The last address of a range that ends here. */
function last(end: number | bigint): number | bigint {
  return typeof end === "bigint" ? end - 1n : end - 1;
}

/** A part of an opener: by its own addresses, or as the whole without the rest, whatever is shorter. */
function partText(
  family: Family,
  line: IntervalSet<bigint>,
  rest: IntervalSet<bigint>,
  whole: string,
  {
    kind,
    by,
    through,
  }: { readonly kind: Opening["from"]["kind"]; readonly by: string; readonly through: string | null },
): string {
  const blocks = blocksOf(family, line, kind);
  const left = blocksOf(family, rest, kind);
  if (left.length < blocks.length) return `${whole}, but for ${textOfBlocks(left)}`;
  return `${textOfBlocks(blocks)}${kind === "internet" ? "" : ` beyond ${by}`}${throughText(through)}`;
}

function throughText(through: string | null): string {
  return through === null ? "" : ` through ${through}`;
}

function blocksOf(family: Family, line: IntervalSet<bigint>, kind: Opening["from"]["kind"]): readonly string[] {
  if (kind !== "internet") return cidrsOf(family, line as never);
  return looseCidrsOf(family, line as never, nonPublicSpace[family] as never);
}

interface Flow {
  readonly ports: PortSet;
  readonly by: string;
  readonly from: IntervalSet<bigint>;
}

function flowsOf(family: Family, { estate }: NetworkProof, founds: readonly Found[]): readonly Flow[] {
  return founds.flatMap(({ rests, set }) =>
    rests.flatMap((rest): Flow[] => {
      if (!("line" in rest.by) || rest.family !== family) return [];
      const ports = intersect(set, fromRanges([[rest.from, rest.to]]));
      // One code for both families.
      const from = estate.lines.addresses(family, rest.by.line) as IntervalSet<never>;
      const { hop } = rest.by;
      return [{ ports, by: hop.kind === "internet-gateway" ? "" : nameOfHop(hop), from }];
    }),
  );
}

/** Cut where any run of ports begins or ends, and put together again. */
function newFromOutside(flows: readonly Flow[], known: readonly Flow[]) {
  return [...Map.groupBy(flows, ({ by }) => by)].flatMap(([by, own]) => {
    const same = known.filter((flow) => flow.by === by);
    const ends = new Set([...own, ...same].flatMap(({ ports }) => [...ports]));
    const sorted = [...ends].sort((a, b) => a - b);
    const pieces = sorted.slice(1).flatMap((end, i) => {
      const inside = [sorted[i]!, end] as const;
      const at = fromRanges([inside]);
      const of = (all: readonly Flow[]) =>
        unionOf(all.filter(({ ports }) => !isEmpty(intersect(ports, at))).map(({ from }) => from));
      const left = subtract(of(own), of(same));
      return isEmpty(left) ? [] : [{ ports: inside, from: left }];
    });
    const alike = Map.groupBy(openingsOf(pieces), ({ from }) => from.join());
    return [...alike.values()].flatMap((each) =>
      partsOf(fromRanges(each.map(({ ports }) => ports))).map((part) => ({
        ports: part.text,
        set: part.set,
        from: each[0]!.from,
        by,
      })),
    );
  });
}
