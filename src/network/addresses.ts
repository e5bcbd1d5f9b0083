/** Addresses of both families as interval sets, read from CIDR text and written back to it. */
import ipaddr from "ipaddr.js";
import { fromRanges, rangesOf, subtract, union, type IntervalSet, type Point, type Range } from "./intervals.ts";

export type Family = "ipv4" | "ipv6";

/** The points of a family's addresses: an IPv4 address fits a number, an IPv6 address needs a bigint. */
export interface PointOf {
  readonly ipv4: number;
  readonly ipv6: bigint;
}

export type Cidr =
  | { readonly family: "ipv4"; readonly range: Range<number> }
  | { readonly family: "ipv6"; readonly range: Range<bigint> };

/** Addresses of both families. */
export type AddressSet = { readonly [F in Family]: IntervalSet<PointOf[F]> };

const bits = { ipv4: 32, ipv6: 128 } as const;
const familyNames = { ipv4: "IPv4", ipv6: "IPv6" } as const;

function quoted(text: string): string {
  return JSON.stringify(text.length > 50 ? `${text.slice(0, 50)}…` : text);
}

/**
 * Reads `10.0.0.0/8` or `2001:db8::/32`. Bits beyond the prefix are dropped, as AWS does (EC2 API reference,
 * SecurityGroupRuleRequest: it makes CIDRs canonical). Throws an Error that says what is wrong with the text.
 */
export function parseCidr(text: string): Cidr {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = familyOf(address);
  if (family === undefined || rest.length > 0) {
    throw new Error(`${quoted(text)} is not a CIDR block; write one such as 10.0.0.0/8 or 2001:db8::/32`);
  }
  if (prefix === undefined) {
    throw new Error(`${quoted(text)} has no prefix length; write ${address}/${bits[family]} for this one address`);
  }
  if (!/^(0|[1-9][0-9]{0,2})$/.test(prefix) || Number(prefix) > bits[family]) {
    throw new Error(
      `${quoted(text)} is not a CIDR block; an ${familyNames[family]} prefix length is 0 to ${bits[family]}`,
    );
  }
  const hostBits = bits[family] - Number(prefix);
  if (family === "ipv4") {
    const size = 2 ** hostBits;
    const from = Math.floor(pointOf4(address)! / size) * size;
    return { family, range: [from, from + size] };
  }
  const from = (pointOf6(address) >> BigInt(hostBits)) << BigInt(hostBits);
  return { family, range: [from, from + (1n << BigInt(hostBits))] };
}

/** The family that an address is written in; undefined for what is no address. */
function familyOf(address: string): Family | undefined {
  // ipaddr.js also reads octal, hexadecimal and shortened IPv4 ("010.1"), and zones ("fe80::1%eth0"); AWS does not.
  if (address.includes(":")) return !address.includes("%") && ipaddr.IPv6.isValid(address) ? "ipv6" : undefined;
  return pointOf4(address) === undefined ? undefined : "ipv4";
}

const [ZERO, DOT] = [48, 46];

/** By hand, for there are as many as interfaces and rules together; undefined for what is no IPv4 address. */
export function pointOf4(address: string): number | undefined {
  let point = 0;
  let dots = 0;
  let byte = -1;
  for (let i = 0; i < address.length; i++) {
    const code = address.charCodeAt(i);
    if (code === DOT) {
      if (byte === -1) return undefined;
      point = point * 256 + byte;
      dots++;
      byte = -1;
    } else {
      const digit = code - ZERO;
      // Nothing but a digit, and none behind a leading zero: that would be octal.
      if (digit < 0 || digit > 9 || byte === 0) return undefined;
      byte = byte === -1 ? digit : byte * 10 + digit;
      if (byte > 255) return undefined;
    }
  }
  return dots === 3 && byte !== -1 ? point * 256 + byte : undefined;
}

function pointOf6(address: string): bigint {
  return ipaddr.IPv6.parse(address)
    .toByteArray()
    .reduce((point, byte) => (point << 8n) | BigInt(byte), 0n);
}

/** The union of CIDR blocks of either family. Throws as `parseCidr` does. */
export function parseAddresses(cidrs: Iterable<string>): AddressSet {
  const ipv4: Range<number>[] = [];
  const ipv6: Range<bigint>[] = [];
  for (const text of cidrs) {
    const cidr = parseCidr(text);
    if (cidr.family === "ipv4") ipv4.push(cidr.range);
    else ipv6.push(cidr.range);
  }
  return { ipv4: fromRanges(ipv4), ipv6: fromRanges(ipv6) };
}

export const allAddresses: AddressSet = parseAddresses(["0.0.0.0/0", "::/0"]);

/** The fewest CIDR blocks that hold exactly these addresses, in order. */
export function cidrsOf<F extends Family>(family: F, set: IntervalSet<PointOf[F]>): string[] {
  return [...rangesOf<Point>(set as IntervalSet<Point>)].flatMap((range) =>
    blocksOf(range, bits[family]).map((block) => writeBlock(family, block)),
  );
}

interface Block {
  readonly from: bigint;
  /** How many of its low bits are free. */
  readonly hostBits: number;
}

/** Cuts a range into the fewest aligned blocks: from its start, always the largest that is aligned and fits. */
function blocksOf([from, to]: Range<Point>, width: number): Block[] {
  const blocks: Block[] = [];
  const end = BigInt(to);
  let at = BigInt(from);
  while (at < end) {
    let hostBits = 0;
    while (hostBits < width && at % (2n << BigInt(hostBits)) === 0n && at + (2n << BigInt(hostBits)) <= end) hostBits++;
    blocks.push({ from: at, hostBits });
    at += 1n << BigInt(hostBits);
  }
  return blocks;
}

function writeBlock(family: Family, { from, hostBits }: Block): string {
  return `${writeAddress(family, from)}/${bits[family] - hostBits}`;
}

/** An address as people write it; of IPv6 by RFC 5952. */
export function writeAddress(family: Family, address: Point): string {
  const from = BigInt(address);
  const bytes = Array.from({ length: bits[family] / 8 }, (_, i) =>
    Number((from >> BigInt(bits[family] - 8 * (i + 1))) & 0xffn),
  );
  const written = ipaddr.fromByteArray(bytes);
  return written instanceof ipaddr.IPv6 ? written.toRFC5952String() : written.toString();
}

/**
 * The fewest CIDR blocks that hold these addresses and, beside them, nothing but addresses that do not matter: so half
 * of the internet is `0.0.0.0/1`, not that block with its private ranges cut out, and all of it is `0.0.0.0/0`. Two
 * sets have the same list if and only if they hold the same addresses that matter.
 */
export function looseCidrsOf<F extends Family>(
  family: F,
  set: IntervalSet<PointOf[F]>,
  dontCare: IntervalSet<PointOf[F]>,
): string[] {
  const held = [...rangesOf<Point>(subtract(set, dontCare) as IntervalSet<Point>)];
  const blocks = [...rangesOf<Point>(union(set, dontCare) as IntervalSet<Point>)].flatMap((range) =>
    blocksOf(range, bits[family]),
  );
  const [only] = blocks;
  if (only?.hostBits === bits[family]) return held.length === 0 ? [] : [writeBlock(family, only)];

  const loose: Block[] = [];
  let next = 0;
  for (const block of blocks) {
    const end = block.from + (1n << BigInt(block.hostBits));
    while (next < held.length && held[next]![1] <= block.from) next++;
    let last = next;
    while (last + 1 < held.length && held[last + 1]![0] < end) last++;
    if (next === held.length || held[next]![0] >= end) continue;
    const from = BigInt(held[next]![0]);
    const to = BigInt(held[last]![1]);
    loose.push(smallestBlock(from > block.from ? from : block.from, to < end ? to : end));
  }
  return loose.map((block) => writeBlock(family, block));
}

/** The smallest block that holds all addresses from the one up to, and without, the other. */
function smallestBlock(from: bigint, to: bigint): Block {
  let hostBits = 0;
  while (from >> BigInt(hostBits) !== (to - 1n) >> BigInt(hostBits)) hostBits++;
  return { from: (from >> BigInt(hostBits)) << BigInt(hostBits), hostBits };
}
