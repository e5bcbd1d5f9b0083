/** AWS on loopback, as far as Security Hub goes: STS gives out credentials of accounts, and each account has a hub in each region. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { bodyOf, listening } from "./digests.ts";

/** What a place does instead of its work: it answers that, or hangs up; null: its work. */
export type Order =
  | { readonly status: number; readonly body: object | string; readonly headers?: Record<string, string> }
  | "cut"
  | null;

export interface Call {
  /** Account and region. */
  readonly place: string;
  readonly ids: readonly string[];
  readonly bytes: number;
}

export const EXTERNAL_ID = "5d41402abc4b2a76b9719d911017c592";

export class FakeHubs {
  readonly calls: Call[] = [];
  readonly assumed: string[] = [];
  /** Account and region → Id → finding. */
  readonly kept = new Map<string, Map<string, AwsSecurityFinding>>();
  /** Places where Security Hub is off; accounts whose role nobody may assume. */
  readonly off = new Set<string>();
  readonly closed = new Set<string>();
  /** Asked before each call. */
  order: (place: string, ids: readonly string[]) => Order = () => null;
  asksForExternalId = true;
  stsFails = false;
  url = "";
  private end: () => void = () => undefined;

  async start(): Promise<void> {
    const { server, url } = await listening((request, response) => void this.serve(request, response));
    this.url = url;
    this.end = () => server.close();
  }

  close(): void {
    this.end();
  }

  forget(): void {
    for (const each of [this.calls, this.assumed]) each.length = 0;
    for (const each of [this.kept, this.off, this.closed]) each.clear();
    this.order = () => null;
    this.asksForExternalId = true;
    this.stsFails = false;
  }

  /** What a place keeps, in the order of Ids. */
  at(place: string): readonly AwsSecurityFinding[] {
    return [...(this.kept.get(place)?.values() ?? [])].toSorted((a, b) => (a.Id! < b.Id! ? -1 : 1));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const isImport = request.url === "/findings/import";
    const answer = isImport ? this.import(request.headers.authorization ?? "", body) : this.assume(body);
    if (answer === "cut") return void response.destroy();
    const { status, type, text, headers } = answer;
    response.writeHead(status, { "content-type": type, ...headers }).end(text);
  }

  private assume(body: string) {
    const sent = new URLSearchParams(body);
    const role = sent.get("RoleArn") ?? "";
    const account = role.split(":")[4] ?? "";
    this.assumed.push(role);
    if (this.stsFails)
      return xml(500, "<Error><Code>InternalFailure</Code><Message>oh</Message></Error>", "ErrorResponse");
    const isRight = !this.asksForExternalId || sent.get("ExternalId") === EXTERNAL_ID;
    if (this.closed.has(account) || !isRight)
      return xml(403, `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not for you: ${sent.get("ExternalId")}</Message></Error>`, "ErrorResponse"); // prettier-ignore
    const credentials = `<AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>not-a-secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>`; // prettier-ignore
    return xml(200, `<AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult>`, "AssumeRoleResponse"); // prettier-ignore
  }

  private import(authorization: string, body: string) {
    const [, account = "", region = ""] = /Credential=ASIA(\d{12})\/\d+\/([\w-]+)\//.exec(authorization) ?? [];
    const place = `${account} ${region}`;
    const { Findings } = JSON.parse(body) as { readonly Findings: readonly AwsSecurityFinding[] };
    const ids = Findings.map(({ Id }) => Id!);
    this.calls.push({ place, ids, bytes: Buffer.byteLength(body) });
    const ordered = this.order(place, ids);
    if (ordered === "cut") return ordered;
    if (ordered !== null) return json(ordered.status, ordered.body, ordered.headers);
    if (Findings.length > 100 || Buffer.byteLength(body) > 6_000_000)
      return json(400, { Code: "InvalidInputException", Message: "too much" });
    if (Findings.some(({ AwsAccountId }) => AwsAccountId !== account))
      return json(403, { Code: "AccessDeniedException", Message: "not authorized to perform: securityhub:BatchImportFindings" }); // prettier-ignore
    const FailedFindings = Findings.flatMap((finding) => {
      const [ErrorCode, ErrorMessage] = this.off.has(place)
        ? ["InvalidAccess", `Account ${account} is not subscribed to AWS Security Hub`]
        : ["InvalidInput", wrongWith(finding, account, region)];
      return ErrorMessage === null ? [] : [{ Id: finding.Id, ErrorCode, ErrorMessage }];
    });
    const failed = new Set(FailedFindings.map(({ Id }) => Id));
    const kept = this.kept.get(place) ?? new Map<string, AwsSecurityFinding>();
    this.kept.set(place, kept);
    for (const finding of Findings) {
      const known = kept.get(finding.Id!);
      // What is not younger than what is there is passed over.
      if (failed.has(finding.Id) || (known !== undefined && known.UpdatedAt! >= finding.UpdatedAt!)) continue;
      kept.set(finding.Id!, finding);
    }
    const FailedCount = FailedFindings.length;
    return json(200, { FailedCount, SuccessCount: Findings.length - FailedCount, FailedFindings });
  }
}

/** By https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html, as far as we send it. */
function wrongWith(finding: AwsSecurityFinding, account: string, region: string): string | null {
  const { SchemaVersion, Id, ProductArn, GeneratorId, CreatedAt, UpdatedAt, Title, Description, Resources } = finding;
  const wrong: string[] = [];
  const hold = (name: string, value: unknown, most: number) => {
    if (typeof value !== "string" || !/\S/.test(value) || [...value].length > most) wrong.push(name);
  };
  const pairs = (name: string, of: Record<string, string>, most: number) => {
    if (Object.keys(of).length > 50) wrong.push(name);
    for (const [key, value] of Object.entries(of)) {
      hold(`${name} key`, key, 128);
      hold(`${name} value`, value, most);
    }
  };
  if (SchemaVersion !== "2018-10-08") wrong.push("SchemaVersion");
  if (!ProductArn!.endsWith(`:securityhub:${region}:${account}:product/${account}/default`)) wrong.push("ProductArn");
  hold("Id", Id, 512);
  hold("GeneratorId", GeneratorId, 512);
  hold("Title", Title, 256);
  hold("Description", Description, 1024);
  if (Number.isNaN(Date.parse(CreatedAt!)) || CreatedAt! > UpdatedAt!) wrong.push("CreatedAt");
  if (Resources === undefined || Resources.length === 0) wrong.push("Resources");
  for (const { Id, Type, Tags = {}, Details } of Resources ?? []) {
    hold("Resource", Id, 512);
    hold("Type", Type, 256);
    pairs("Tags", Tags, 256);
    pairs("Other", Details?.Other ?? {}, 1023);
  }
  pairs("ProductFields", finding.ProductFields ?? {}, 2048);
  if ((finding.Compliance?.RelatedRequirements?.length ?? 0) > 32) wrong.push("RelatedRequirements");
  if (Buffer.byteLength(JSON.stringify(finding)) > 240_000) wrong.push("size");
  return wrong.length === 0 ? null : `Finding does not adhere to Amazon Finding Format: ${wrong.join(", ")}`;
}

function json(status: number, body: object | string, headers?: Record<string, string>) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, type: "application/json", text, headers: { ...headers, ...errorType(body) } };
}

/** Services of this protocol name an error in a header. */
function errorType(body: object | string): Record<string, string> {
  return typeof body === "object" && "Code" in body ? { "x-amzn-errortype": String(body.Code) } : {};
}

function xml(status: number, inner: string, name: string) {
  const text = `<${name} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${inner}</${name}>`;
  return { status, type: "text/xml", text, headers: {} };
}
