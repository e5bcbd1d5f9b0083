import check from "../../../checks/justified-ports/security-group-opens-only-justified-ports.ts";
import type { AccessRow } from "../../../src/index.ts";
import { partiesOf, row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY } from "../network-world.ts";
import { testGroups, type Listed } from "./group-tester.ts";
import { group, permission } from "./groups.ts";

const world = ["0.0.0.0/0", "::/0"];
const web = { protocol: "tcp", ports: 443 };

interface Row {
  readonly protocol: string | number;
  readonly ports: string | number;
  /** Blocks; the whole internet where neither these nor lists are given. */
  readonly from?: readonly string[];
  readonly lists?: readonly string[];
  readonly groups?: readonly string[];
}

/** Rows of a register as these cases name them; everything that has the group is a `server`. */
function rows(...all: readonly Row[]): readonly AccessRow[] {
  return all.map(({ protocol, ports, from = [], lists = [], groups }, i) => ({
    ...row(`row ${i}`, [], "server", ""),
    from: from.length + lists.length === 0 ? [{ internet: true }] : partiesOf([...from, ...lists]),
    to: groups === undefined ? [{ role: "server" }] : groups.map((securityGroup) => ({ securityGroup })),
    protocol: String(protocol),
    ports: [String(ports)],
  }));
}

/** A thousand single addresses, none beside another. */
const partners = Array.from({ length: 1000 }, (_, i) => `2001:db8::${(2 * i).toString(16)}/128`);

const shown = (held: Listed) => held;
const offices = shown({ "pl-1": ["203.0.113.0/25", "203.0.113.128/25"], "pl-2": ["2001:db8::/32"] });

testGroups(check, {
  pass: [
    {
      name: "a prefix list that is shown and holds nothing",
      item: group([permission("tcp 22", ["pl-1", "pl-2"])]),
      lists: shown({ "pl-1": ["10.0.0.0/8"], "pl-2": [] }),
    },
    {
      name: "a prefix list of private addresses",
      item: group([permission("tcp 22", ["pl-1"])]),
      lists: shown({ "pl-1": ["10.0.0.0/8", "192.168.0.0/16"] }),
    },
    {
      name: "a prefix list without entries on a port that is justified for everyone",
      item: group([permission("tcp 443", ["pl-1"])]),
      lists: shown({ "pl-1": [] }),
      rows: rows(web),
    },
    {
      name: "a prefix list whose addresses are justified",
      item: group([permission("tcp 22", ["pl-1"])]),
      lists: offices,
      rows: rows({ protocol: "tcp", ports: 22, from: ["203.0.113.0/24"] }),
    },
    {
      name: "prefix lists that are justified, and a block beside",
      item: group([permission("tcp 22", ["pl-1", "pl-2", "198.51.100.0/24"])]),
      lists: offices,
      rows: rows({
        protocol: "tcp",
        ports: 22,
        from: ["198.51.100.0/24"],
        lists: ["pl-1", "pl-2"],
      }),
    },
    {
      name: "what a justified prefix list holds, opened block by block",
      item: group([permission("tcp 22", ["pl-1"]), permission("tcp 22", ["203.0.113.7/32"])]),
      lists: offices,
      rows: rows({ protocol: "tcp", ports: 22, lists: ["pl-1"] }),
    },
    { name: "no rules", item: group([]) },
    {
      name: "private addresses only",
      item: group([permission({ IpProtocol: "-1" }, ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"])]),
    },
    {
      name: "shared, link-local, loopback and multicast addresses",
      item: group([
        permission("tcp 22", ["100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "224.0.0.0/4", "fe80::/10"]),
      ]),
    },
    { name: "other groups only", item: group([permission({ IpProtocol: "-1" }, ["sg-1", "sg-2"])]) },
    { name: "out to the world", item: { ...group([]), IpPermissionsEgress: [permission("tcp 443", world)] } },
    { name: "a justified port", item: group([permission("tcp 443", world)]), rows: rows(web) },
    {
      name: "a part of what is justified",
      item: group([permission("tcp 8000-8010", ["203.0.113.0/24"])]),
      rows: rows({ protocol: "tcp", ports: "8000-8100" }),
    },
    {
      name: "justified row by row",
      item: group([permission("tcp 80-90", world)]),
      rows: rows({ protocol: 6, ports: "0-84" }, { protocol: "tcp", ports: "85-90" }),
    },
    {
      name: "justified range by range",
      item: group([permission("tcp 22", ["203.0.113.0/24"])]),
      rows: rows(
        { protocol: "tcp", ports: "22", from: ["203.0.113.0/25"] },
        { protocol: "tcp", ports: "20-25", from: ["203.0.113.128/25", "2001:db8::/32"] },
      ),
    },
    {
      name: "justified addresses and private ones",
      item: group([permission("tcp 22", ["203.0.113.7/32", "10.0.0.0/8"])]),
      rows: rows({ protocol: "tcp", ports: 22, from: ["203.0.113.7/32"] }),
    },
    {
      name: "justified for this group's id",
      item: group([permission("tcp 443", world)]),
      rows: rows({ ...web, groups: ["sg-1"] }),
    },
    {
      name: "justified for this group's name",
      item: group([permission("tcp 443", world)]),
      rows: rows({ ...web, groups: ["app", "web"] }),
    },
    {
      name: "an ICMP type",
      item: group([permission({ IpProtocol: "icmp", FromPort: 3, ToPort: 4 }, ["0.0.0.0/0"])]),
      rows: rows({ protocol: "icmp", ports: "3" }),
    },
    {
      name: "a protocol by its number",
      item: group([permission({ IpProtocol: "50" }, ["0.0.0.0/0"])]),
      rows: rows({ protocol: 50, ports: "all" }),
    },
    {
      name: "all protocols",
      item: group([permission({ IpProtocol: "-1" }, world)]),
      rows: rows({ protocol: "all", ports: "all" }),
    },
    {
      name: "a prefix list on a port that is justified for everyone",
      item: group([permission("tcp 443", ["pl-1"])]),
      rows: rows(web),
    },
  ],
  fail: [
    {
      name: "a prefix list",
      item: group([permission("tcp 22", ["pl-1", "pl-2"])]),
      lists: offices,
      keys: ["tcp/22 from 203.0.113.0/24", "tcp/22 from 2001:db8::/32"],
    },
    {
      name: "a prefix list and a block that make the internet together",
      item: group([permission("tcp 22", ["pl-1"]), permission("tcp 22", ["128.0.0.0/1"])]),
      lists: shown({ "pl-1": ["0.0.0.0/2", "64.0.0.0/2"] }),
      keys: ["tcp/22 from 0.0.0.0/0"],
    },
    {
      name: "another prefix list is justified",
      item: group([permission("tcp 22", ["pl-1"])]),
      lists: offices,
      rows: rows({ protocol: "tcp", ports: 22, lists: ["pl-2", "pl-3"] }),
      keys: ["tcp/22 from 203.0.113.0/24"],
    },
    {
      name: "addresses in the list of the other family",
      item: group([
        {
          ...permission("tcp 22", []),
          IpRanges: [{ CidrIp: "::/0" }],
          Ipv6Ranges: [{ CidrIpv6: "0.0.0.0/0" }],
        },
      ]),
      keys: ["tcp/22 from 0.0.0.0/0", "tcp/22 from ::/0"],
    },
    {
      name: "an opening of a list that is shown, beside one that is not",
      item: group([permission("tcp 22", ["pl-1", "pl-9"])]),
      lists: offices,
      keys: ["tcp/22 from 203.0.113.0/24"],
    },
    {
      name: "a port to the whole IPv4 internet",
      item: group([permission("tcp 22", ["0.0.0.0/0"])]),
      keys: ["tcp/22 from 0.0.0.0/0"],
      says: "Security group sg-1 (web) opens tcp/22 to the whole IPv4 internet, and no row of the access register justifies it",
    },
    {
      name: "a port to the whole IPv6 internet",
      item: group([permission("tcp 22", ["::/0"])]),
      keys: ["tcp/22 from ::/0"],
      says: /opens tcp\/22 to the whole IPv6 internet,/,
    },
    {
      name: "both families are two findings",
      item: group([permission("tcp 22", world)]),
      keys: ["tcp/22 from 0.0.0.0/0", "tcp/22 from ::/0"],
    },
    {
      name: "the internet in two halves is the internet",
      item: group([permission("tcp 22", ["0.0.0.0/1"]), permission("tcp 22", ["128.0.0.0/1"])]),
      keys: ["tcp/22 from 0.0.0.0/0"],
    },
    {
      name: "all of IPv6 that is in use is the internet",
      item: group([permission("tcp 22", ["::/1"])]),
      keys: ["tcp/22 from ::/0"],
    },
    {
      name: "half of the internet",
      item: group([permission("tcp 22", ["0.0.0.0/1"])]),
      keys: ["tcp/22 from 0.0.0.0/1"],
    },
    {
      name: "all but private addresses is the internet",
      item: group([
        permission("tcp 22", ["0.0.0.0/5", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3"]),
        permission("tcp 22", ["64.0.0.0/2", "128.0.0.0/1"]),
      ]),
      keys: ["tcp/22 from 0.0.0.0/0"],
    },
    {
      name: "one public address is the internet",
      item: group([permission("tcp 22", ["203.0.113.7/32"])]),
      keys: ["tcp/22 from 203.0.113.7/32"],
      says: /opens tcp\/22 to 203.0.113.7\/32, and no row of the access register justifies it/,
    },
    {
      name: "private addresses beside do not show",
      item: group([permission("tcp 22", ["10.0.0.0/8", "11.0.0.0/8", "203.0.113.7/32"])]),
      keys: ["tcp/22 from 11.0.0.0/8,203.0.113.7/32"],
    },
    {
      name: "host bits do not show",
      item: group([permission("tcp 22", ["203.0.113.7/24", "2001:db8::1/32"])]),
      keys: ["tcp/22 from 203.0.113.0/24", "tcp/22 from 2001:db8::/32"],
    },
    {
      name: "a thousand single addresses",
      item: group([permission("tcp 443", partners)]),
      keys: ["tcp/443 from blocks:97f4a2c33938102e"],
      says: /opens tcp\/443 to 1000 address blocks such as 2001:db8::\/128, 2001:db8::2\/128, 2001:db8::4\/128,/,
    },
    {
      name: "ports split over rules are one opening",
      item: group([permission("tcp 80", world), permission("tcp 81-89", world), permission("tcp 85-90", world)]),
      keys: ["tcp/80-90 from 0.0.0.0/0", "tcp/80-90 from ::/0"],
    },
    {
      name: "a port for all, and every port for one",
      item: group([permission("tcp 22", ["0.0.0.0/0"]), permission("tcp 0-65535", ["203.0.113.7/32"])]),
      keys: ["tcp/0-65535 from 203.0.113.7/32", "tcp/22 from 0.0.0.0/0"],
    },
    {
      name: "port 22 within a range",
      item: group([permission("tcp 0-65535", ["0.0.0.0/0"])]),
      rows: rows({ protocol: "tcp", ports: 443 }),
      keys: ["tcp/0-65535 from 0.0.0.0/0"],
      says: /opens tcp\/0-65535 to the whole IPv4 internet, which is more than the access register justifies/,
    },
    {
      name: "every protocol",
      item: group([permission({ IpProtocol: "-1" }, world)]),
      keys: ["all protocols from 0.0.0.0/0", "all protocols from ::/0"],
    },
    {
      name: "every protocol swallows the single ones",
      item: group([permission({ IpProtocol: "-1" }, ["0.0.0.0/0"]), permission("tcp 22", ["0.0.0.0/0"])]),
      keys: ["all protocols from 0.0.0.0/0"],
    },
    {
      name: "every protocol is not justified by all ports of TCP and UDP",
      item: group([permission({ IpProtocol: "-1" }, ["0.0.0.0/0"])]),
      rows: rows({ protocol: "tcp", ports: "all" }, { protocol: "udp", ports: "all" }),
      keys: ["all protocols from 0.0.0.0/0"],
    },
    {
      name: "a protocol without ports opens whatever range stands there",
      item: group([permission({ IpProtocol: "132", FromPort: 80, ToPort: 80 }, ["0.0.0.0/0"])]),
      keys: ["protocol 132 from 0.0.0.0/0"],
    },
    {
      name: "a protocol by the number of TCP",
      item: group([permission({ IpProtocol: "6", FromPort: 22, ToPort: 22 }, ["0.0.0.0/0"])]),
      keys: ["tcp/22 from 0.0.0.0/0"],
    },
    {
      name: "every ICMP type",
      item: group([permission({ IpProtocol: "icmp", FromPort: -1, ToPort: -1 }, ["0.0.0.0/0"])]),
      keys: ["icmp/all from 0.0.0.0/0"],
    },
    {
      name: "single ICMP types and codes",
      item: group([
        permission({ IpProtocol: "icmp", FromPort: 8, ToPort: -1 }, ["0.0.0.0/0"]),
        permission({ IpProtocol: "icmp", FromPort: 3, ToPort: 4 }, ["0.0.0.0/0"]),
        permission({ IpProtocol: "icmpv6", FromPort: 128, ToPort: 0 }, ["::/0"]),
        permission({ IpProtocol: "icmpv6" }, ["2001:db8::/32"]),
      ]),
      keys: [
        "icmp/3/4 from 0.0.0.0/0",
        "icmp/8 from 0.0.0.0/0",
        "icmpv6/128/0 from ::/0",
        "icmpv6/all from 2001:db8::/32",
      ],
    },
    {
      name: "another port than the justified one",
      item: group([permission("tcp 22", ["0.0.0.0/0"])]),
      rows: rows(web),
      keys: ["tcp/22 from 0.0.0.0/0"],
    },
    {
      name: "the justified port of another protocol",
      item: group([permission("udp 443", ["0.0.0.0/0"])]),
      rows: rows(web),
      keys: ["udp/443 from 0.0.0.0/0"],
      says: /no row of the access register justifies it/,
    },
    {
      name: "more addresses than are justified",
      item: group([permission("tcp 22", ["203.0.113.0/24"])]),
      rows: rows({ protocol: "tcp", ports: 22, from: ["203.0.113.0/25"] }),
      keys: ["tcp/22 from 203.0.113.0/24"],
      says: /more than the access register justifies/,
    },
    {
      name: "justified for IPv4 alone",
      item: group([permission("tcp 443", world)]),
      rows: rows({ ...web, from: ["0.0.0.0/0"] }),
      keys: ["tcp/443 from ::/0"],
    },
    {
      name: "justified for another group",
      item: group([permission("tcp 443", ["0.0.0.0/0"])]),
      rows: rows({ ...web, groups: ["sg-2", "app"] }),
      keys: ["tcp/443 from 0.0.0.0/0"],
    },
    {
      name: "justified by two halves that leave one port out",
      item: group([permission("tcp 80-90", ["0.0.0.0/0"])]),
      rows: rows({ protocol: "tcp", ports: "80-84" }, { protocol: "tcp", ports: "86-90" }),
      keys: ["tcp/80-90 from 0.0.0.0/0"],
    },
    {
      name: "an opening beside a prefix list",
      item: group([permission("tcp 22", ["0.0.0.0/0", "pl-1"])]),
      keys: ["tcp/22 from 0.0.0.0/0"],
    },
  ],
  undecided: [
    {
      name: "a prefix list that is not shown, beside one that is",
      item: group([permission("tcp 22", ["pl-2", "pl-9"])]),
      lists: offices,
      rows: rows({ protocol: "tcp", ports: 22, lists: ["pl-2", "pl-9"] }),
      says: /prefix lists that could not be read: pl-9$/,
    },
    {
      name: "prefix lists",
      item: group([permission("tcp 443", ["pl-2", "10.0.0.0/8"]), permission("tcp 80", ["pl-1", "pl-2"])]),
      says: "Security group sg-1 (web) opens ports to prefix lists that could not be read: pl-1, pl-2",
    },
    {
      name: "a prefix list on a port that is justified for some",
      item: group([permission("tcp 443", ["pl-1"])]),
      rows: rows({ ...web, from: ["0.0.0.0/0"] }),
    },
    {
      name: "a prefix list beside a justified opening",
      item: group([permission("tcp 443", world), permission("tcp 22", ["pl-1"])]),
      rows: rows(web),
    },
    {
      name: "a protocol that is not known",
      item: group([permission({ IpProtocol: "esp" }, ["0.0.0.0/0"])]),
      says: /unknown protocol esp/,
    },
  ],
});

testNetworkCheck(check, [
  {
    name: "as the register says",
    ...COMPANY,
    world: company,
    says: { "sg-lb": "pass", "sg-bastion": "pass", "sg-app": "pass" },
  },
  {
    name: "a row about other addresses than those of who has the group",
    ...COMPANY,
    world: () => company({ app: ["tcp/80 0.0.0.0/0"] }),
    rows: [row("beside", "internet", "10.1.0.6/32", "tcp/80")],
    says: { "sg-app": ["tcp/80 from 0.0.0.0/0"] },
  },
  {
    name: "a row about the address of who has it",
    ...COMPANY,
    world: () => company({ app: ["tcp/80 0.0.0.0/0"] }),
    rows: [row("it", "internet", "10.1.0.5/32", "tcp/80")],
    says: { "sg-app": "pass" },
  },
  {
    name: "justified for one of two that have it",
    ...COMPANY,
    world: () => company({ app: ["tcp/80 0.0.0.0/0"] }).interface("eni-more", "subnet-alder", ["10.1.0.77"], { groups: ["sg-app"] }), // prettier-ignore
    rows: [row("it", "internet", "application", "tcp/80")],
    says: { "sg-app": ["tcp/80 from 0.0.0.0/0"] },
  },
  {
    name: "a group that nothing has, and rows that name it",
    ...COMPANY,
    world: () =>
      company()
        .group("sg-idle", { in: ["tcp/80 0.0.0.0/0"] })
        .group("sg-idle-2", { in: ["tcp/80 0.0.0.0/0"] }),
    rows: [row("it", "internet", "sg-idle", "tcp/80"), row("role", "internet", "internal", "tcp/80")],
    says: { "sg-idle": "pass", "sg-idle-2": ["tcp/80 from 0.0.0.0/0"] },
  },
  {
    name: "what lists hold was not read",
    ...COMPANY,
    world: () => company({ app: ["tcp/80 pl-1"] }).prefixList("pl-1", "198.51.100.0/24"),
    unread: ["ec2.prefix-list-entries"],
    says: { "sg-app": "undecided", "sg-lb": "pass" },
  },
  {
    name: "who has it was not read",
    ...COMPANY,
    world: company,
    unread: ["ec2.network-interfaces"],
    says: { "sg-lb": "undecided", "sg-app": "pass" },
    words: /who has it cannot be said: ec2.network-interfaces was not read/,
  },
]);
