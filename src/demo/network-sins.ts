/** What is wrong with the networks of Example Health beyond single rules: who shares them, and by which doors they are entered. */
import { ec2, rds } from "../listings/index.ts";
import { clientVpn, connectEndpoint, group, id, server } from "./build/index.ts";
import type { Company } from "./company.ts";
import type { Sin } from "./sin.ts";

export const networkSins: readonly Sin[] = [
  {
    id: "customer-in-foreign-network",
    title: "A server of birch, for a rehearsal, was started in alder's network",
    commit: ({ main }) => {
      group(main, { name: "rehearsal", vpc: "alder", description: "One week only", ingress: [], egress: [] });
      server(main, {
        name: "rehearsal",
        customer: "birch",
        type: "t4g.small",
        subnet: "alder servers a",
        groups: ["rehearsal"],
        launched: "2026-01-19T13:11:52.000Z",
        volumes: [16],
      });
    },
  },
  {
    id: "overlapping-networks",
    title: "alder's network was given more addresses, which birch's has too",
    commit: ({ main }) => addBlock(main, "alder", "10.32.200.0/24"),
  },
  {
    id: "foreign-addresses",
    title: "The sandbox has addresses that belong to somebody on the internet",
    commit: ({ sandbox }) => addBlock(sandbox, "sandbox", "192.0.2.128/25"),
  },
  {
    id: "one-group-for-two-databases",
    title: "PostgreSQL was given the security group of Percona, too",
    commit: ({ main }) => {
      const percona = id("sg", "percona");
      main.change(rds.dbInstances, "platform-records", (database) => ({
        ...database,
        VpcSecurityGroups: [...(database.VpcSecurityGroups ?? []), { VpcSecurityGroupId: percona, Status: "active" }],
      }));
      main.change(ec2.networkInterfaces, id("eni", "rds platform-records"), (own) => ({
        ...own,
        Groups: [...own.Groups, { GroupId: percona }],
      }));
    },
  },
  {
    id: "data-api",
    title: "The cluster for reports takes statements by Aurora's Data API",
    commit: ({ main }) =>
      main.change(rds.dbClusters, "platform-reports", (cluster) => ({ ...cluster, HttpEndpointEnabled: true })),
  },
  {
    id: "instance-connect",
    title: "Somebody made an Instance Connect endpoint for the test box",
    commit: ({ sandbox }) =>
      connectEndpoint(sandbox, { name: "test box", subnet: "sandbox a", group: "test-box", state: "create-complete" }),
  },
  {
    id: "client-vpn",
    title: "A supplier still has a client VPN into the platform's network",
    commit: ({ main }) =>
      clientVpn(main, { name: "supplier", subnet: "platform servers a", group: "logging", status: "available" }),
  },
];

function addBlock(region: Company["main"], vpc: string, CidrBlock: string): void {
  region.change(ec2.vpcs, id("vpc", vpc), (own) => ({
    ...own,
    CidrBlockAssociationSet: [
      ...(own.CidrBlockAssociationSet ?? []),
      { CidrBlock, CidrBlockState: { State: "associated" as const } },
    ],
  }));
}
