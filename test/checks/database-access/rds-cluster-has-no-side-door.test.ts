import check from "../../../checks/database-access/rds-cluster-has-no-side-door.ts";
import { testCheck } from "../../kit/check-tester.ts";

const cluster = {
  DBClusterIdentifier: "ledger",
  DBClusterArn: "arn:aws:rds:eu-west-1:111111111111:cluster:ledger",
  Engine: "aurora-postgresql",
  Status: "available",
  StorageEncrypted: true,
} as never as Parameters<typeof check.judge>[0];

testCheck(check, {
  pass: [
    { name: "AWS says nothing of doors", item: cluster },
    { name: "both are shut", item: { ...cluster, HttpEndpointEnabled: false, InternetAccessGatewayEnabled: false } },
  ],
  fail: [
    { name: "the Data API", item: { ...cluster, HttpEndpointEnabled: true }, keys: ["data-api"], says: /Data API/ },
    {
      name: "both",
      item: { ...cluster, HttpEndpointEnabled: true, InternetAccessGatewayEnabled: true },
      keys: ["data-api", "internet-access-gateway"],
    },
  ],
});
