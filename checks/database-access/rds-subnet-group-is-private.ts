import { defineCheck, ec2, fail, network, notApplicable, pass, rds, undecided } from "clausewatch";

export default defineCheck({
  id: "rds-subnet-group-is-private",
  severity: "high",
  title: "Databases live in subnets without a route to the internet",
  why: "In a subnet with a route to an internet gateway, one change of one setting of the database puts the ePHI in it on the internet; where there is no such route, no setting of the database can.",
  fix: "Make private subnets, with a route table that has no route to an internet gateway, and move the database to a DB subnet group of these alone. Where the route stands in the VPC's main table by mistake, remove it there, or associate the database's subnets with a table of their own.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbSubnetGroups,
  with: {
    instances: rds.dbInstances,
    clusters: rds.dbClusters,
    subnets: ec2.subnets,
    routeTables: ec2.routeTables,
  },
  judge: ({ DBSubnetGroupName, Subnets }, { instances, clusters, subnets, routeTables }) => {
    const users = [
      ...[...instances]
        .filter(({ DBSubnetGroup }) => DBSubnetGroup?.DBSubnetGroupName === DBSubnetGroupName)
        .map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
      ...clusters.where("DBSubnetGroup", DBSubnetGroupName).map(({ DBClusterIdentifier }) => DBClusterIdentifier),
    ].sort();
    if (users.length === 0) return notApplicable("no database uses the subnet group");

    const name = `DB subnet group ${DBSubnetGroupName}, of ${users.join(", ")},`;
    const routes = [];
    const unknown = [];
    for (const { SubnetIdentifier } of Subnets.toSorted((a, b) => (a.SubnetIdentifier < b.SubnetIdentifier ? -1 : 1))) {
      const [subnet] = subnets.where("SubnetId", SubnetIdentifier);
      const tables = subnet === undefined ? [] : network.routeTablesOf(subnet, routeTables);
      if (tables.length === 0) unknown.push(SubnetIdentifier);
      for (const { RouteTableId, Routes } of tables) {
        for (const route of Routes.filter(network.leadsToInternet)) {
          const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = route;
          const to = DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? "(unnamed)";
          routes.push({ subnet: SubnetIdentifier, routeTable: RouteTableId, to, gateway: route.GatewayId });
        }
      }
    }
    const open = [...new Set(routes.map(({ subnet }) => subnet))];
    if (open.length > 0) {
      const evidence = {
        routes: routes.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      };
      return fail(`${name} has subnets with a route to an internet gateway: ${open.join(", ")}`, { evidence });
    }
    if (unknown.length > 0) {
      return undecided(`${name} has subnets whose routes the account does not list: ${unknown.join(", ")}`);
    }
    return Subnets.length === 0 ? undecided(`${name} was returned without its subnets`) : pass();
  },
});
