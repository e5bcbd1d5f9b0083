import {
  defineCheck,
  fail,
  network,
  pass,
  undecided,
  type ec2,
  type Fail,
  type Group,
  type ItemOf,
  type NetworkVerdict,
} from "clausewatch";
import { justifiedBy, reachOf, type Justified } from "./shared/justification.ts";
import { resolved } from "./shared/prefix-lists.ts";

type SecurityGroup = ItemOf<typeof ec2.securityGroups>;

/** What the register justifies for each of those that have a group, in each family. */
type Holders = { readonly [F in network.Family]: readonly Justified[][] };

/** A finding for each opening to the internet that is not justified from end to end for everything that has the group. */
function failsOf<F extends network.Family>(family: F, group: SecurityGroup, holders: readonly Justified[][]): Fail[] {
  const internet: network.IntervalSet<network.PointOf[F]> = network.publicSpace[family];
  const inside: network.IntervalSet<network.PointOf[F]> = network.nonPublicSpace[family];
  const open = network
    .flowsOf(family, group.IpPermissions)
    .map(({ ports, from }) => ({ ports, from: network.intersect(from, internet) }));
  const openings = network.openingsOf(open);
  if (openings.length === 0) return [];
  const reaches = holders.map((justified) => reachOf(family, justified));
  return openings.flatMap((opening) => {
    if (reaches.every((reach) => network.reaches(reach, opening))) return [];
    const ports = network.nameOfRun(opening.ports);
    const blocks = network.looseCidrsOf(family, opening.from, inside);
    const whole = network.covers(opening.from, internet);
    const to = whole ? `the whole ${family === "ipv4" ? "IPv4" : "IPv6"} internet` : network.textOfBlocks(blocks);
    const nearest = new Set(
      holders
        .flat()
        .filter(
          ({ ports, from }) =>
            ports[0] < opening.ports[1] &&
            opening.ports[0] < ports[1] &&
            !network.isEmpty(network.intersect<network.PointOf[F]>(from[family], opening.from)),
        )
        .map(({ row }) => row.id),
    );
    const but =
      nearest.size === 0
        ? "and no row of the access register justifies it"
        : "which is more than the access register justifies";
    return fail(`Security group ${group.GroupId} (${group.GroupName}) opens ${ports} to ${to}, ${but}`, {
      key: `${ports} from ${network.keyOfBlocks(blocks)}`,
      evidence: { ports, from: blocks.slice(0, 50), blocks: blocks.length, rows: [...nearest].sort() },
    });
  });
}

/** Whether the permission's ports are justified for any public address, so that a prefix list in it cannot matter. */
function allowedWhateverItHolds(permission: network.Permission, holders: Holders): boolean {
  const ports = network.portsOf(permission);
  return (
    ports !== null &&
    holders.ipv4.every((each) => network.reaches(reachOf("ipv4", each), { ports, from: network.publicSpace.ipv4 })) &&
    holders.ipv6.every((each) => network.reaches(reachOf("ipv6", each), { ports, from: network.publicSpace.ipv6 }))
  );
}

function verdictOf(
  described: SecurityGroup,
  { rows, doubts }: Pick<Group, "rows" | "doubts">,
  listOf: (id: string) => readonly string[] | null,
): NetworkVerdict["verdict"] {
  const of = (family: network.Family) => rows(family).map((each) => each.flatMap((row) => justifiedBy(row, listOf)));
  const holders: Holders = { ipv4: of("ipv4"), ipv6: of("ipv6") };
  const group = {
    ...described,
    IpPermissions: described.IpPermissions.map((each) => resolved(each, (id) => listOf(id) ?? [])),
  };
  const fails = [...failsOf("ipv4", group, holders.ipv4), ...failsOf("ipv6", group, holders.ipv6)];
  if (fails.length > 0) return fails;

  const name = `Security group ${group.GroupId} (${group.GroupName})`;
  const [unknown] = network.unknownProtocolsOf(group.IpPermissions);
  if (unknown !== undefined) return undecided(`${name} has a rule with the unknown protocol ${unknown}`);

  const cited = group.IpPermissions.filter((permission) => !allowedWhateverItHolds(permission, holders)).flatMap(
    ({ PrefixListIds }) => PrefixListIds.map(({ PrefixListId }) => PrefixListId),
  );
  const unread = [...new Set(cited)].sort().filter((list) => listOf(list) === null);
  if (unread.length === 0) {
    const opens = doubts.length > 0 && opensAnything(group);
    return opens ? undecided(`${name} opens ports, and who has it cannot be said: ${doubts.join("; ")}`) : pass();
  }
  // A list that is not shared with the account any longer is still in force, and is not shown.
  return undecided(`${name} opens ports to prefix lists that could not be read: ${unread.join(", ")}`);
}

/** Whether any public address gets in. */
function opensAnything({ IpPermissions }: SecurityGroup): boolean {
  return (
    network.flowsOf("ipv4", IpPermissions).some(({ from }) => meetsPublic(from, network.publicSpace.ipv4)) ||
    network.flowsOf("ipv6", IpPermissions).some(({ from }) => meetsPublic(from, network.publicSpace.ipv6))
  );
}

function meetsPublic<T extends network.Point>(from: network.IntervalSet<T>, space: network.IntervalSet<T>): boolean {
  return !network.isEmpty(network.intersect(from, space));
}

export default defineCheck({
  id: "security-group-opens-only-justified-ports",
  severity: "critical",
  title: "Security groups open only justified ports to the internet",
  why: "Every port that is open to the internet is tried within minutes by people who look for a way in to the ePHI; one that nobody can justify is one that nobody watches.",
  fix: "Remove the rule, or narrow it to private addresses or to another security group. Where the port must be open, write a row into the access register, with the reason, an owner and a review.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html",
    "https://www.iana.org/assignments/iana-ipv4-special-registry",
    "https://www.iana.org/assignments/iana-ipv6-special-registry",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  *judge(proof) {
    for (const group of proof.groups as readonly (Group & { item: SecurityGroup })[]) {
      const { unit, resource, customer, item } = group;
      yield { unit, resource, customer, verdict: verdictOf(item, group, (id) => proof.prefixList(id)) };
    }
  },
});
