import check from "../../../checks/encryption-in-transit/rds-cluster-forces-tls.ts";
import { testCheck } from "../../kit/check-tester.ts";

const cluster = (Engine: string, ...statuses: readonly (string | undefined)[]) => ({
  DBClusterIdentifier: "reports",
  DBClusterArn: "arn",
  Engine,
  StorageEncrypted: true,
  DBClusterParameterGroup: "group",
  DBClusterMembers: statuses.map((status, i) => ({
    DBInstanceIdentifier: `reports-${i}`,
    ...(status !== undefined && { DBClusterParameterGroupStatus: status }),
  })),
});
const group = (ParameterName: string, ParameterValue?: string, DBClusterParameterGroupName = "group") => ({
  parameters: [{ ParameterName, DBClusterParameterGroupName, ...(ParameterValue !== undefined && { ParameterValue }) }],
});

testCheck(check, {
  pass: [
    { name: "Aurora PostgreSQL", item: cluster("aurora-postgresql", "in-sync"), tables: group("rds.force_ssl", "1") },
    {
      name: "Aurora MySQL",
      item: cluster("aurora-mysql", "in-sync", "in-sync"),
      tables: group("require_secure_transport", "ON"),
    },
    {
      name: "a Multi-AZ cluster",
      item: cluster("postgres", "in-sync", "in-sync", "in-sync"),
      tables: group("rds.force_ssl", "1"),
    },
    { name: "no instance yet", item: cluster("aurora-postgresql"), tables: group("rds.force_ssl", "1") },
  ],
  fail: [
    {
      name: "Aurora PostgreSQL, off",
      item: cluster("aurora-postgresql", "in-sync"),
      tables: group("rds.force_ssl", "0"),
      says: "RDS cluster reports also accepts connections without TLS: rds.force_ssl = 0 in its parameter group group",
    },
    {
      name: "Aurora MySQL, off",
      item: cluster("aurora-mysql", "in-sync"),
      tables: group("require_secure_transport", "OFF"),
    },
    {
      name: "a Multi-AZ cluster, off",
      item: cluster("mysql", "pending-reboot"),
      tables: group("require_secure_transport", "0"),
    },
  ],
  undecided: [
    {
      name: "one of its instances waits for a reboot",
      item: cluster("aurora-postgresql", "in-sync", "pending-reboot"),
      tables: group("rds.force_ssl", "1"),
      says: /not be in force yet: pending-reboot/,
    },
    {
      name: "it is not said whether in force",
      item: cluster("aurora-mysql", undefined),
      tables: group("require_secure_transport", "1"),
    },
    { name: "no value", item: cluster("aurora-mysql", "in-sync"), tables: group("require_secure_transport") },
    { name: "no parameter", item: cluster("aurora-postgresql", "in-sync"), says: /without rds.force_ssl/ },
    {
      name: "another's group",
      item: cluster("aurora-postgresql", "in-sync"),
      tables: group("rds.force_ssl", "1", "other"),
    },
    { name: "Neptune", item: cluster("neptune", "in-sync"), says: /Neptune/ },
    { name: "DocumentDB", item: cluster("docdb", "in-sync"), says: /DocumentDB/ },
    {
      name: "no group",
      item: { DBClusterIdentifier: "reports", DBClusterArn: "arn", Engine: "aurora-mysql", StorageEncrypted: true },
      says: /which parameter group/,
    },
  ],
});
