/**
 * All protocols and their ports on one line: protocol number × 65536 + port, so that "tcp 0-65535", "every protocol"
 * and a port split over several rules are merged by the same arithmetic. For ICMP the port is type × 256 + code; a
 * protocol without ports is open as a whole or not at all.
 */
import { fromRanges, rangesOf, type IntervalSet, type Range } from "./intervals.ts";

export type Ports = Range<number>;
export type PortSet = IntervalSet<number>;

const PORTS = 65_536;
const CODES = 256;
const PROTOCOLS = 256;

/** The protocols that AWS calls by name; https://www.iana.org/assignments/protocol-numbers. */
const protocolNumbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };
const protocolNames: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };
const ICMP: ReadonlySet<number> = new Set([1, 58]);

/** Every port of every protocol. */
export const everyPort: Ports = [0, PROTOCOLS * PORTS];
export const allPorts: PortSet = fromRanges([everyPort]);

/** The number of a protocol given by name or by number; undefined for what is neither. */
export function protocolNumber(protocol: string): number | undefined {
  if (Object.hasOwn(protocolNumbers, protocol)) return protocolNumbers[protocol];
  return /^[0-9]{1,3}$/.test(protocol) && Number(protocol) < PROTOCOLS ? Number(protocol) : undefined;
}

/** The protocol that a point of the line is of. */
export function protocolOf(point: number): number {
  return Math.floor(point / PORTS);
}

export function wholeProtocol(protocol: number): Ports {
  return [protocol * PORTS, (protocol + 1) * PORTS];
}

/** Of TCP or UDP: from the first port to the last, both in it. */
export function portRange(protocol: number, first: number, last: number): Ports {
  return [protocol * PORTS + first, protocol * PORTS + last + 1];
}

/** One ICMP type with one code, or with all of them. */
export function icmpRange(protocol: number, type: number, code?: number): Ports {
  return code === undefined
    ? portRange(protocol, type * CODES, type * CODES + CODES - 1)
    : portRange(protocol, type * CODES + code, type * CODES + code);
}

/**
 * Reads the ports of a protocol as configuration writes them: `443`, `8000-8100` or `all` for tcp and udp; `8` (a
 * type), `3/4` (a type and a code) or `all` for icmp and icmpv6; `all` for any other protocol and for the protocol
 * `all`. Throws an Error that says what is wrong.
 */
export function parsePorts(protocol: string, text: string): Ports {
  if (protocol === "all" && text === "all") return everyPort;
  const number = protocolNumber(protocol);
  if (number === undefined && protocol !== "all") {
    throw new Error(
      `${JSON.stringify(protocol)} is not a protocol; write tcp, udp, icmp, icmpv6, all or a number to 255`,
    );
  }
  if (number !== undefined && text === "all") return wholeProtocol(number);
  if (number === 6 || number === 17) {
    const [, first, last = first] = /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/.exec(text) ?? [];
    if (first !== undefined && Number(first) <= Number(last) && Number(last) < PORTS) {
      return portRange(number, Number(first), Number(last));
    }
    throw new Error(`${JSON.stringify(text)} is not a port of ${protocol}; write one such as 443, 8000-8100 or all`);
  }
  if (number !== undefined && ICMP.has(number)) {
    const [, type, code] = /^([0-9]{1,3})(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
    if (type !== undefined && Number(type) < CODES && Number(code ?? 0) < CODES) {
      return icmpRange(number, Number(type), code === undefined ? undefined : Number(code));
    }
    throw new Error(
      `${JSON.stringify(text)} is not a type of ${protocol}; write one such as 8, 3/4 (type/code) or all`,
    );
  }
  throw new Error(
    `${protocol === "all" ? "all protocols have" : `protocol ${protocol} has`} no ports to choose; write all`,
  );
}

/**
 * The runs of a set, as people name them: everything, or cut at the ends of protocols, and those of ICMP that are not
 * the whole protocol at the ends of types.
 */
export function runsOf(set: PortSet): Ports[] {
  return [...rangesOf(set)].flatMap((run) => {
    if (run[0] === everyPort[0] && run[1] === everyPort[1]) return [run];
    return cut(run, PORTS).flatMap((part) => {
      const whole = part[1] - part[0] === PORTS;
      return !whole && ICMP.has(Math.floor(part[0] / PORTS)) ? cut(part, CODES) : [part];
    });
  });
}

function cut([from, to]: Ports, size: number): Ports[] {
  const parts: Ports[] = [];
  for (let at = from; at < to;) {
    const end = Math.min(to, (Math.floor(at / size) + 1) * size);
    parts.push([at, end]);
    at = end;
  }
  return parts;
}

/** Names any range of ports. */
export function nameOfPorts(ports: Ports): string {
  return runsOf(fromRanges([ports]))
    .map(nameOfRun)
    .join(", ");
}

/** Names a run as `runsOf` gives it: `tcp/22`, `udp/0-65535`, `icmp/8`, `icmp/3/4`, `protocol 50`, `all protocols`. */
export function nameOfRun(run: Ports): string {
  if (run[0] === everyPort[0] && run[1] === everyPort[1]) return "all protocols";
  const number = Math.floor(run[0] / PORTS);
  const name = protocolNames[number];
  if (name === undefined) return `protocol ${number}`;
  const first = run[0] - number * PORTS;
  const last = run[1] - number * PORTS - 1;
  if (!ICMP.has(number)) return `${name}/${spanOf(first, last)}`;
  if (last - first === PORTS - 1) return `${name}/all`;
  const type = `${name}/${Math.floor(first / CODES)}`;
  return last - first === CODES - 1 ? type : `${type}/${spanOf(first % CODES, last % CODES)}`;
}

function spanOf(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
