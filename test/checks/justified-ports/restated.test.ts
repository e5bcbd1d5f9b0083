/**
 * The rule of security-group-opens-only-justified-ports said again, plainly and slowly: a point is an address, a
 * protocol and a port; no point of the internet may be open that no row justifies. Every place where an answer can
 * change is an end of a range, so the points beside all ends decide it exactly. Shares no code with the check.
 */
import ipaddr from "ipaddr.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import check from "../../../checks/justified-ports/security-group-opens-only-justified-ports.ts";
import { ask } from "../../kit/network-check.ts";
import { partiesOf, row as registerRow } from "../../kit/proof.ts";
import { holdGroup } from "./group-tester.ts";
import { group, permission } from "./groups.ts";

const notPublic =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 \
198.18.0.0/15 224.0.0.0/3 ::/3 2001::/23 4000::/2 8000::/1".split(" ");
const publicAfterAll = "192.0.0.9/32 192.0.0.10/32 64:ff9b::/96 2001::/32 2001:3::/32 2001:20::/28".split(" ");

/** Asked again and again of the same few: remembered. */
const held = new Map<string, boolean>();

function holds(cidr: string, address: string): boolean {
  const question = `${address} in ${cidr}`;
  let answer = held.get(question);
  if (answer === undefined) {
    const [network, prefix] = ipaddr.parseCIDR(cidr);
    const each = ipaddr.parse(address);
    answer = each.kind() === network.kind() && each.match(network, prefix);
    held.set(question, answer);
  }
  return answer;
}

function isPublic(address: string): boolean {
  return publicAfterAll.some((cidr) => holds(cidr, address)) || !notPublic.some((cidr) => holds(cidr, address));
}

interface Point {
  readonly address: string;
  readonly protocol: string;
  /** Of tcp and udp. */
  readonly port: number;
}

interface Row {
  /** `tcp`, `udp`, `50` or `all`. */
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
  readonly cidrs: readonly string[];
}

function admits({ protocol, first, last, cidrs }: Row, point: Point): boolean {
  const service =
    protocol === "all" ||
    (protocol === point.protocol && (protocol === "50" || (first <= point.port && point.port <= last)));
  return service && cidrs.some((cidr) => holds(cidr, point.address));
}

const cidrs =
  "0.0.0.0/0 0.0.0.0/1 128.0.0.0/1 10.0.0.0/8 11.0.0.0/8 10.0.0.0/7 203.0.113.0/24 203.0.113.0/25 203.0.113.128/25 \
203.0.113.7/32 192.0.0.8/30 100.0.0.0/8 ::/0 ::/1 8000::/1 2001:db8::/32 2001:db8::/33 2001:db8:8000::/33 2001::/16 \
fd00::/8 2001:db8::7/128".split(" ");
const ports = [0, 1, 21, 22, 23, 442, 443, 444, 65_534, 65_535];

const anyRow = fc
  .tuple(
    fc.constantFrom("tcp", "tcp", "tcp", "udp", "50", "all"),
    fc.constantFrom(...ports),
    fc.constantFrom(...ports),
    fc.uniqueArray(fc.constantFrom(...cidrs), { minLength: 1, maxLength: 4 }),
  )
  .map(([protocol, a, b, cidrs]): Row => ({ protocol, first: Math.min(a, b), last: Math.max(a, b), cidrs }));

/** The addresses at both ends of a block, and those beside them. */
function edges(cidr: string): string[] {
  const [network, prefix] = ipaddr.parseCIDR(cidr);
  const size = 8 * network.toByteArray().length;
  const top = 1n << BigInt(size);
  const first = network.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return [first - 1n, first, first + top / (1n << BigInt(prefix)) - 1n, first + top / (1n << BigInt(prefix))]
    .filter((value) => value >= 0n && value < top)
    .map((value) => {
      const bytes = Array.from({ length: size / 8 }, (_, i) => Number((value >> BigInt(size - 8 * i - 8)) % 256n));
      return ipaddr.fromByteArray(bytes).toString();
    });
}

const addresses = [...new Set([...cidrs, ...notPublic, ...publicAfterAll].flatMap(edges))].filter(isPublic);
const points = ["tcp", "udp", "50", "51"].flatMap((protocol) =>
  (protocol === "tcp" || protocol === "udp" ? ports.flatMap((port) => [port, port + 1]) : [0])
    .filter((port) => port < 65_536)
    .flatMap((port) => addresses.map((address): Point => ({ address, protocol, port }))),
);

const permissionOf = ({ protocol, first, last }: Row, sources: readonly string[]) =>
  permission(
    protocol === "all" ? { IpProtocol: "-1" } : { IpProtocol: protocol, FromPort: first, ToPort: last },
    sources,
  );

/** The rows as a group's rules; those of which `inLists` says so name their addresses by a prefix list. */
function described(rows: readonly Row[], inLists: readonly boolean[]) {
  const list = (i: number) => `pl-${i}`;
  const listed = rows.flatMap(({ cidrs }, i) => (inLists[i] === true ? [{ id: list(i), cidrs }] : []));
  return {
    item: group(rows.map((row, i) => permissionOf(row, inLists[i] === true ? [list(i)] : row.cidrs))),
    lists: Object.fromEntries(listed.map(({ id, cidrs }) => [id, cidrs])),
  };
}

const justificationOf = ({ protocol, first, last, cidrs }: Row) => ({
  ...registerRow("needed", [], "server", ""),
  from: partiesOf(cidrs),
  protocol,
  ports: [protocol === "tcp" || protocol === "udp" ? `${first}-${last}` : "all"],
});

/** Rows that are open, and rows that are justified: mostly the same ones, lest nothing ever pass. */
const anyWorld = fc
  .array(anyRow, { maxLength: 4 })
  .chain((open) =>
    fc.tuple(
      fc.constant(open),
      fc.subarray(open, { minLength: Math.max(0, open.length - 1) }),
      fc.array(anyRow, { maxLength: 3 }),
    ),
  )
  .map(([open, same, others]) => ({ open, justified: [...same, ...others] }));

test("the check fails just where some point is open and not justified, and names all of these", () => {
  fc.assert(
    fc.property(anyWorld, fc.array(fc.boolean()), ({ open, justified }, inLists) => {
      const rows = justified.map((each, i) => ({ ...justificationOf(each), id: `row ${i}` }));
      const { answers } = ask(check, holdGroup({ ...described(open, inLists), rows }));
      const verdicts = answers.flatMap((answer): readonly object[] => answer.verdicts);
      const wrong = points.filter(
        (point) => open.some((row) => admits(row, point)) && !justified.some((row) => admits(row, point)),
      );
      if (wrong.length === 0) {
        expect(verdicts).toEqual([{ status: "pass" }]);
        return;
      }
      const named = verdicts.map((fail) => rowOf((fail as unknown as { evidence: Evidence }).evidence));
      expect(wrong.filter((point) => !named.some((row) => admits(row, point)))).toEqual([]);
      // What a finding names is open from end to end, and not justified from end to end.
      for (const row of named) {
        const inside = points.filter((point) => admits(row, point));
        expect(inside.every((point) => open.some((each) => admits(each, point)))).toBe(true);
        expect(inside.some((point) => !justified.some((each) => admits(each, point)))).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

interface Evidence {
  readonly ports: string;
  readonly from: readonly string[];
}

/** Reads what a finding names. */
function rowOf({ ports, from }: Evidence): Row {
  if (ports === "all protocols") return { protocol: "all", first: 0, last: 65_535, cidrs: from };
  const [, other] = /^protocol ([0-9]+)$/.exec(ports) ?? [];
  if (other !== undefined) return { protocol: other, first: 0, last: 65_535, cidrs: from };
  const [, protocol = "", first, last = first] = /^(tcp|udp)\/([0-9]+)(?:-([0-9]+))?$/.exec(ports) ?? [];
  return { protocol, first: Number(first), last: Number(last), cidrs: from };
}
