import { defineCheck, ec2, fail, notApplicable, pass, type ItemOf } from "clausewatch";

type Interfaces = Iterable<ItemOf<typeof ec2.networkInterfaces>>;
type Groups = Iterable<ItemOf<typeof ec2.securityGroups>>;

/** The groups that an interface has, or that a rule of another group names. */
function usedGroups(interfaces: Interfaces, groups: Groups): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { Groups } of interfaces) for (const { GroupId } of Groups) used.add(GroupId);
  for (const { GroupId: own, IpPermissions, IpPermissionsEgress } of groups) {
    for (const { UserIdGroupPairs } of [...IpPermissions, ...IpPermissionsEgress]) {
      for (const { GroupId } of UserIdGroupPairs) if (GroupId !== undefined && GroupId !== own) used.add(GroupId);
    }
  }
  return used;
}

/** An account may have thousands of groups, and each is judged by itself: the set is made once for the tables it is of. */
const remembered = new WeakMap<Groups, ReadonlySet<string>>();

export default defineCheck({
  id: "security-group-is-used",
  severity: "informational",
  title: "Every security group is used",
  why: "A group that nothing uses keeps openings ready that nobody remembers, for whoever attaches it next, and makes a review of the groups in use longer.",
  fix: "Delete the group, once launch templates and the like are searched for its id. Where it is kept for a purpose, say so in a waiver.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-groups.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  over: ec2.securityGroups,
  with: { interfaces: ec2.networkInterfaces, groups: ec2.securityGroups },
  judge: ({ GroupId, GroupName }, { interfaces, groups }) => {
    if (GroupName === "default") return notApplicable("the default group of a VPC cannot be deleted");
    const used = remembered.get(groups) ?? usedGroups(interfaces, groups);
    remembered.set(groups, used);
    return used.has(GroupId)
      ? pass()
      : fail(
          `Security group ${GroupId} (${GroupName}) is on no network interface, and no rule of another group names it`,
        );
  },
});
