/** What BatchImportFindings makes of findings: the real client, and a Security Hub on loopback that keeps what it is sent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type AwsSecurityFinding, SecurityHub } from "@aws-sdk/client-securityhub";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asffOf, ocsfOf, type TellingContext, type Told } from "../../../src/report/index.ts";
import { cell, checks, denied, finding, production, scan, summary, unit } from "../../kit/events.ts";
import { write } from "../../kit/formats.ts";

let body = "";
const server = createServer((request, response) => {
  body = "";
  request.setEncoding("utf8");
  request.on("data", (part: string) => (body += part));
  request.on("end", () =>
    response
      .setHeader("content-type", "application/json")
      .end('{"FailedCount":0,"SuccessCount":1,"FailedFindings":[]}'),
  );
});
let hub: SecurityHub;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  hub = new SecurityHub({
    region: "eu-central-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    maxAttempts: 1,
  });
});
afterAll(() => {
  hub.destroy();
  server.close();
});

const home = unit(production, "eu-central-1");
const full: Told = {
  ...finding(checks.volumes, home, "vol-1", "vol-1 is not encrypted", "data"),
  detail: "a detail",
  customer: "alder",
  tags: { Name: "data", Empty: "" },
  evidence: { size: 3 },
  waived: { waiver: "W-1", kind: "waiver", until: "2026-12-31T00:00:00.000Z" },
};

test("no field is dropped or renamed on the way", async () => {
  const why = [denied(home, "ec2:DescribeVolumes", "ec2.volumes")];
  const events = [
    scan(Object.values(checks)),
    { ...full, type: "finding" } as const,
    cell(checks.volumes, home, "unknown", {}, why),
  ];
  const sent = JSON.parse(write("asff", [...events, summary(events)])) as AwsSecurityFinding[];
  expect(sent).toHaveLength(2);
  const { SuccessCount } = await hub.batchImportFindings({ Findings: sent });
  expect(SuccessCount).toBe(1);
  expect(JSON.parse(body)).toEqual({ Findings: sent });
});

test("a field that the format does not have would be dropped: the comparison sees it", async () => {
  const sent = {
    ...asffOf(full, { ...CONTEXT, standing: "failing" }),
    NoSuchField: "x",
  } as unknown as AwsSecurityFinding;
  await hub.batchImportFindings({ Findings: [sent] });
  expect(JSON.parse(body)).not.toEqual({ Findings: [sent] });
});

const CONTEXT: Omit<TellingContext, "standing"> = {
  check: checks.volumes,
  program: "clausewatch 1.2.3",
  firstSeen: "2026-01-01T00:00:00.000Z",
  lastSeen: "2026-01-02T00:00:00.000Z",
  updated: "2026-01-03T00:00:00.000Z",
};

test.each([
  ["failing", "FAILED", "ACTIVE", 3],
  ["unverified", "NOT_AVAILABLE", "ACTIVE", 0],
  ["passed", "PASSED", "ARCHIVED", 1],
  ["resolved", "NOT_AVAILABLE", "ARCHIVED", 0],
] as const)("%s is %s and %s, with its own times; in OCSF %s", (standing, Status, RecordState, status_id) => {
  const told = asffOf(full, { ...CONTEXT, standing });
  expect(told).toMatchObject({
    Compliance: { Status },
    RecordState,
    CreatedAt: CONTEXT.firstSeen,
    LastObservedAt: CONTEXT.lastSeen,
    UpdatedAt: CONTEXT.updated,
    Resources: [{ Type: "AwsEc2Volume", Tags: { Name: "data", Empty: "(blank)" } }],
    ProductFields: { "clausewatch/waiver": "W-1", "clausewatch/customer": "alder", "clausewatch/detail": "a detail" },
  });
  expect(ocsfOf(full, { ...CONTEXT, standing })).toMatchObject({
    // Told as failing again, it is an update.
    activity_id: RecordState === "ARCHIVED" ? 3 : 2,
    status_id: RecordState === "ARCHIVED" ? 4 : 3,
    compliance: { status_id },
    finding_info: { first_seen_time: Date.parse(CONTEXT.firstSeen), modified_time: Date.parse(CONTEXT.updated) },
  });
});
