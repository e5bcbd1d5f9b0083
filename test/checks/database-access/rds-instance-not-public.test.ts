import check from "../../../checks/database-access/rds-instance-not-public.ts";
import { testCheck } from "../../kit/check-tester.ts";

const instance = {
  DBInstanceIdentifier: "records",
  DBInstanceArn: "arn:aws:rds:us-east-1:111122223333:db:records",
  Engine: "postgres",
  StorageEncrypted: true,
  PubliclyAccessible: false,
};

testCheck(check, {
  pass: [{ name: "not publicly accessible", item: instance }],
  fail: [
    {
      name: "publicly accessible",
      item: { ...instance, PubliclyAccessible: true },
      says: "DB instance records (postgres) is publicly accessible",
    },
    {
      name: "publicly accessible, though stopped",
      item: { ...instance, PubliclyAccessible: true, DBInstanceStatus: "stopped" },
    },
    {
      name: "a public member of an Aurora cluster",
      item: { ...instance, Engine: "aurora-mysql", DBClusterIdentifier: "charts", PubliclyAccessible: true },
    },
  ],
});
