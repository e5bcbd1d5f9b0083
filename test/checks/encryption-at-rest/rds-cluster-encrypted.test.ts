import check from "../../../checks/encryption-at-rest/rds-cluster-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";

const cluster = {
  DBClusterIdentifier: "charts",
  DBClusterArn: "arn:aws:rds:us-east-1:111122223333:cluster:charts",
  Engine: "aurora-mysql",
  StorageEncrypted: true,
};

testCheck(check, {
  pass: [
    { name: "encrypted", item: cluster },
    { name: "without members", item: { ...cluster, DBClusterMembers: [] } },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { ...cluster, StorageEncrypted: false },
      says: "DB cluster charts (aurora-mysql) keeps its data unencrypted",
    },
    { name: "Neptune, which the RDS API lists too", item: { ...cluster, Engine: "neptune", StorageEncrypted: false } },
  ],
});
