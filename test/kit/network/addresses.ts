/** Addresses and blocks as big integers, for the simulator; shares no code with `src/network`. */
import ipaddr from "ipaddr.js";

export interface Address {
  readonly width: 32 | 128;
  readonly value: bigint;
}

export interface Block {
  readonly width: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

/** The same few texts are read over and over. */
const addresses = new Map<string, Address>();
const blocks = new Map<string, Block>();

export function addressOf(text: string): Address {
  let address = addresses.get(text);
  if (address === undefined) {
    const bytes = ipaddr.parse(text).toByteArray();
    address = {
      width: bytes.length === 4 ? 32 : 128,
      value: bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n),
    };
    addresses.set(text, address);
  }
  return address;
}

/** Bits beyond the prefix are dropped, as AWS does. */
export function blockOf(cidr: string): Block {
  let block = blocks.get(cidr);
  if (block === undefined) {
    const [text, prefix] = cidr.split("/") as [string, string];
    const { width, value } = addressOf(text);
    const size = 1n << BigInt(width - Number(prefix));
    const first = value - (value % size);
    block = { width, first, last: first + size - 1n, prefix: Number(prefix) };
    blocks.set(cidr, block);
  }
  return block;
}

export function isIn(address: string, cidr: string): boolean {
  const { width, value } = addressOf(address);
  const block = blockOf(cidr);
  return width === block.width && block.first <= value && value <= block.last;
}

export function isIpv6(address: string): boolean {
  return addressOf(address).width === 128;
}

/** Whether two texts write the same address. */
export function isSame(a: string, b: string): boolean {
  return a === b || (addressOf(a).width === addressOf(b).width && addressOf(a).value === addressOf(b).value);
}

/** Undefined beyond the ends of the family. */
export function textOf(width: 32 | 128, value: bigint): string | undefined {
  if (value < 0n || value >= 1n << BigInt(width)) return undefined;
  const bytes = Array.from({ length: width / 8 }, (_, i) => Number((value >> BigInt(width - 8 * i - 8)) & 0xffn));
  return ipaddr.fromByteArray(bytes).toString();
}

/**
 * What the IANA special-purpose registries say no packet from the internet can come from, and where they make
 * exceptions of it. Blocks for documentation count as public: nobody routes them, and examples are told with them.
 */
const notPublic =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 " +
  "198.18.0.0/15 224.0.0.0/4 240.0.0.0/4 ::/3 2001::/23 4000::/2 8000::/1";
const publicAllTheSame =
  "192.0.0.9/32 192.0.0.10/32 64:ff9b::/96 2001::/32 2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:3::/32 " +
  "2001:4:112::/48 2001:20::/28 2001:30::/28";

const judged = new Map<string, boolean>();

export function isPublic(address: string): boolean {
  const verdict =
    judged.get(address) ??
    (publicAllTheSame.split(" ").some((cidr) => isIn(address, cidr)) ||
      !notPublic.split(" ").some((cidr) => isIn(address, cidr)));
  judged.set(address, verdict);
  return verdict;
}
