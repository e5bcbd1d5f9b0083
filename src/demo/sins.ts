/** What is wrong at Example Health, each thing for itself: mending one leaves the others. */
import { ec2, elbv2, rds } from "../listings/index.ts";
import {
  awsManagedKey,
  cidr,
  everything,
  forward,
  givePublicAddress,
  id,
  listener,
  members,
  open,
  peer,
  rule,
  targetGroup,
  targetGroupArn,
  tcp,
} from "./build/index.ts";
import { accessSins } from "./access-sins.ts";
import { networkSins } from "./network-sins.ts";
import { transitSins } from "./transit-sins.ts";
import { upkeepSins } from "./upkeep-sins.ts";
import type { Sin } from "./sin.ts";

export const sins: readonly Sin[] = [
  {
    id: "old-volume",
    title: "A volume of 2019, kept for an audit, is not encrypted",
    commit: ({ main }) =>
      main.change(ec2.volumes, id("vol", "old logs"), (volume) => ({ ...withoutKey(volume), Encrypted: false })),
  },
  {
    id: "managed-key-volume",
    title: "The drive with the logs is encrypted under the key that AWS manages",
    commit: ({ main }) =>
      main.change(ec2.volumes, id("vol", "logging data"), (volume) => ({
        ...volume,
        KmsKeyId: awsManagedKey(main, "ebs"),
      })),
  },
  {
    id: "old-snapshot",
    title: "The weekly snapshot of the salt server was once copied without encryption",
    commit: ({ main }) =>
      main.change(ec2.snapshots, id("snap", "salt, weekly"), (copy) => ({ ...withoutKey(copy), Encrypted: false })),
  },
  {
    id: "old-image",
    title: "The image of the web servers was made of a server that nobody had encrypted",
    commit: ({ main }) => {
      main.change(ec2.snapshots, id("snap", "web-2025-06-02"), (own) => ({ ...withoutKey(own), Encrypted: false }));
      main.change(ec2.images, id("ami", "web-2025-06-02"), (image) => ({
        ...image,
        BlockDeviceMappings: image.BlockDeviceMappings.map(({ Ebs, ...device }) =>
          Ebs === undefined ? device : { ...device, Ebs: { ...Ebs, Encrypted: false } },
        ),
      }));
    },
  },
  {
    id: "no-encryption-by-default",
    title: "Nobody turned on encryption by default in the sandbox",
    commit: ({ sandbox }) =>
      sandbox.change(ec2.ebsEncryptionByDefault, "us-east-1", () => ({ EbsEncryptionByDefault: false })),
  },
  {
    id: "unencrypted-database",
    title: "The database of birch was made without encryption, and so is what RDS keeps of it each day",
    commit: ({ main }) => {
      main.change(rds.dbInstances, "birch-records", (database) => ({
        ...withoutKey(database),
        StorageEncrypted: false,
      }));
      main.change(rds.dbSnapshots, "rds:birch-records-2026-03-01-02-15", (daily) => ({
        ...withoutKey(daily),
        Encrypted: false,
      }));
    },
  },
  {
    id: "unencrypted-database-snapshot",
    title: "The snapshot with which birch began was taken without encryption, and nobody deletes it",
    commit: ({ main }) =>
      main.change(rds.dbSnapshots, "birch-records-at-start", (first) => ({ ...withoutKey(first), Encrypted: false })),
  },
  {
    id: "managed-key-snapshot",
    title: "The snapshot before the upgrade is encrypted under the key that AWS manages",
    commit: ({ main }) =>
      main.change(rds.dbSnapshots, "platform-records-before-17", (before) => ({
        ...before,
        KmsKeyId: awsManagedKey(main, "rds"),
      })),
  },
  {
    id: "unencrypted-cluster",
    title: "The cluster for reports was made without encryption, and so were its member and what RDS keeps of it",
    commit: ({ main }) => {
      main.change(rds.dbClusters, "platform-reports", (cluster) => ({
        ...withoutKey(cluster),
        StorageEncrypted: false,
      }));
      main.change(rds.dbInstances, "platform-reports-1", (member) => ({
        ...withoutKey(member),
        StorageEncrypted: false,
      }));
      main.change(rds.dbClusterSnapshots, "rds:platform-reports-2026-03-01-03-40", (daily) => ({
        ...withoutKey(daily),
        StorageEncrypted: false,
      }));
    },
  },
  {
    id: "unencrypted-cluster-snapshot",
    title: "The snapshot of the cluster for reports, before its upgrade, is not encrypted",
    commit: ({ main }) =>
      main.change(rds.dbClusterSnapshots, "platform-reports-before-16", (before) => ({
        ...withoutKey(before),
        StorageEncrypted: false,
      })),
  },
  {
    id: "plain-path",
    title: "alder's load balancer redirects to HTTPS, but serves one path of it in plain text",
    commit: ({ main }) => rule(main, "alder", 80, 10, forward(main, "alder-app")),
  },
  {
    id: "plain-listener",
    title: "A listener from a data migration still hands port 5432 of birch's load balancer to the database",
    commit: ({ main }) => {
      targetGroup(main, {
        of: "birch",
        vpc: "birch",
        name: "birch-migration",
        type: "ip",
        protocol: "TCP",
        port: 5432,
        targets: ["rds birch-records"],
      });
      listener(main, { of: "birch", protocol: "TCP", port: 5432, action: forward(main, "birch-migration") });
    },
  },
  {
    id: "plain-targets",
    title: "The platform's load balancer talks to the application servers in plain text",
    commit: ({ main }) =>
      main.change(elbv2.targetGroups, targetGroupArn(main, "platform-api"), (group) => ({
        ...group,
        Protocol: "HTTP" as const,
        HealthCheckProtocol: "HTTP" as const,
        Port: 8080,
      })),
  },
  ...transitSins,
  {
    id: "public-database",
    title: "A forgotten database in the sandbox has a public address",
    commit: ({ sandbox }) => {
      sandbox.change(rds.dbInstances, "scratch", (database) => ({ ...database, PubliclyAccessible: true }));
      givePublicAddress(sandbox, "rds scratch", "192.0.2.11");
    },
  },
  {
    id: "bastion-open",
    title: "Two halves of the internet may try the bastion's SSH; no rule says 0.0.0.0/0",
    commit: ({ main }) => {
      open(
        main,
        "bastion",
        tcp(22, cidr("0.0.0.0/1", "on call, from home"), cidr("128.0.0.0/1", "on call, from home")),
      );
      main.change(ec2.networkAcls, id("acl", "platform"), (acl) => ({
        ...acl,
        Entries: [...acl.Entries, ...["0.0.0.0/1", "128.0.0.0/1"].map(sshFrom)],
      }));
    },
  },
  {
    id: "test-box-open",
    title: "The forgotten test box lets everything in over IPv6",
    commit: ({ sandbox }) => open(sandbox, "test-box", everything(cidr("::/0", "temporary"))),
  },
  {
    id: "app-open-to-web",
    title: "The application servers admit every protocol from the web servers",
    commit: ({ main }) => open(main, "app", everything(members("web", "until we know the ports"))),
  },
  {
    id: "customers-peered",
    title: "The VPCs of the two customers are peered, and alder reaches birch's database",
    commit: ({ main }) => {
      peer(main, "alder", "birch");
      open(main, "birch-db", tcp(5432, cidr("10.31.0.0/16", "data exchange, ends in March")));
    },
  },
  {
    id: "database-open-to-vpc",
    title: "Percona answers the whole VPC",
    commit: ({ main }) => open(main, "percona", tcp(3306, cidr("10.20.0.0/16", "reporting job"))),
  },
  ...upkeepSins,
  ...accessSins,
  ...networkSins,
];

/** Before the entries that keep administration to the office. */
function sshFrom(CidrBlock: string, i: number) {
  const rule = { RuleNumber: 15 + i, RuleAction: "allow", Egress: false, Protocol: "6" } as const;
  return { ...rule, PortRange: { From: 22, To: 22 }, CidrBlock };
}

function withoutKey<Item extends { readonly KmsKeyId?: string }>(item: Item): Omit<Item, "KmsKeyId"> {
  const { KmsKeyId: _key, ...rest } = item;
  return rest;
}
