/** A first access register: rows that justify whatever is open today, for people to review. */
import type { Found, NetworkProof, Place } from "../access/index.ts";
import type { Opening, Party } from "../contract/index.ts";
import { nameOfRun, runsOf } from "../network/index.ts";
import { inert } from "../report/index.ts";
import { compare, distinct, Parties } from "./access-parties.ts";

/** A row, as it will be written. */
export interface DraftRow {
  readonly id: string;
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  readonly protocol: string;
  readonly ports: readonly string[];
  readonly why: string;
  /** What whoever reviews it should know first. */
  readonly warnings: readonly string[];
}

export interface Draft {
  readonly rows: readonly DraftRow[];
  /** What is open and no row can justify, in a line each. */
  readonly refused: readonly string[];
}

/** Connections that will be justified by one row, perhaps with others. */
interface Piece {
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  readonly protocol: string;
  readonly ports: readonly string[];
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly warnings: readonly string[];
  /** From addresses beyond a gateway or peering: a row from the internet says nothing of these. */
  readonly isBeyond: boolean;
}

/** More protocols without a name than that are written as all of them. */
const MANY_PROTOCOLS = 20;

export function draftOf(proof: NetworkProof): Draft {
  const parties = new Parties(proof);
  const refused: string[] = [];
  const pieces = proof.targets.flatMap((place) =>
    proof.reached(place).flatMap((opening) => {
      const why = refusalOf(place, opening);
      if (why === null) return piecesOf(proof, parties, place, opening);
      refused.push(`${nameOf(place)} on ${opening.ports} from ${opening.from.text}: ${why}`);
      return [];
    }),
  );
  return { rows: named(merge(pieces)), refused: [...new Set(refused)].sort() };
}

function refusalOf(place: Place, opening: Opening): string | null {
  const { roles } = place;
  const { from } = opening;
  if (from.kind === "internet" && from.whole && roles.includes("bastion"))
    return "no row justifies the internet at a bastion";
  if (!roles.includes("database")) return null;
  if (from.kind === "internet") return "no row justifies the internet at a database";
  return isStrangerTo(place, opening) ? "no row justifies another customer at a database" : null;
}

function isStrangerTo({ customer }: Place, { from }: Opening): boolean {
  return customer !== null && from.customer !== null && from.customer !== customer;
}

function piecesOf(proof: NetworkProof, parties: Parties, place: Place, opening: Opening): Piece[] {
  const found = proof.foundOf(opening);
  const { from } = found;
  const through = found.rests.find((rest) => rest.through !== undefined)?.through?.balancer;
  const front = through === undefined ? undefined : proof.targets.find(({ balancer }) => balancer === through);
  // A row that lets in a load balancer of nobody's says nothing of another customer's hosts behind it.
  const door = front?.customer === null && isStrangerTo(place, opening) ? undefined : front;
  // Whoever comes through a load balancer is let in as it is.
  const sources = door === undefined ? parties.ofSource(found) : parties.ofPlace(door, ["ipv4"]);
  const families = [...new Set(found.rests.map(({ family }) => family))].sort();
  const warnings = warningsOf(proof, place, opening);
  return protocolsOf(found).map(({ protocol, ports }) => ({
    from: sources,
    to: parties.ofPlace(place, families),
    protocol,
    ports,
    sources: [door === undefined ? from.text : nameOf(door)],
    targets: [nameOf(place)],
    warnings: door === undefined ? warnings : [],
    isBeyond: door === undefined && from.kind === "beyond",
  }));
}

function warningsOf(proof: NetworkProof, { roles }: Place, opening: Opening): string[] {
  const { from, certain } = opening;
  const open = from.kind === "internet" && !roles.includes("load-balancer");
  return [
    ...(open && from.whole
      ? [
          `${/^the whole \w+ internet$/.test(from.text) ? "The whole internet" : capital(from.text)} reaches what is no load balancer: close it, rather than approve it.`,
        ]
      : []),
    ...(open && !from.whole
      ? ["Addresses of the internet reach what is no load balancer: make sure whose they are."]
      : []),
    ...(certain ? [] : [`It is not certain that this is open; that hangs on ${few(hangsOn(proof, opening))}.`]),
  ];
}

function hangsOn(proof: NetworkProof, opening: Opening): readonly string[] {
  const { path } = proof.explain(opening);
  return path.filter(({ result }) => result === "unknown").map(({ layer, by }) => `${layer}: ${by}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** As rows write them: one protocol each. */
function protocolsOf({ set }: Found): { readonly protocol: string; readonly ports: readonly string[] }[] {
  const names = runsOf(set).map(nameOfRun);
  const many = names.filter((name) => name.startsWith("protocol ")).length > MANY_PROTOCOLS;
  if (many || names.includes("all protocols")) return [{ protocol: "all", ports: ["all"] }];
  const each = names.map((name) => {
    const number = /^protocol (\d+)$/.exec(name)?.[1];
    if (number !== undefined) return { protocol: number, port: "all" };
    const [protocol = "", ...rest] = name.split("/");
    const port = rest.join("/");
    return { protocol, port: port === "0-65535" ? "all" : port };
  });
  return [...Map.groupBy(each, ({ protocol }) => protocol)].map(([protocol, own]) => ({
    protocol,
    ports: own.flatMap(({ port }) => codesOf(port)),
  }));
}

/** Rows write codes of ICMP one by one. */
function codesOf(port: string): string[] {
  const [, type, first, last] = /^(\d+)\/(\d+)-(\d+)$/.exec(port) ?? [];
  if (type === undefined) return [port];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${type}/${Number(first) + i}`);
}

/** Sources of one port of the same targets are one row, then targets of one port of the same sources, then ports. */
function merge(pieces: readonly Piece[]): readonly Piece[] {
  const single = pieces.flatMap((piece) => piece.ports.map((port): Piece => ({ ...piece, ports: [port] })));
  const door = (piece: Piece) => key(piece.to) + piece.protocol + piece.ports.join();
  const open = Map.groupBy(single.filter(isWide), door);
  const needed = single.filter(
    (piece) => isWide(piece) || !open.has(door(piece)) || piece.isBeyond || isStrange(piece),
  );
  const sources = joined(needed, (piece) => `${door(piece)} ${isWide(piece)} ${isOutside(piece)}`);
  const targets = joined(sources, (piece) => `${key(piece.from)}${piece.protocol}${piece.ports.join()}`);
  return joined(targets, (piece) => key(piece.from) + key(piece.to) + piece.protocol);
}

function key(parties: readonly Party[]): string {
  return JSON.stringify(parties);
}

function isWide({ from }: Piece): boolean {
  return from.some(({ internet }) => internet === true);
}

function isOutside({ from }: Piece): boolean {
  return from.some(({ role }) => role === undefined);
}

/** Of another customer than its target: what the whole internet may do, these still may not. */
function isStrange({ from, to }: Piece): boolean {
  const customers = to.map(({ customer }) => customer);
  return from.some(
    ({ customer }) => customer !== undefined && customers.some((each) => each !== undefined && each !== customer),
  );
}

function joined(pieces: readonly Piece[], keyOf: (piece: Piece) => string): readonly Piece[] {
  return [...Map.groupBy(pieces, keyOf).values()].map((same) => {
    const all = <T>(pick: (piece: Piece) => readonly T[]) => distinct(same.flatMap(pick));
    return {
      protocol: same[0]!.protocol,
      from: all(({ from }) => from),
      to: all(({ to }) => to),
      ports: all((piece) => piece.ports),
      sources: all((piece) => piece.sources),
      targets: all((piece) => piece.targets),
      warnings: all((piece) => piece.warnings),
      isBeyond: same.some(({ isBeyond }) => isBeyond),
    };
  });
}

function named(pieces: readonly Piece[]): readonly DraftRow[] {
  const taken = new Map<string, number>();
  const rows = pieces
    .map((piece) => ({ ...piece, ports: piece.ports.toSorted(byPort) }))
    .sort((a, b) => rank(a) - rank(b) || compare(idOf(a), idOf(b)) || compare(JSON.stringify(a), JSON.stringify(b)));
  return rows.map((piece): DraftRow => {
    const { from, to, protocol, ports, sources, targets, warnings } = piece;
    const id = idOf(piece);
    const n = (taken.get(id) ?? 0) + 1;
    taken.set(id, n);
    // A load balancer is told by its name, and as whoever opens connections, by its role, too.
    const openers = sources.filter((name) => !sources.some((other) => other.startsWith(`${name} (`)));
    const why = `Open today: ${few(openers)} to ${few(targets)}. Nobody has said yet why.`;
    return { id: n === 1 ? id : `${id}-no-${n}`, from, to, protocol, ports, why, warnings };
  });
}

/** What comes from outside first. */
function rank({ from }: Piece): number {
  return from.some(({ internet }) => internet === true) ? 0 : from.some(({ role }) => role === undefined) ? 1 : 2;
}

function idOf({ from, to, protocol, ports }: Piece): string {
  const port =
    protocol === "tcp" ? ports.join("-") : protocol === "all" ? "everything" : `${protocol}-${ports.join("-")}`;
  return slug(`${partiesSlug(from)} to ${partiesSlug(to)} ${port}`);
}

function partiesSlug(parties: readonly Party[]): string {
  const names = [
    ...new Set(
      parties.map(({ internet, role, customer }) =>
        internet ? "internet" : role === undefined ? "addresses" : [customer, role].filter(Boolean).join(" "),
      ),
    ),
  ];
  return names.length > 2 ? `${names.length} roles` : names.join(" and ");
}

function slug(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return plain.slice(0, 80).replaceAll(/^-|-$/g, "");
}

/** Names of AWS are anybody's: `why` has an end. */
function few(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => inert(name, 200));
  return names.length > 3 ? `${shown.join("; ")}; and ${names.length - 3} more` : shown.join("; ");
}

function byPort(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || compare(a, b);
}

function nameOf({ resource }: Pick<Place, "resource">): string {
  return resource.name ?? resource.id;
}
