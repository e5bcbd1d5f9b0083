/** What is wrong with where the databases of Example Health stand, with whom they are shared, and with its firewalls. */
import { ec2, rds } from "../listings/index.ts";
import { addRoute, ANYWHERE, group, id, openEntries } from "./build/index.ts";
import type { Sin } from "./sin.ts";

const restore = (account: string) => [{ AttributeName: "restore", AttributeValues: [account] }];

export const accessSins: readonly Sin[] = [
  {
    id: "database-beside-the-internet",
    title: "The main route table of the sandbox leads to the internet, and its database's subnets have no other",
    commit: ({ sandbox }) =>
      addRoute(sandbox, id("rtb", "sandbox main"), {
        DestinationCidrBlock: "0.0.0.0/0",
        GatewayId: id("igw", "sandbox"),
      }),
  },
  {
    id: "shared-snapshot",
    title: "A snapshot of the patients' records is still shared with those who helped with the upgrade",
    commit: ({ main }) =>
      main.change(rds.dbSnapshotAttributes, "platform-records-before-17", (snapshot) => ({
        ...snapshot,
        DBSnapshotAttributes: restore("777788889999"),
      })),
  },
  {
    id: "shared-cluster-snapshot",
    title: "The snapshot with which alder began is still shared with those who ran it before",
    commit: ({ main }) =>
      main.change(rds.dbClusterSnapshotAttributes, "alder-records-at-start", (snapshot) => ({
        ...snapshot,
        DBClusterSnapshotAttributes: restore("888899990000"),
      })),
  },
  {
    id: "default-group-open",
    title: "The default group of the sandbox's VPC has the rules that AWS gave it",
    commit: ({ sandbox }) =>
      sandbox.change(ec2.securityGroups, id("sg", "sandbox default"), (own) => ({
        ...own,
        IpPermissions: [{ ...all, UserIdGroupPairs: [{ GroupId: own.GroupId, UserId: sandbox.account }] }],
        IpPermissionsEgress: [{ ...all, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      })),
  },
  {
    id: "forgotten-group",
    title: "A security group is left of a migration",
    commit: ({ main }) =>
      group(main, {
        name: "migration",
        vpc: "platform",
        description: "Until the end of 2024",
        ingress: [],
        egress: ANYWHERE,
      }),
  },
  {
    id: "open-network-acl",
    title: "The network ACL of the sandbox is as AWS made it",
    commit: ({ sandbox }) =>
      sandbox.change(ec2.networkAcls, id("acl", "sandbox"), (acl) => ({
        ...acl,
        Entries: openEntries({ ipv6: true }),
      })),
  },
];

const all = { IpProtocol: "-1", IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
