import check from "../../../checks/logging/classic-load-balancer-access-logs-enabled.ts";
import { testCheck } from "../../kit/check-tester.ts";

const balancer = { LoadBalancerName: "fax" };

testCheck(check, {
  pass: [{ name: "enabled", item: { ...balancer, AccessLog: { Enabled: true, S3BucketName: "logs" } } }],
  fail: [
    {
      name: "disabled",
      item: { ...balancer, AccessLog: { Enabled: false } },
      says: "Classic load balancer fax writes no access logs",
    },
    {
      name: "disabled; a bucket is named still",
      item: { ...balancer, AccessLog: { Enabled: false, S3BucketName: "logs" } },
    },
  ],
});
