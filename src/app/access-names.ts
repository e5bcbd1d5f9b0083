/** What a user calls the two ends of a connection: ids, names, ARNs, addresses, `internet`. */
import { nameWithId, type Asked, type Askers, type NetworkProof, type Place } from "../access/index.ts";
import {
  contains,
  fromRanges,
  parseCidr,
  parsePorts,
  type InterfaceNode,
  type Line,
  type LineSet,
  type PortSet,
} from "../network/index.ts";

/** What was found, or why nothing was: in a line, with what to do. */
export type Found<T> = { readonly found: T } | { readonly problem: string };

const NOBODY: Line = fromRanges<number>([]);

/** What can be reached under this name. */
export function findTarget(proof: NetworkProof, text: string): Found<Asked> {
  const places = proof.targets.filter((place) => isCalled(place, text));
  const nodes = nodesCalled(proof, text);
  const asked = [
    ...places.map((place): Asked => ({ place, node: null })),
    ...nodes.flatMap((node): Asked[] => {
      const place = proof.targets.find((each) => each.nodes.includes(node));
      return place === undefined || places.includes(place) ? [] : [{ place, node }];
    }),
  ];
  const [one, ...others] = asked;
  if (one !== undefined && others.length === 0) return { found: one };
  if (one !== undefined)
    return {
      problem: several(
        "--to",
        text,
        asked.map(({ place, node }) => labelOf(place, node)),
      ),
    };
  if (nodes.length > 0)
    return { problem: `--to ${text}: that is an interface of a service of AWS, which is not judged` };
  return { problem: nothing("--to", text, proof, proof.targets) };
}

/** Who opens connections under this name. */
export function findAskers(proof: NetworkProof, text: string): Found<Askers> {
  const { lines, publicLines } = proof.estate;
  if (text === "internet")
    return { found: { text: "the internet", nodes: null, place: null, addresses: publicLines, internet: true } };
  const block = blockOf(text);
  const nodes = nodesCalled(proof, text);
  const places = proof.places.filter((place) => isCalled(place, text));
  const openers = places.filter((place) => place.nodes.length > 0);
  const apart = nodes.filter((node) => !openers.some((place) => place.nodes.includes(node)));
  if (openers.length + apart.length > 1) {
    const named = apart.map((node) => labelOf(holderOf(proof, node), node));
    return { problem: several("--from", text, [...openers.map((place) => labelOf(place, null)), ...named]) };
  }
  const [place] = openers;
  if (place !== undefined)
    return {
      found: { text: nameOf(place), nodes: place.nodes, place, addresses: linesOf(place.nodes), internet: false },
    };
  const [node] = apart;
  if (node !== undefined) {
    const holder = holderOf(proof, node) ?? null;
    const name = holder === null ? node.id : nameOf(holder);
    // An address of an interface is that address alone.
    const own = block === null ? linesOf([node]) : onLines(lines, block);
    return { found: { text: name, nodes: [node], place: holder, addresses: own, internet: false } };
  }
  if (block !== null) {
    const one = block.text.endsWith("/32") || block.text.endsWith("/128") ? text.split("/")[0]! : undefined;
    const found = { text, nodes: null, place: null, addresses: onLines(lines, block), internet: false };
    return { found: one === undefined ? found : { ...found, one } };
  }
  if (places.length > 0) return { problem: `--from ${text}: ${nameWithId(places[0]!.resource)} opens no connections` };
  return {
    problem: nothing(
      "--from",
      text,
      proof,
      proof.places.filter(({ nodes }) => nodes.length > 0),
    ),
  };
}

/** `5432`, `udp/53`, `icmp/8`. */
export function findPorts(text: string): Found<PortSet> {
  const [protocol, ...rest] = text.includes("/") ? text.split("/") : ["tcp", text];
  try {
    return { found: fromRanges([parsePorts(protocol!, text === "all" ? "all" : rest.join("/"))]) };
  } catch (error) {
    return { problem: `--port ${text}: ${(error as Error).message}` };
  }
}

function isCalled({ resource, balancer }: Place, text: string): boolean {
  return [resource.id, resource.arn, resource.name, balancer?.name].includes(text);
}

/** By id or by private address. */
function nodesCalled({ estate }: NetworkProof, text: string): readonly InterfaceNode[] {
  const byId = estate.interfaces.get(text);
  if (byId !== undefined) return [byId];
  const block = blockOf(text);
  if (block === null || text.includes("/")) return [];
  const line = onLines(estate.lines, block)[block.family];
  return [...estate.interfaces.values()].filter((node) =>
    // Places on the line of IPv6 may stand for many addresses; what interfaces have are places of their own.
    node.addresses[block.family].some(({ at }) => contains(line, at)),
  );
}

interface Block {
  readonly family: "ipv4" | "ipv6";
  readonly text: string;
}

function blockOf(text: string): Block | null {
  const whole = text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
  try {
    return { family: parseCidr(whole).family, text: whole };
  } catch {
    return null;
  }
}

/** On the line of IPv6 all places that the block has a part of: no set of the estate holds a part of a place. */
function onLines(lines: NetworkProof["estate"]["lines"], { text }: Block): LineSet {
  const { family, range } = parseCidr(text);
  if (family === "ipv4") return { ipv4: fromRanges([range as readonly [number, number]]), ipv6: NOBODY };
  const [from, to] = range as readonly [bigint, bigint];
  return { ipv4: NOBODY, ipv6: fromRanges([[lines.place("ipv6", from), lines.place("ipv6", to - 1n) + 1]]) };
}

function linesOf(nodes: readonly InterfaceNode[]): LineSet {
  const of = (family: "ipv4" | "ipv6") =>
    fromRanges(nodes.flatMap((node) => node.addresses[family].map(({ at }) => [at, at + 1] as const)));
  return { ipv4: of("ipv4"), ipv6: of("ipv6") };
}

function holderOf({ places }: NetworkProof, node: InterfaceNode): Place | undefined {
  return places.find((place) => place.nodes.includes(node));
}

function nameOf({ resource }: Place): string {
  return resource.name ?? resource.id;
}

function labelOf(place: Place | undefined, node: InterfaceNode | null): string {
  if (place === undefined) return `interface ${node?.id}`;
  const { kind, resource, unit } = place;
  const id = resource.id === resource.name ? resource.arn : resource.id;
  return node === null ? `${kind} ${id} (${unit.region})` : `${node.id} of ${kind} ${id} (${unit.region})`;
}

function several(option: string, text: string, labels: readonly string[]): string {
  const shown = labels.slice(0, 8).join(", ");
  const more = labels.length > 8 ? `, and ${labels.length - 8} others` : "";
  return `${option} ${text} is the name of several: ${shown}${more}; give an id or an ARN`;
}

function nothing(option: string, text: string, { unread }: NetworkProof, places: readonly Place[]): string {
  const known = places.flatMap(({ resource }) => [resource.id, resource.name ?? resource.id]);
  const near = nearest(text, [...new Set(known)]);
  const lacking = [...new Set(unread.map(({ listing }) => listing))];
  const why = lacking.length === 0 ? "" : ` (not read: ${lacking.join(", ")})`;
  const hint = near.length === 0 ? "there is nothing in these accounts and regions" : `the nearest: ${near.join(", ")}`;
  return `${option} ${text}: nothing is called so${why}; ${hint}`;
}

const NEAREST = 4;

/** The names that have most pairs of letters in common with a word. */
function nearest(word: string, names: readonly string[]): readonly string[] {
  const own = pairsOf(word);
  return names
    .map((name) => {
      const pairs = pairsOf(name);
      const common = [...own].filter((pair) => pairs.has(pair)).length;
      return { name, likeness: (2 * common) / Math.max(1, own.size + pairs.size) };
    })
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .slice(0, NEAREST)
    .map(({ name }) => name);
}

function pairsOf(text: string): Set<string> {
  const small = ` ${text.slice(0, 200).toLowerCase()} `;
  return new Set(Array.from({ length: small.length - 1 }, (_, i) => small.slice(i, i + 2)));
}
