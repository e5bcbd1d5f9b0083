import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openBucket } from "../../src/deliver/index.ts";

/** S3 on loopback, that answers what the test says, and keeps what it was sent. */
type Answer = readonly [status: number, body: string];
let answer: (request: IncomingMessage) => Answer = () => [200, ""];
const got: { request: IncomingMessage; body: string }[] = [];
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    got.push({ request, body: Buffer.concat(parts).toString() });
    const [status, body] = answer(request);
    const headers = { "content-type": "application/xml", "content-length": Buffer.byteLength(body) };
    response.writeHead(status, headers).end(body);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-secret");
});
afterEach(() => void got.splice(0));
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

const settings = { bucket: "kept", prefix: "a/", region: "eu-central-1", program: "clausewatch 1.2.3" };
const xml = (code: string, message: string): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

test("an object is made with its hash and its lock, and only where there is none", async () => {
  const bucket = openBucket(settings);
  expect(await bucket.create("1.txt", "text", new Date("2032-01-01T00:00:00Z"))).toBe(true);
  const [{ request, body }] = got as [(typeof got)[number]];
  expect([request.method, request.url!.replace(/\?.*/, ""), body]).toEqual(["PUT", "/kept/a/1.txt", "text"]);
  expect(request.headers).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "if-none-match": "*",
    "x-amz-checksum-sha256": createHash("sha256").update("text").digest("base64"),
    "x-amz-object-lock-mode": "COMPLIANCE",
    "x-amz-object-lock-retain-until-date": "2032-01-01T00:00:00Z",
  });
  expect(request.headers["user-agent"]).toContain("clausewatch/1.2.3");

  expect(await bucket.create("2.txt", "text", null)).toBe(true);
  expect(Object.keys(got[1]!.request.headers).filter((name) => name.includes("lock"))).toEqual([]);
  for (const code of ["PreconditionFailed", "ConditionalRequestConflict"]) {
    answer = () => [code === "PreconditionFailed" ? 412 : 409, xml(code, "no")];
    expect(await bucket.create("1.txt", "text", null)).toBe(false);
  }
});

test("what is not there is null, and what is too large to be ours is not read", async () => {
  const bucket = openBucket(settings);
  answer = () => [404, xml("NoSuchKey", "no")];
  expect(await bucket.read("1.txt")).toBeNull();
  answer = () => [200, "text"];
  expect(await bucket.read("1.txt")).toBe("text");
  answer = () => [200, "x".repeat(70_000)];
  expect(await bucket.read("1.txt")).toBe("");
});

test.each<[Answer, string]>([
  [[404, xml("NoSuchBucket", "gone")], "there is no such bucket"],
  [[301, xml("PermanentRedirect", "elsewhere")], "the bucket is not in eu-central-1 (PermanentRedirect)"],
  [
    [400, xml("InvalidRequest", "Bucket is missing Object Lock Configuration")],
    "the bucket has no object lock, which retainDays asks for (s3:PutObject: InvalidRequest: Bucket is missing Object Lock Configuration)",
  ],
  [
    [403, xml("AccessDenied", "no s3:PutObject for AKIAIOSFODNN7EXAMPLE")],
    "s3:PutObject: AccessDenied: no s3:PutObject for [masked]; docs/evidence.md has the policy that it takes",
  ],
  [
    [403, xml("SignatureDoesNotMatch", "you signed secrets")],
    "s3:PutObject: SignatureDoesNotMatch: AWS does not accept the credentials",
  ],
])("%s in words", async (said, words) => {
  answer = () => said;
  const failed = await openBucket(settings)
    .create("1.txt", "text", new Date("2032-01-01T00:00:00Z"))
    .catch((error: Error) => error.message);
  expect(failed).toBe(words);
});

test("a role that cannot be assumed is what failed, and its external id stays secret", async () => {
  const [role, externalId] = ["arn:aws:iam::111122223333:role/checkpoints", "known-to-nobody"];
  answer = () => [
    403,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not with ${externalId}</Message></Error></ErrorResponse>`,
  ];
  await expect(openBucket({ ...settings, role, externalId }).folders()).rejects.toThrow(
    `sts:AssumeRole: AccessDenied: ${role}: not with [masked]`,
  );
  expect(got.map(({ request }) => request.url)).toEqual(["/"]);
});
