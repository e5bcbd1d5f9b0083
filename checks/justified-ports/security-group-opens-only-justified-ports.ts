import { defineCheck, ec2, fail, network, pass, undecided, z, type Fail, type ItemOf } from "clausewatch";
import { justifications, justifiedFor, reachOf, type Justified } from "./shared/justification.ts";
import { resolved } from "./shared/prefix-lists.ts";

type Group = ItemOf<typeof ec2.securityGroups>;

/** A finding for each opening to the internet that is not justified from end to end. */
function failsOf<F extends network.Family>(family: F, group: Group, justified: readonly Justified[]): Fail[] {
  const internet: network.IntervalSet<network.PointOf[F]> = network.publicSpace[family];
  const inside: network.IntervalSet<network.PointOf[F]> = network.nonPublicSpace[family];
  const open = network
    .flowsOf(family, group.IpPermissions)
    .map(({ ports, from }) => ({ ports, from: network.intersect(from, internet) }));
  const openings = network.openingsOf(open);
  if (openings.length === 0) return [];
  const reach = reachOf(family, justified);
  return openings.flatMap((opening) => {
    if (network.reaches(reach, opening)) return [];
    const ports = network.nameOfRun(opening.ports);
    const blocks = network.looseCidrsOf(family, opening.from, inside);
    const whole = network.covers(opening.from, internet);
    const to = whole ? `the whole ${family === "ipv4" ? "IPv4" : "IPv6"} internet` : network.textOfBlocks(blocks);
    const nearest = justified.filter(
      ({ ports, from }) =>
        ports[0] < opening.ports[1] &&
        opening.ports[0] < ports[1] &&
        !network.isEmpty(network.intersect<network.PointOf[F]>(from[family], opening.from)),
    );
    const but = nearest.length === 0 ? "and no reason justifies it" : "which is more than the configuration justifies";
    return fail(`Security group ${group.GroupId} (${group.GroupName}) opens ${ports} to ${to}, ${but}`, {
      key: `${ports} from ${network.keyOfBlocks(blocks)}`,
      evidence: {
        ports,
        from: blocks.slice(0, 50),
        blocks: blocks.length,
        justified: nearest.map(({ written }) => written),
      },
    });
  });
}

/** Whether the permission's ports are justified for any public address, so that a prefix list in it cannot matter. */
function allowedWhateverItHolds(permission: network.Permission, justified: readonly Justified[]): boolean {
  const ports = network.portsOf(permission);
  return (
    ports !== null &&
    network.reaches(reachOf("ipv4", justified), { ports, from: network.publicSpace.ipv4 }) &&
    network.reaches(reachOf("ipv6", justified), { ports, from: network.publicSpace.ipv6 })
  );
}

export default defineCheck({
  id: "security-group-opens-only-justified-ports",
  severity: "critical",
  title: "Security groups open only justified ports to the internet",
  why: "Every port that is open to the internet is tried within minutes by people who look for a way in to the ePHI; one that nobody can justify is one that nobody watches.",
  fix: "Remove the rule, or narrow it to private addresses or to another security group. Where the port must be open, add it to the parameter justified, with the ports, the addresses and the reason.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html",
    "https://www.iana.org/assignments/iana-ipv4-special-registry",
    "https://www.iana.org/assignments/iana-ipv6-special-registry",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.securityGroups,
  with: { lists: ec2.managedPrefixLists, entries: ec2.prefixListEntries },
  params: z.strictObject({ justified: justifications }),
  judge: (described, { lists, entries }, params) => {
    const cidrsOf = (PrefixListId: string) => entries.where("PrefixListId", PrefixListId).map(({ Cidr }) => Cidr);
    const visible = (PrefixListId: string) => lists.where("PrefixListId", PrefixListId).length > 0;
    const justified = justifiedFor(described, params.justified, (list) =>
      [list, ...lists.where("PrefixListName", list).map(({ PrefixListId }) => PrefixListId)].flatMap(cidrsOf),
    );
    const group = { ...described, IpPermissions: described.IpPermissions.map((each) => resolved(each, cidrsOf)) };
    const fails = [...failsOf("ipv4", group, justified), ...failsOf("ipv6", group, justified)];
    if (fails.length > 0) return fails;

    const name = `Security group ${group.GroupId} (${group.GroupName})`;
    const [unknown] = network.unknownProtocolsOf(group.IpPermissions);
    if (unknown !== undefined) return undecided(`${name} has a rule with the unknown protocol ${unknown}`);

    const cited = group.IpPermissions.filter((permission) => !allowedWhateverItHolds(permission, justified)).flatMap(
      ({ PrefixListIds }) => PrefixListIds.map(({ PrefixListId }) => PrefixListId),
    );
    const unread = [...new Set(cited)].sort().filter((list) => !visible(list) || cidrsOf(list).length === 0);
    // A list that is not shared with the account any longer is still in force, and is not shown.
    const hidden = unread.filter((list) => !visible(list));
    if (hidden.length > 0) {
      return undecided(`${name} opens ports to prefix lists that the account is not shown: ${hidden.join(", ")}`);
    }
    // One without entries is empty, or was gone when they were asked for; nothing that EC2 says of it tells which.
    return unread.length === 0
      ? pass()
      : undecided(`${name} opens ports to prefix lists of which no entry was read: ${unread.join(", ")}`);
  },
});
