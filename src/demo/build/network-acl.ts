import type { ItemOf } from "../../contract/index.ts";
import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

type Entry = ItemOf<typeof ec2.networkAcls>["Entries"][number];

const everywhere = { ipv4: { CidrBlock: "0.0.0.0/0" }, ipv6: { Ipv6CidrBlock: "::/0" } } as const;

/** What AWS gives the ACL that it makes with a VPC: all in, all out, and the last rules that nobody can remove. */
export function openEntries({ ipv6 = false } = {}): Entry[] {
  return [false, true].flatMap((Egress): Entry[] => {
    const rule = { Egress, Protocol: "-1" };
    return [
      { ...rule, RuleNumber: 100, RuleAction: "allow", ...everywhere.ipv4 },
      { ...rule, RuleNumber: 32_767, RuleAction: "deny", ...everywhere.ipv4 },
      ...(ipv6
        ? ([
            { ...rule, RuleNumber: 101, RuleAction: "allow", ...everywhere.ipv6 },
            { ...rule, RuleNumber: 32_768, RuleAction: "deny", ...everywhere.ipv6 },
          ] as const)
        : []),
    ];
  });
}

/** Before these: administration from private addresses and from the company's office, and from nowhere else. */
const administration: readonly Entry[] = [
  { RuleNumber: 10, RuleAction: "allow", Egress: false, Protocol: "-1", CidrBlock: "10.0.0.0/8" },
  ...[22, 3389].flatMap((port, i): Entry[] => {
    const rule = { Egress: false, Protocol: "6", PortRange: { From: port, To: port } };
    return [
      { ...rule, RuleNumber: 20 + i, RuleAction: "allow", CidrBlock: "203.0.113.0/24" },
      { ...rule, RuleNumber: 30 + i, RuleAction: "deny", ...everywhere.ipv4 },
      { ...rule, RuleNumber: 40 + i, RuleAction: "deny", ...everywhere.ipv6 },
    ];
  }),
];

/** The network ACL that AWS makes with a VPC, which every subnet has that is given no other. */
export function defaultNetworkAcl(region: Region, vpc: string, { ipv6 = false } = {}): void {
  region.add(ec2.networkAcls, {
    NetworkAclId: id("acl", vpc),
    VpcId: region.get(ec2.vpcs, id("vpc", vpc)).VpcId,
    IsDefault: true,
    Associations: [],
    Entries: [...administration.filter((entry) => ipv6 || entry.Ipv6CidrBlock === undefined), ...openEntries({ ipv6 })],
    Tags: tags({ Name: vpc }),
  });
}

export function associateNetworkAcl(region: Region, vpc: string, SubnetId: string): void {
  region.change(ec2.networkAcls, id("acl", vpc), (acl) => ({
    ...acl,
    Associations: [...acl.Associations, { SubnetId }],
  }));
}
