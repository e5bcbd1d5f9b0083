import check from "../../../checks/encryption-in-transit/rds-instance-forces-tls.ts";
import { testCheck } from "../../kit/check-tester.ts";

const instance = (Engine: string, status: string | undefined = "in-sync", others: object = {}) => ({
  DBInstanceIdentifier: "records",
  DBInstanceArn: "arn",
  Engine,
  StorageEncrypted: true,
  PubliclyAccessible: false,
  DBParameterGroups: [{ DBParameterGroupName: "group", ...(status !== "" && { ParameterApplyStatus: status }) }],
  ...others,
});
const parameter = (
  ParameterName: string,
  ParameterValue?: string,
  DBParameterGroupName = "group",
  Source = "user",
) => ({
  ParameterName,
  DBParameterGroupName,
  Source,
  ...(ParameterValue !== undefined && { ParameterValue }),
});
const ssl = (value?: string, group?: string, source?: string) => ({
  parameters: [parameter("rds.force_ssl", value, group, source)],
});
const secure = (value?: string) => ({ parameters: [parameter("require_secure_transport", value)] });

testCheck(check, {
  pass: [
    { name: "PostgreSQL", item: instance("postgres"), tables: ssl("1") },
    { name: "PostgreSQL by its default", item: instance("postgres"), tables: ssl("1", "group", "system") },
    { name: "SQL Server", item: instance("sqlserver-ee"), tables: ssl("1") },
    { name: "MySQL", item: instance("mysql"), tables: secure("1") },
    { name: "MariaDB", item: instance("mariadb"), tables: secure("ON") },
    {
      name: "another group, and another parameter, do not matter",
      item: instance("mysql"),
      tables: {
        parameters: [
          parameter("require_secure_transport", "0", "other"),
          parameter("rds.force_ssl", "0"),
          parameter("require_secure_transport", "1"),
        ],
      },
    },
  ],
  fail: [
    {
      name: "PostgreSQL, off",
      item: instance("postgres"),
      tables: ssl("0"),
      says: "RDS instance records also accepts connections without TLS: rds.force_ssl = 0 in its parameter group group",
    },
    { name: "PostgreSQL by its default, off", item: instance("postgres"), tables: ssl("0", "group", "engine-default") },
    { name: "SQL Server, off", item: instance("sqlserver-web"), tables: ssl("0") },
    { name: "MySQL, off", item: instance("mysql"), tables: secure("0") },
    { name: "MariaDB, off", item: instance("mariadb"), tables: secure("OFF") },
    { name: "off, and not in force", item: instance("mysql", "pending-reboot"), tables: secure("0") },
  ],
  notApplicable: [
    {
      name: "Aurora",
      item: instance("aurora-postgresql", "in-sync", { DBClusterIdentifier: "reports" }),
      says: /serves a cluster/,
    },
    {
      name: "a member of a Multi-AZ cluster",
      item: instance("postgres", "in-sync", { DBClusterIdentifier: "c" }),
      tables: ssl("0"),
    },
  ],
  undecided: [
    {
      name: "on, and waiting for a reboot",
      item: instance("postgres", "pending-reboot"),
      tables: ssl("1"),
      says: /not be in force yet: pending-reboot/,
    },
    { name: "on, and being applied", item: instance("mysql", "applying"), tables: secure("1") },
    {
      name: "on, and it is not said whether in force",
      item: instance("mysql", ""),
      tables: secure("1"),
      says: /not known/,
    },
    { name: "no value", item: instance("postgres"), tables: ssl(), says: /rds.force_ssl in its parameter group/ },
    { name: "a value that is no switch", item: instance("postgres"), tables: ssl("2"), says: /rds.force_ssl = 2/ },
    { name: "an old engine without the parameter", item: instance("mysql"), says: /without require_secure_transport/ },
    { name: "the parameter of another engine", item: instance("mysql"), tables: ssl("1") },
    { name: "another group's parameter", item: instance("postgres"), tables: ssl("1", "other") },
    { name: "Oracle", item: instance("oracle-ee"), says: /option group/ },
    { name: "Db2", item: instance("db2-se"), says: /DB2COMM/ },
    { name: "an engine of tomorrow", item: instance("cobol"), says: /its engine is cobol/ },
    { name: "RDS Custom", item: instance("custom-sqlserver-ee"), tables: ssl("1") },
    { name: "an engine that has a name of every object", item: instance("constructor"), says: /engine is constructor/ },
    { name: "no group", item: instance("postgres", "", { DBParameterGroups: [] }), says: /which parameter group/ },
    { name: "groups not given", item: instance("postgres", "", { DBParameterGroups: undefined }) },
    {
      name: "two groups",
      item: instance("postgres", "", {
        DBParameterGroups: [{ DBParameterGroupName: "group" }, { DBParameterGroupName: "more" }],
      }),
      tables: ssl("1"),
      says: /2 parameter groups/,
    },
  ],
});
