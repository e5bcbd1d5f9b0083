import check from "../../../checks/encryption-at-rest/rds-instance-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";

const instance = {
  DBInstanceIdentifier: "records",
  DBInstanceArn: "arn:aws:rds:us-east-1:111122223333:db:records",
  Engine: "postgres",
  StorageEncrypted: true,
  PubliclyAccessible: false,
};

testCheck(check, {
  pass: [
    { name: "encrypted", item: instance },
    { name: "encrypted and public: another check's business", item: { ...instance, PubliclyAccessible: true } },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { ...instance, StorageEncrypted: false },
      says: "DB instance records (postgres) keeps its data unencrypted",
    },
    {
      name: "the member of a cluster that is not encrypted",
      item: { ...instance, Engine: "aurora-postgresql", DBClusterIdentifier: "charts", StorageEncrypted: false },
      says: "DB instance records (aurora-postgresql), a member of cluster charts, keeps its data unencrypted",
    },
    { name: "a key without encryption", item: { ...instance, StorageEncrypted: false, KmsKeyId: "alias/records" } },
  ],
});
