import check from "../../../checks/encryption-in-transit/acm-certificate-not-expiring.ts";
import { testCheck } from "../../kit/check-tester.ts";

const at = "2026-03-02T06:00:00.000Z";
const certificate = (others: object) => ({
  CertificateArn: "arn",
  DomainName: "alder.example.com",
  Status: "ISSUED",
  InUse: true,
  ...others,
});
const until = (NotAfter: string, others: object = {}) => certificate({ NotAfter, ...others });

testCheck(check, {
  pass: [
    { name: "half a year left", item: until("2026-09-01T12:00:00.000Z"), at },
    { name: "one second more than thirty days", item: until("2026-04-01T06:00:01.000Z"), at },
    { name: "a week left, which is enough", item: until("2026-03-09T06:00:00.000Z"), at, params: { renewalDays: 3 } },
    { name: "judged a year ago", item: until("2026-03-03T06:00:00.000Z"), at: "2025-03-02T06:00:00.000Z" },
    { name: "it is not said whether it is used", item: until("2026-09-01T12:00:00.000Z", { InUse: undefined }), at },
  ],
  fail: [
    {
      name: "thirty days left to the second",
      item: until("2026-04-01T06:00:00.000Z"),
      at,
      says: "The certificate for alder.example.com expires on 2026-04-01, within 30 days",
    },
    {
      name: "not a second left, and no days asked for",
      item: until("2026-03-02T06:00:00.000Z"),
      at,
      params: { renewalDays: 0 },
      says: "expired on 2026-03-02",
    },
    {
      name: "expired a second ago",
      item: until("2026-03-02T05:59:59.000Z"),
      at,
      says: "The certificate for alder.example.com expired on 2026-03-02",
    },
    { name: "a hundred days asked for", item: until("2026-06-01T00:00:00.000Z"), at, params: { renewalDays: 100 } },
    { name: "its status says so", item: certificate({ Status: "EXPIRED" }), at, says: "has expired" },
    { name: "revoked", item: until("2026-09-01T12:00:00.000Z", { Status: "REVOKED" }), at, says: "was revoked" },
    {
      name: "not in use here, but exported",
      item: until("2026-03-03T00:00:00.000Z", { InUse: false, Exported: true }),
      at,
    },
    {
      name: "a day left, and it is not said whether it is used",
      item: until("2026-03-03T00:00:00.000Z", { InUse: undefined }),
      at,
    },
    {
      name: "without a domain",
      item: until("2026-03-03T00:00:00.000Z", { DomainName: undefined }),
      at,
      says: "Certificate arn expires",
    },
  ],
  notApplicable: [
    { name: "not in use", item: until("2026-03-03T00:00:00.000Z", { InUse: false }), at, says: /no AWS service/ },
    { name: "asked for", item: certificate({ Status: "PENDING_VALIDATION" }), at, says: /not issued/ },
    { name: "never validated", item: certificate({ Status: "VALIDATION_TIMED_OUT" }), at },
    { name: "refused", item: certificate({ Status: "FAILED" }), at },
  ],
  undecided: [
    { name: "no time", item: certificate({}), at, says: /does not say when it expires; its status is ISSUED/ },
    { name: "no time that can be read", item: until("soon"), at, says: /cannot be read: soon/ },
  ],
  badParams: [
    { name: "days before the past", params: { renewalDays: -1 }, says: /renewalDays/ },
    { name: "half a day", params: { renewalDays: 0.5 }, says: /renewalDays/ },
    { name: "an unknown key", params: { hours: 3 }, says: /hours/ },
  ],
});
