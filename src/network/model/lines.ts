/**
 * Both families on lines of small numbers. An IPv4 address is its number. Of IPv6 only the places matter at which any
 * range of the estate begins or ends: they are counted through, so that sets of IPv6 addresses are sets of small numbers
 * too, and one code serves both.
 */
import { parseCidr, pointOf4, type Family, type PointOf } from "../addresses.ts";
import { fromRanges, rangesOf, type IntervalSet, type Range } from "../intervals.ts";

/** A set of addresses of one family, on its line. */
export type Line = IntervalSet<number>;

/** Addresses of both families on their lines. */
export interface LineSet {
  readonly ipv4: Line;
  readonly ipv6: Line;
}

export const families: readonly Family[] = ["ipv4", "ipv6"];

export class Lines {
  /** The places on the line of IPv6, in order. */
  private readonly places: readonly bigint[];
  private readonly ordinals: ReadonlyMap<bigint, number>;
  private readonly known = new Map<string, { readonly family: Family; readonly range: Range<number> }>();

  /** `ranges`: every range of IPv6 addresses that will ever be asked for. */
  constructor(ranges: Iterable<Range<bigint>>) {
    const places = new Set<bigint>();
    for (const [from, to] of ranges) places.add(from).add(to);
    this.places = [...places].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.ordinals = new Map(this.places.map((place, ordinal) => [place, ordinal]));
  }

  /** A CIDR on the line of its family. Throws as `parseCidr` does, and a RangeError for IPv6 that was not announced. */
  cidr(text: string): { readonly family: Family; readonly range: Range<number> } {
    let found = this.known.get(text);
    if (found === undefined) {
      const parsed = parseCidr(text);
      const range = parsed.family === "ipv4" ? parsed.range : this.range6(parsed.range);
      this.known.set(text, (found = { family: parsed.family, range }));
    }
    return found;
  }

  /** Where one address stands. Not kept: it is asked for once. */
  address(family: Family, text: string): number {
    const at = family === "ipv4" ? pointOf4(text) : undefined;
    if (at !== undefined) return at;
    const { range } = parseCidr(`${text}/${family === "ipv4" ? 32 : 128}`);
    return typeof range[0] === "number" ? range[0] : this.ordinals.get(range[0])!;
  }

  /** The bits of the prefix of a range that a CIDR made. */
  lengthOf(family: Family, [from, to]: Range<number>): number {
    if (family === "ipv4") return 32 - Math.log2(to - from);
    return 129 - (this.places[to]! - this.places[from]!).toString(2).length;
  }

  /** The union of CIDRs of both families. */
  cidrs(texts: Iterable<string>): LineSet {
    const ranges: { ipv4: Range<number>[]; ipv6: Range<number>[] } = { ipv4: [], ipv6: [] };
    for (const text of texts) {
      const { family, range } = this.cidr(text);
      ranges[family].push(range);
    }
    return { ipv4: fromRanges(ranges.ipv4), ipv6: fromRanges(ranges.ipv6) };
  }

  set6(set: IntervalSet<bigint>): Line {
    return fromRanges([...rangesOf(set)].map((range) => this.range6(range)));
  }

  range6([from, to]: Range<bigint>): Range<number> {
    const [a, b] = [this.ordinals.get(from), this.ordinals.get(to)];
    if (a === undefined || b === undefined)
      throw new RangeError("a range of IPv6 addresses that the line does not know");
    return [a, b];
  }

  /** The addresses that a set on a line stands for. */
  addresses<F extends Family>(family: F, set: Line): IntervalSet<PointOf[F]> {
    if (family === "ipv4") return set as IntervalSet<number> as IntervalSet<PointOf[F]>;
    const ranges = [...rangesOf(set)].map(([from, to]): Range<bigint> => [this.places[from]!, this.places[to]!]);
    return fromRanges(ranges) as IntervalSet<bigint> as IntervalSet<PointOf[F]>;
  }

  /** Where an address stands on the line of its family: every set on the line holds all of a place, or none of it. */
  place<F extends Family>(family: F, address: PointOf[F]): number {
    if (family === "ipv4") return address as number;
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.places[middle]! <= (address as bigint)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The first address of a place on a line. */
  first<F extends Family>(family: F, place: number): PointOf[F] {
    return (family === "ipv4" ? place : this.places[place]!) as PointOf[F];
  }
}
