import check from "../../../checks/database-access/rds-cluster-snapshot-not-shared.ts";
import { testCheck } from "../../kit/check-tester.ts";

const item = {
  DBClusterSnapshotIdentifier: "before-upgrade",
  DBClusterSnapshotArn: "arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:before-upgrade",
  StorageEncrypted: true,
  SnapshotType: "manual",
};

const attributes = (AttributeName: string, values: string[], of = item.DBClusterSnapshotIdentifier) => ({
  DBClusterSnapshotIdentifier: of,
  DBClusterSnapshotAttributes: [{ AttributeName, AttributeValues: values }],
});
const shared = (...values: string[]) => ({ attributes: [attributes("restore", values)] });

testCheck(check, {
  pass: [
    { name: "with nobody", item, tables: shared() },
    {
      name: "with nobody, the list left out",
      item,
      tables: {
        attributes: [
          {
            DBClusterSnapshotIdentifier: "before-upgrade",
            DBClusterSnapshotAttributes: [{ AttributeName: "restore" }],
          },
        ],
      },
    },
    {
      name: "with an account that is known",
      item,
      tables: shared("222233334444"),
      params: { knownAccounts: ["222233334444"] },
    },
    {
      name: "another one is public",
      item,
      tables: { attributes: [attributes("restore", []), attributes("restore", ["all"], "another")] },
    },
  ],
  fail: [
    {
      name: "public",
      item,
      tables: shared("all"),
      keys: ["all"],
      says: "DB cluster snapshot before-upgrade is public: every AWS account can restore it",
    },
    {
      name: "with an account that is not known",
      item,
      tables: shared("222233334444", "555566667777"),
      params: { knownAccounts: ["222233334444"] },
      keys: ["555566667777"],
      says: "DB cluster snapshot before-upgrade is shared with account 555566667777, which the configuration does not know",
    },
    {
      name: "public, and with two accounts",
      item,
      tables: shared("222233334444", "all", "555566667777", "555566667777"),
      keys: ["222233334444", "555566667777", "all"],
    },
  ],
  notApplicable: [
    { name: "of the schedule", item: { ...item, SnapshotType: "automated" } },
    { name: "of AWS Backup", item: { ...item, SnapshotType: "awsbackup" } },
  ],
  undecided: [
    { name: "no answer for it", item, tables: { attributes: [attributes("restore", [], "another")] } },
    { name: "another attribute only", item, tables: { attributes: [attributes("delete", [])] } },
    { name: "of a type that is not known", item: { ...item, SnapshotType: "imported" }, tables: shared() },
  ],
  badParams: [
    { name: "everybody is known", params: { knownAccounts: ["all"] }, says: /twelve digits/ },
    { name: "a number", params: { knownAccounts: [222233334444] }, says: /knownAccounts/ },
  ],
});
