import { defineCheck, ec2, fail, notApplicable, pass } from "clausewatch";

export default defineCheck({
  id: "default-security-group-is-closed",
  severity: "medium",
  title: "The default security group of every VPC lets nothing in or out",
  why: "Whatever is started without a word about firewalls gets the default group: its rules are then open for servers that nobody chose them for.",
  fix: "Give what uses the default group a group of its own, then remove all inbound and outbound rules of the default group. The group itself cannot be deleted.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.securityGroups,
  judge: ({ GroupId, GroupName, VpcId, IpPermissions, IpPermissionsEgress }) => {
    // The name is kept for the group that AWS makes with a VPC.
    if (GroupName !== "default") return notApplicable("the group is not the default group of a VPC");
    const name = `The default security group ${GroupId} of ${VpcId ?? "its VPC"}`;
    const fails = [
      ...(IpPermissions.length > 0 ? [fail(`${name} has rules that let traffic in`, { key: "in" })] : []),
      ...(IpPermissionsEgress.length > 0 ? [fail(`${name} has rules that let traffic out`, { key: "out" })] : []),
    ];
    return fails.length > 0 ? fails : pass();
  },
});
