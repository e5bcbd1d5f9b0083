import check from "../../../checks/database-access/rds-subnet-group-is-private.ts";
import { testCheck } from "../../kit/check-tester.ts";

const item = {
  DBSubnetGroupName: "records",
  DBSubnetGroupArn: "arn:aws:rds:eu-central-1:111122223333:subgrp:records",
  Subnets: [{ SubnetIdentifier: "subnet-a" }, { SubnetIdentifier: "subnet-b" }],
};

const instance = {
  DBInstanceIdentifier: "patients",
  DBInstanceArn: "arn:aws:rds:eu-central-1:111122223333:db:patients",
  Engine: "postgres",
  StorageEncrypted: true,
  PubliclyAccessible: false,
  DBSubnetGroup: { DBSubnetGroupName: "records" },
};
const cluster = {
  DBClusterIdentifier: "letters",
  DBClusterArn: "arn:aws:rds:eu-central-1:111122223333:cluster:letters",
  Engine: "aurora-postgresql",
  StorageEncrypted: true,
  DBSubnetGroup: "records",
};
const subnets = ["a", "b"].map((zone) => ({ SubnetId: `subnet-${zone}`, VpcId: "vpc-1" }));

const local = { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", State: "active" };
const out = { DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1", State: "active" };
const nat = { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "active" };

const state = { AssociationState: { State: "associated" } };
interface Table {
  readonly RouteTableId: string;
  readonly VpcId: string;
  readonly Associations: readonly { Main: boolean; SubnetId?: string; AssociationState: { State: string } }[];
  readonly Routes: readonly object[];
}
const main = (VpcId: string, ...Routes: object[]): Table => ({
  RouteTableId: `rtb-main-${VpcId}`,
  VpcId,
  Associations: [{ Main: true, ...state }],
  Routes,
});
const own = (zone: string, ...Routes: object[]): Table => ({
  RouteTableId: `rtb-${zone}`,
  VpcId: "vpc-1",
  Associations: [{ Main: false, SubnetId: `subnet-${zone}`, ...state }],
  Routes,
});
const world = (...routeTables: Table[]) => ({ instances: [instance], subnets, routeTables });

testCheck(check, {
  pass: [
    { name: "the main table leads nowhere", item, tables: world(main("vpc-1", local)) },
    {
      name: "tables of their own, through a NAT gateway",
      item,
      tables: world(main("vpc-1", local, out), own("a", local, nat), own("b", local, nat)),
    },
    {
      name: "the main table of another VPC leads out",
      item,
      tables: world(main("vpc-1", local), main("vpc-2", local, out)),
    },
    { name: "the gateway is gone", item, tables: world(main("vpc-1", local, { ...out, State: "blackhole" })) },
    {
      name: "out over IPv6 only, through an egress-only gateway",
      item,
      tables: world(main("vpc-1", { DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: "eigw-1" })),
    },
    {
      name: "another subnet of the VPC leads out",
      item,
      tables: world(main("vpc-1", local), own("public", local, out)),
    },
  ],
  fail: [
    {
      name: "the main table of its own VPC leads out",
      item,
      tables: world(main("vpc-1", local, out), main("vpc-2", local)),
      says: "DB subnet group records, of patients, has subnets with a route to an internet gateway: subnet-a, subnet-b",
    },
    {
      name: "one subnet leads out by its own table",
      item,
      tables: world(main("vpc-1", local), own("b", local, out)),
      says: /: subnet-b$/,
    },
    { name: "over IPv6", item, tables: world(main("vpc-1", { DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1" })) },
    {
      name: "in two halves",
      item,
      tables: world(
        main("vpc-1", { ...out, DestinationCidrBlock: "0.0.0.0/1" }, { ...out, DestinationCidrBlock: "128.0.0.0/1" }),
      ),
    },
    {
      name: "to a partner's address",
      item,
      tables: world(main("vpc-1", { ...out, DestinationCidrBlock: "203.0.113.7/32" })),
    },
    {
      name: "to a prefix list",
      item,
      tables: world(main("vpc-1", { DestinationPrefixListId: "pl-1", GatewayId: "igw-1" })),
    },
    {
      name: "a cluster's",
      item,
      tables: { clusters: [cluster], subnets, routeTables: [main("vpc-1", out)] },
      says: /of letters,/,
    },
    {
      name: "whatever is not known of another subnet",
      item,
      tables: { instances: [instance], subnets: subnets.slice(1), routeTables: [main("vpc-1", out)] },
      says: /: subnet-b$/,
    },
    {
      name: "a table that another one replaces just now",
      item,
      tables: world(main("vpc-1", local), own("a", local, out), {
        ...own("a", local),
        RouteTableId: "rtb-next",
        Associations: [{ Main: false, SubnetId: "subnet-a", AssociationState: { State: "associating" } }],
      }),
    },
    {
      name: "a table whose association failed leaves the main one",
      item,
      tables: world(main("vpc-1", out), {
        ...own("a", local),
        Associations: [
          { Main: false, SubnetId: "subnet-a", AssociationState: { State: "failed" } },
          { Main: false, SubnetId: "subnet-b", AssociationState: { State: "disassociated" } },
        ],
      }),
      says: /: subnet-a, subnet-b$/,
    },
  ],
  notApplicable: [
    { name: "no database", item, tables: { subnets, routeTables: [main("vpc-1", out)] } },
    {
      name: "databases of other groups",
      item,
      tables: {
        instances: [{ ...instance, DBSubnetGroup: { DBSubnetGroupName: "others" } }],
        clusters: [{ ...cluster, DBSubnetGroup: "others" }],
        subnets,
        routeTables: [main("vpc-1", out)],
      },
    },
  ],
  undecided: [
    {
      name: "a subnet that is not listed",
      item,
      tables: { instances: [instance], subnets: subnets.slice(1), routeTables: [main("vpc-1", local)] },
      says: "has subnets whose routes the account does not list: subnet-a",
    },
    {
      name: "a subnet of another account, whose tables are not shown",
      item,
      tables: world(main("vpc-2", local)),
      says: /subnet-a, subnet-b$/,
    },
    { name: "no subnets", item: { ...item, Subnets: [] }, tables: world(main("vpc-1", local)) },
  ],
});
