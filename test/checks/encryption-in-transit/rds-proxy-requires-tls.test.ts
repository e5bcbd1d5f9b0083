import check from "../../../checks/encryption-in-transit/rds-proxy-requires-tls.ts";
import { testCheck } from "../../kit/check-tester.ts";

const proxy = (RequireTLS: boolean, EngineFamily = "POSTGRESQL") => ({
  DBProxyName: "records",
  DBProxyArn: "arn",
  RequireTLS,
  EngineFamily,
});

testCheck(check, {
  pass: [{ name: "it requires TLS", item: proxy(true) }],
  fail: [
    { name: "it does not", item: proxy(false), says: "RDS proxy records also accepts connections without TLS" },
    { name: "one of MySQL does not", item: proxy(false, "MYSQL") },
  ],
});
