import type { DBSubnetGroup } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";

/** Those of Neptune and DocumentDB are among them. */
export const dbSubnetGroups = defineListing<DBSubnetGroup>()({
  id: "rds.db-subnet-groups",
  service: "rds",
  operation: "DescribeDBSubnetGroups",
  iam: ["rds:DescribeDBSubnetGroups"],
  items: "DBSubnetGroups",
  page: 100,
  fields: {
    DBSubnetGroupName: required(),
    DBSubnetGroupArn: required(),
    VpcId: optional(),
    Subnets: required({ SubnetIdentifier: required() }),
  },
  resource: {
    type: "AWS::RDS::DBSubnetGroup",
    id: "DBSubnetGroupName",
    arn: "{DBSubnetGroupArn}",
    name: "DBSubnetGroupName",
  },
});
