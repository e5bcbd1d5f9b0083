import { mutant, type NetworkMutant } from "./network-mutant.ts";

const register = "src/access/register.ts";
const addresses = "src/access/party-addresses.ts";
const pieces = "src/access/pieces.ts";
const residue = "src/access/residue.ts";
const senders = "src/access/senders.ts";
const openings = "src/access/openings.ts";

export const accessMutants: readonly NetworkMutant[] = [
  mutant("register", "a row lets another customer in", register, "crosses ? all : near", "all"),
  mutant(
    "register",
    "two names of customers are enough for a database",
    register,
    '!roles.includes("database") && ',
    "",
  ),
  mutant("register", "one side's customer is enough", register, "(named && party.customer !== undefined)", "named"),
  mutant(
    "register",
    "the internet is any address",
    register,
    "party.internet === true ? intersect(told, this.estate.publicLines[family]) : told",
    "told",
  ),
  mutant(
    "register",
    "a list that was not read justifies everything",
    addresses,
    'this.unread = mode === "certain" ? estate.space.all : NOBODY;',
    "this.unread = estate.space.all;",
  ),
  mutant(
    "register",
    "a row about some addresses holds for all",
    register,
    "return covers(line, addresses[family]);",
    "return line.length > 0;",
  ),
  mutant(
    "register",
    "a row for a role is about everything",
    register,
    "role !== undefined && !place.roles.includes(role)",
    "false",
  ),
  mutant(
    "residue",
    "a row justifies all ports",
    pieces,
    "this.claims.filter(({ ports }) => touches(ports, from, to))",
    "this.claims",
  ),
  mutant(
    "residue",
    "what a row justifies goes on behind its ports",
    pieces,
    "touches(ports, from, to)",
    "ports[0]! < to",
  ),
  mutant(
    "residue",
    "a target opens connections to itself",
    residue,
    "for (const node of place.nodes) hosts.clearNode(opens, node);",
    "",
  ),
  mutant("residue", "any port of a database counts", residue, "intersect(run, listens)", "run"),
  mutant(
    "residue",
    "load balancers open connections of their own",
    senders,
    "return place.balancer === undefined || (possible && place.balancer.unread.length > 0);",
    "return true;",
  ),
  mutant(
    "residue",
    "what a NAT gateway brings is nobody's",
    residue,
    "for (const node of this.senders.gatewaysTo(spot, vpc, family)) hosts.addNode(opens, node, flow.bits);",
    "",
  ),
  mutant(
    "residue",
    "a row that lets the load balancer in does not let its clients in",
    residue,
    "if (!whoever && balancer.nodes.every((node) => own.some((claim) => this.register.letsIn(claim, place, node))))",
    "if (place.nodes.length < 0)",
  ),
  mutant(
    "residue",
    "a row of no use counts as used",
    residue,
    "        if (!bits.overlap(open, justified)) continue;\n",
    "",
  ),
  mutant(
    "openings",
    "half of the internet is not the whole",
    openings,
    "covers(union(opening.from, elsewhere), this.estate.publicLines[family])",
    "false",
  ),
  mutant(
    "openings",
    "customers are told as one",
    openings,
    '${roles.join(", ")} of ${customer ?? whose}',
    '${roles.join(", ")} of ${whose}',
  ),
  mutant(
    "feeds",
    "a load balancer hands on to any address of a database's subnet",
    "src/access/feeds.ts",
    "landings(text, narrowed(spot, family, at))",
    "landings(text, spot)",
  ),
];
