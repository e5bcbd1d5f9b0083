import { defineCheck, ec2, fail, network, pass, undecided, type Fail, type ItemOf } from "clausewatch";

type Group = ItemOf<typeof ec2.securityGroups>;

/** Every port that can be used, of both protocols that have ports. Nothing listens on port 0, so leaving it out narrows nothing. */
const everything = network.fromRanges([network.parsePorts("tcp", "1-65535"), network.parsePorts("udp", "1-65535")]);

function addressesWithAll<F extends network.Family>(family: F, { IpPermissions }: Group): string[] {
  const reach = network.reachOf(network.flowsOf(family, IpPermissions));
  return network.cidrsOf(family, network.sourcesOf(reach, everything));
}

/** Whether the rules, added up, leave some port closed to all: then nobody has all of them open, and addresses need no look. */
function leavesClosed({ IpPermissions }: Group): boolean {
  const ranges = IpPermissions.map(network.portsOf).filter((range) => range !== null);
  return !network.covers(network.fromRanges(ranges), everything);
}

/** The groups and prefix lists that the rules, added up, admit to everything; not the group itself. */
function namesWithAll({ GroupId: own, IpPermissions }: Group): string[] {
  const ports = new Map<string, network.Ports[]>();
  for (const permission of IpPermissions) {
    const range = network.portsOf(permission);
    const names = [
      ...permission.UserIdGroupPairs.map(({ GroupId = "an unnamed group" }) => GroupId),
      ...permission.PrefixListIds.map(({ PrefixListId }) => PrefixListId),
    ];
    for (const name of names) if (range !== null) ports.set(name, [...(ports.get(name) ?? []), range]);
  }
  ports.delete(own);
  return [...ports]
    .filter(([, ranges]) => network.covers(network.fromRanges(ranges), everything))
    .map(([name]) => name)
    .sort();
}

export default defineCheck({
  id: "security-group-not-all-open",
  severity: "high",
  title: "No security group admits all ports and protocols",
  why: "A group that lets everything in restricts nothing: whatever is started on a server behind it is reachable the same moment, and one taken server among the admitted ones has the run of all others.",
  fix: "Replace the rule by one for each port and protocol that the servers serve, and admit only those who need it.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.securityGroups,
  judge: (group) => {
    const name = `Security group ${group.GroupId} (${group.GroupName})`;
    const failFor = (text: string, key: string): Fail =>
      fail(`${name} admits all ports and protocols from ${text}`, { key: `from ${key}` });
    if (!leavesClosed(group)) {
      const blocks = [addressesWithAll("ipv4", group), addressesWithAll("ipv6", group)].filter(
        ({ length }) => length > 0,
      );
      const fails = [
        ...blocks.map((cidrs) => failFor(network.textOfBlocks(cidrs), network.keyOfBlocks(cidrs))),
        // A group that admits its own members, as the default group of each VPC does, opens nothing to anyone else.
        ...namesWithAll(group).map((source) => failFor(source, source)),
      ];
      if (fails.length > 0) return fails;
    }
    const [unknown] = network.unknownProtocolsOf(group.IpPermissions);
    return unknown === undefined ? pass() : undecided(`${name} has a rule with the unknown protocol ${unknown}`);
  },
});
