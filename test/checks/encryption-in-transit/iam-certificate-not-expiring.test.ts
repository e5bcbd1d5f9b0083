import check from "../../../checks/encryption-in-transit/iam-certificate-not-expiring.ts";
import { testCheck } from "../../kit/check-tester.ts";

const at = "2026-03-02T06:00:00.000Z";
const until = (Expiration: string) => ({ ServerCertificateName: "fax", Arn: "arn", Expiration });

testCheck(check, {
  pass: [
    { name: "a year left", item: until("2027-03-02T06:00:00.000Z"), at },
    { name: "two days left, which is enough", item: until("2026-03-04T06:00:00.000Z"), at, params: { renewalDays: 1 } },
  ],
  fail: [
    {
      name: "a week left",
      item: until("2026-03-09T06:00:00.000Z"),
      at,
      says: "The IAM server certificate fax expires on 2026-03-09, within 30 days",
    },
    { name: "expired", item: until("2024-01-31T23:59:59.000Z"), at, says: "fax expired on 2024-01-31" },
  ],
  undecided: [{ name: "no time that can be read", item: until("never"), at, says: /cannot be read/ }],
  badParams: [{ name: "days in words", params: { renewalDays: "30" }, says: /renewalDays/ }],
});
