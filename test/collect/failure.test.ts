import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { NoCredentials, unreadable } from "../../src/collect/failure.ts";
import { liveSource, systemClock } from "../../src/collect/index.ts";
import { ec2 } from "../../src/listings/index.ts";

const unit = { account: "111122223333", region: "eu-central-1" };
const said = (error: unknown, secret?: string) => unreadable(error, ec2.volumes, unit, secret);
const errorWith = (fields: object, message: string) => Object.assign(new Error(message), fields);

const keyId = "ASIAQWERTYUIOPASDFGH";
const token = `IQoJb3JpZ2luX2VjEJf//////////wEaDGV1LWNlbnRyYWwtMSJH${"MEUCIQDx+/7".repeat(40)}==`;
const signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

describe("credentials in a message are masked:", () => {
  test.each<[string, string, string]>([
    ["an access key id", `no ${keyId} here`, "no [masked] here"],
    ["a credential's scope", `Credential=${keyId}/20260101/eu-central-1/ec2/aws4_request, a`, "Credential=[masked], a"],
    ["a signature", `a, Signature=${signature}`, "a, Signature=[masked]"],
    ["a short signature, in JSON", `{"Signature":"abc","a":1}`, `{"Signature":"[masked]","a":1}`],
    [
      "a query",
      `?X-Amz-Signature=abc&X-Amz-Security-Token=a%2Fb&c=1`,
      "?X-Amz-Signature=[masked]&X-Amz-Security-Token=[masked]&c=1",
    ],
    ["a session token, by name", `x-amz-security-token: short; b`, "x-amz-security-token: [masked]; b"],
    ["a session token, by its looks", `you sent ${token}`, "you sent [masked]"],
    ["a token in a query's spelling", `you sent ${encodeURIComponent(token)}.`, "you sent [masked]."],
    ["a token that would be cut", `${"a ".repeat(140)}${token}`, `${"a ".repeat(140)}[masked]`],
    [
      "who a proxy knows",
      "Proxy-Authorization: Basic dTpw; http://me:pw@proxy:1/",
      "Proxy-Authorization: Basic [masked]; http://[masked]@proxy:1/",
    ],
    ["an external id", "ExternalId of-us/1 (of-us%2F1)", "ExternalId [masked] ([masked])"],
    ["a token behind the form of an ARN", `arn:aws:iam::1:role/${"Ab1+".repeat(20)}`, "arn:aws:iam::1:role/[masked]"],
  ])("%s", (_, message, expected) => {
    expect(said(errorWith({ code: "Refused" }, message), "of-us/1").message).toBe(expected);
    expect(said(errorWith({ code: message }, "")).code).not.toContain(keyId);
  });

  test.each([
    "User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/somebody@example.com is not authorized",
    "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef",
    "arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:111122223333:loadbalancer/app/a-load-balancer/50dc6c495c0c9188",
    "not authorized to perform: elasticloadbalancing:DescribeLoadBalancerAttributes",
    "key 1234abcd-12ab-34cd-56ef-1234567890ab: the credential and the signature: none",
  ])("nothing else: %s", (message) => {
    expect(said(errorWith({ code: "Refused" }, message)).message).toBe(message);
  });
});

test.each<[string, unknown, object]>([
  [
    "no home directory",
    errorWith({ code: "ERR_SYSTEM_ERROR" }, "A system error occurred: uv_os_homedir returned ENOENT"),
    { kind: "credentials", message: expect.stringMatching(/^this machine failed, AWS was not asked: .*uv_os_homedir/) },
  ],
  [
    "a file that may not be read",
    errorWith(
      { code: "EACCES", syscall: "open" },
      `EACCES: permission denied, open '/${"home/".repeat(10)}credentials'`,
    ),
    { kind: "credentials", message: expect.stringContaining("home/credentials'") },
  ],
  [
    "a connection that may not be made",
    errorWith({ code: "EACCES", syscall: "connect" }, "connect EACCES 192.0.2.1:443"),
    { kind: "unreachable", message: "connect EACCES 192.0.2.1:443" },
  ],
  [
    "a wrong endpoint",
    errorWith({ code: "ERR_INVALID_URL" }, "Invalid URL"),
    { kind: "unreachable", message: expect.stringMatching(/^AWS_ENDPOINT_URL.* is no URL$/) },
  ],
  [
    "nothing found",
    NoCredentials.from(
      errorWith({ name: "CredentialsProviderError" }, "Could not load credentials from any providers"),
      "",
    ),
    { kind: "credentials", code: "CredentialsProviderError", message: "no AWS credentials were found" },
  ],
  [
    "a sign-in that ended",
    NoCredentials.from(errorWith({ name: "TokenProviderError" }, "Token is expired."), "audit"),
    { kind: "credentials", message: "no AWS credentials were found for the profile audit: Token is expired." },
  ],
  [
    "a command that failed",
    NoCredentials.from(errorWith({ name: "CredentialsProviderError" }, "Command failed: get --pin 1234"), "audit"),
    { kind: "credentials", message: "no AWS credentials were found for the profile audit" },
  ],
  [
    "a token exchange that AWS refused",
    NoCredentials.from(errorWith({ name: "AccessDenied" }, "no"), "audit"),
    { kind: "denied", message: "no" },
  ],
])("why there was no answer: %s", (_, error, expected) => {
  expect(said(error)).toMatchObject(expected);
});

describe("a proxy that echoes the request", () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  test("makes nothing known", async () => {
    const server = createServer((request, response) => {
      let form = "";
      request.on("data", (chunk: Buffer) => (form += String(chunk)));
      request.on("end", () => {
        const echo = `no: ${JSON.stringify(request.headers)} ${form}`.replaceAll("&", "&amp;");
        response.writeHead(403, { "content-type": "text/xml" });
        response.end(`<ErrorResponse><Error><Code>Blocked</Code><Message>${echo}</Message></Error></ErrorResponse>`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: keyId,
      AWS_SECRET_ACCESS_KEY: "unsent",
      AWS_SESSION_TOKEN: token,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    const source = liveSource({
      accounts: [{}, { role: "arn:aws:iam::111122223333:role/reader", externalId: "of-us" }],
      regions: "all",
      homeRegion: unit.region,
      maxShare: 1,
      calls: { attempts: 1, timeoutSeconds: 5, concurrency: 8, program: "clausewatch test" },
      clock: systemClock,
    });
    const plans = await source.accounts();
    source.close();
    server.close();
    expect(plans.map(({ unreadable }) => unreadable?.code)).toEqual(["Blocked", "Blocked"]);
    for (const secret of [keyId, token.slice(0, 30), "of-us"]) expect(JSON.stringify(plans)).not.toContain(secret);
  });
});
