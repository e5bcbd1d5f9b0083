import check from "../../../checks/justified-ports/network-acl-not-open-to-admin-ports.ts";
import { testCheck } from "../../kit/check-tester.ts";

/** `allow tcp 22 203.0.113.0/24`, `deny all ::/0`, `out allow all 0.0.0.0/0`. */
function entry(RuleNumber: number, text: string) {
  const [, out, RuleAction = "", protocol = "", , first, last = first, cidr = ""] =
    /^(out )?(allow|deny) (\S+) (([0-9]+)(?:-([0-9]+))? )?(\S+)$/.exec(text) ?? [];
  return {
    RuleNumber,
    RuleAction,
    Egress: out !== undefined,
    Protocol: { tcp: "6", udp: "17", all: "-1" }[protocol] ?? protocol,
    ...(cidr.includes(":") ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
    ...(first === undefined ? {} : { PortRange: { From: Number(first), To: Number(last) } }),
  };
}

/** Rules, numbered in this order, and the last one that AWS adds. */
const acl = (...rules: string[]) => ({
  NetworkAclId: "acl-1",
  VpcId: "vpc-1",
  Associations: [{ SubnetId: "subnet-1" }],
  Entries: [...rules.map((rule, i) => entry(100 + 10 * i, rule)), entry(32_767, "deny all 0.0.0.0/0")],
});

const withEntry = <E extends object>(item: ReturnType<typeof acl>, more: E) => ({
  ...item,
  Entries: [more, ...item.Entries],
});

/** Eight blocks, none beside another. */
const eights = [20, 22, 24, 26, 28, 30, 32, 34].map((first) => `allow tcp 22 ${first}.0.0.0/8`);

const both = ["tcp/22 over IPv4", "tcp/3389 over IPv4"];

testCheck(check, {
  pass: [
    { name: "nothing gets in", item: acl() },
    { name: "no rules at all", item: { ...acl(), Entries: [] } },
    { name: "HTTPS", item: acl("allow tcp 443 0.0.0.0/0", "allow tcp 443 ::/0") },
    {
      name: "the ports beside",
      item: acl("allow tcp 0-21 0.0.0.0/0", "allow tcp 23-3388 0.0.0.0/0", "allow tcp 3390 ::/0"),
    },
    { name: "UDP", item: acl("allow udp 0-65535 0.0.0.0/0") },
    { name: "another protocol", item: acl("allow 50 0.0.0.0/0") },
    { name: "denied first", item: acl("deny tcp 22 0.0.0.0/0", "deny tcp 3389 0.0.0.0/0", "allow all 0.0.0.0/0") },
    {
      name: "denied in two halves",
      item: acl("deny tcp 0-4000 0.0.0.0/1", "deny tcp 0-4000 128.0.0.0/1", "allow all 0.0.0.0/0"),
    },
    { name: "private addresses", item: acl("allow all 10.0.0.0/8", "allow all fd00::/8", "allow all 172.16.0.0/12") },
    { name: "the office", item: acl("allow tcp 22 203.0.113.0/24", "allow tcp 22 2001:db8::/32") },
    { name: "out", item: acl("out allow all 0.0.0.0/0") },
    { name: "other ports are asked for", item: acl("allow tcp 22 0.0.0.0/0"), params: { ports: [5432] } },
    { name: "a wide block that is vouched for", item: acl("allow tcp 22 64.0.0.0/5"), params: { widest: { ipv4: 5 } } },
    { name: "the widest block", item: acl("allow tcp 22 11.0.0.0/8", "allow tcp 22 2001::/16") },
    { name: "four of the widest blocks", item: acl(...eights.slice(0, 4)) },
    { name: "many blocks that are vouched for", item: acl(...eights), params: { together: { ipv4: 5 } } },
    {
      name: "many narrow blocks",
      item: acl(...eights.map((rule) => rule.replace("/8", "/24"))),
      params: { widest: { ipv4: 24 } },
    },
    {
      name: "private addresses do not count",
      item: acl(...eights.slice(0, 4), "allow all 10.0.0.0/8", "allow all 172.16.0.0/12"),
    },
    {
      name: "denied in the field of the other family",
      item: withEntry(acl("allow all ::/0"), { ...entry(10, "deny all 0.0.0.0/0"), CidrBlock: "::/0" }),
    },
    { name: "a flaw in what goes out", item: acl("out allow esp 0.0.0.0/0") },
  ],
  fail: [
    {
      name: "as AWS makes it",
      item: acl("allow all 0.0.0.0/0"),
      keys: both,
      says: "Network ACL acl-1 of vpc-1 lets 0.0.0.0/0 in to tcp/22",
    },
    { name: "over IPv6", item: acl("allow all ::/0"), keys: ["tcp/22 over IPv6", "tcp/3389 over IPv6"] },
    { name: "one port", item: acl("allow tcp 22 0.0.0.0/0"), keys: ["tcp/22 over IPv4"] },
    { name: "a range for return traffic", item: acl("allow tcp 1024-65535 0.0.0.0/0"), keys: ["tcp/3389 over IPv4"] },
    {
      name: "denied too late",
      item: acl("allow tcp 22 0.0.0.0/0", "deny tcp 22 0.0.0.0/0"),
      keys: ["tcp/22 over IPv4"],
    },
    { name: "denied over IPv4 only", item: acl("deny all 0.0.0.0/0", "allow tcp 22 ::/0"), keys: ["tcp/22 over IPv6"] },
    {
      name: "denied to UDP only",
      item: acl("deny udp 22 0.0.0.0/0", "allow tcp 22 0.0.0.0/0"),
      keys: ["tcp/22 over IPv4"],
    },
    {
      name: "denied out only",
      item: acl("out deny tcp 22 0.0.0.0/0", "allow tcp 22 0.0.0.0/0"),
      keys: ["tcp/22 over IPv4"],
    },
    {
      name: "in two halves",
      item: acl("allow tcp 22 0.0.0.0/1", "allow tcp 22 128.0.0.0/1"),
      keys: ["tcp/22 over IPv4"],
      says: /lets 0\.0\.0\.0\/0 in to/,
    },
    { name: "half of it", item: acl("allow tcp 22 0.0.0.0/1"), keys: ["tcp/22 over IPv4"] },
    {
      name: "all but one address",
      item: acl("deny all 203.0.113.66/32", "allow tcp 22 0.0.0.0/0"),
      keys: ["tcp/22 over IPv4"],
    },
    {
      name: "one port of a denied range comes before",
      item: acl("allow tcp 22 0.0.0.0/0", "deny tcp 0-1023 0.0.0.0/0", "allow all 0.0.0.0/0"),
      keys: both,
    },
    {
      name: "a port that is asked for",
      item: acl("allow tcp 5432 0.0.0.0/0"),
      params: { ports: [5432, 5432] },
      keys: ["tcp/5432 over IPv4"],
    },
    {
      name: "a narrower block than the default",
      item: acl("allow tcp 22 203.0.113.0/24"),
      params: { widest: { ipv4: 32 } },
      keys: ["tcp/22 over IPv4"],
    },
    {
      name: "four of the widest blocks and one address",
      item: acl(...eights.slice(0, 4), "allow tcp 22 203.0.113.7/32"),
      keys: ["tcp/22 over IPv4"],
      says: /lets 5 address blocks such as 20\.0\.0\.0\/8, 22\./,
    },
    {
      name: "too many blocks of IPv6",
      item: acl(...["2400", "2600", "2800", "2a00", "2c00"].map((start) => `allow tcp 22 ${start}::/16`)),
      keys: ["tcp/22 over IPv6"],
    },
    { name: "all TCP, without ports", item: acl("allow tcp 0.0.0.0/0"), keys: both },
    {
      name: "a deny without ports denies nothing for certain",
      item: acl("deny tcp 0.0.0.0/0", "allow all 0.0.0.0/0"),
      keys: both,
    },
    {
      name: "a deny of senseless ports",
      item: acl("deny tcp 80-22 0.0.0.0/0", "deny tcp 0-65536 0.0.0.0/0", "allow all 0.0.0.0/0"),
      keys: both,
    },
    {
      name: "an action that is not known denies nothing for certain",
      item: withEntry(acl("allow all 0.0.0.0/0"), { ...entry(10, "deny all 0.0.0.0/0"), RuleAction: "reject" }),
      keys: both,
    },
    {
      name: "an address in the field of the other family",
      item: withEntry(acl(), { ...entry(10, "allow tcp 22 0.0.0.0/0"), CidrBlock: "::/0" }),
      keys: ["tcp/22 over IPv6"],
    },
    {
      name: "wider than the widest block",
      item: acl("allow tcp 22 12.0.0.0/7", "allow tcp 22 2002::/15"),
      keys: ["tcp/22 over IPv4", "tcp/22 over IPv6"],
    },
  ],
  notApplicable: [{ name: "no subnet has it", item: { ...acl("allow all 0.0.0.0/0"), Associations: [] } }],
  undecided: [
    { name: "a protocol that is not known", item: acl("allow esp 0.0.0.0/0"), says: /unknown protocol esp/ },
    {
      name: "an action that is not known",
      item: withEntry(acl(), { ...entry(10, "allow all 0.0.0.0/0"), RuleAction: "reject" }),
      says: /unknown action reject$/,
    },
    { name: "a deny without ports", item: acl("deny tcp 0.0.0.0/0"), says: /a deny without sensible ports$/ },
    {
      name: "a rule that names no addresses",
      item: withEntry(acl(), { RuleNumber: 10, RuleAction: "allow", Egress: false, Protocol: "-1" }),
      says: /no addresses$/,
    },
  ],
  badParams: [
    { name: "no ports", params: { ports: [] }, says: /ports/ },
    { name: "a port that is none", params: { ports: [65_536] }, says: /ports/ },
    { name: "a prefix length that is none", params: { widest: { ipv4: 33 } }, says: /ipv4/ },
  ],
});
