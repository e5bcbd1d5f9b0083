/**
 * The AWS Security Finding Format, https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html:
 * what BatchImportFindings takes. The lengths are those of its API reference.
 */
import type { BoundClause, Cell, CheckSummary, Resource, Severity, Unit } from "../../contract/index.ts";
import { inertJson } from "../inert.ts";
import type { Output } from "../output.ts";
import { cutInert } from "./cut.ts";
import {
  citation,
  reasonText,
  telling,
  unknownKey,
  versionOf,
  type Standing,
  type TellingContext,
  type Told,
} from "./told.ts";

/** Of the API: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html. */
const MOST = {
  id: 512,
  title: 256,
  description: 1024,
  fix: 512,
  value: 2048,
  other: 1023,
  reason: 2048,
  name: 50,
} as const;
const MOST_REQUIREMENTS = 32;
const MOST_TAGS = 50;

const TYPES = ["Software and Configuration Checks/Industry and Regulatory Standards"];

/**
 * What counts is whether anything says pass, not whether the finding is over. A waiver changes nothing here: it does not
 * pass, and a workflow of ours that says suppressed would stay when the waiver ends, for providers cannot change one.
 */
const statuses: Readonly<Record<Standing, "FAILED" | "PASSED" | "NOT_AVAILABLE">> = {
  failing: "FAILED",
  unverified: "NOT_AVAILABLE",
  passed: "PASSED",
  resolved: "NOT_AVAILABLE",
};

/** Types of ours that it has a name for. */
const resourceTypes: ReadonlyMap<string, string> = new Map([
  ["AWS::CertificateManager::Certificate", "AwsCertificateManagerCertificate"],
  ["AWS::EC2::ClientVpnEndpoint", "AwsEc2ClientVpnEndpoint"],
  ["AWS::EC2::EIP", "AwsEc2Eip"],
  ["AWS::EC2::Instance", "AwsEc2Instance"],
  ["AWS::EC2::NetworkAcl", "AwsEc2NetworkAcl"],
  ["AWS::EC2::NetworkInterface", "AwsEc2NetworkInterface"],
  ["AWS::EC2::RouteTable", "AwsEc2RouteTable"],
  ["AWS::EC2::SecurityGroup", "AwsEc2SecurityGroup"],
  ["AWS::EC2::Subnet", "AwsEc2Subnet"],
  ["AWS::EC2::VPC", "AwsEc2Vpc"],
  ["AWS::EC2::VPCPeeringConnection", "AwsEc2VpcPeeringConnection"],
  ["AWS::EC2::Volume", "AwsEc2Volume"],
  ["AWS::ElasticLoadBalancing::LoadBalancer", "AwsElbLoadBalancer"],
  ["AWS::ElasticLoadBalancingV2::LoadBalancer", "AwsElbv2LoadBalancer"],
  ["AWS::KMS::Key", "AwsKmsKey"],
  ["AWS::RDS::DBCluster", "AwsRdsDbCluster"],
  ["AWS::RDS::DBClusterSnapshot", "AwsRdsDbClusterSnapshot"],
  ["AWS::RDS::DBInstance", "AwsRdsDbInstance"],
  ["AWS::RDS::DBSnapshot", "AwsRdsDbSnapshot"],
]);

/**
 * A JSON array, an element a line, as it comes. It is not closed where the scan broke off: nobody shall take what is not
 * there for resolved. What has neither account nor region, no finding of Security Hub can be of: it is left out.
 */
export function asff(): Output {
  const tell = telling({ finding: asffOf, unknown: asffOfUnknown });
  let written = 0;
  let whole = false;
  return {
    event(event) {
      if (event.type === "summary") whole = true;
      if (event.type === "cell" && !placed(event.unit)) return undefined;
      const told = tell(event);
      return told === undefined ? undefined : `${written++ === 0 ? "[\n" : ",\n"}${inertJson(told)}`;
    },
    end: () => (whole ? (written === 0 ? "[]\n" : "\n]\n") : "\n"),
  };
}

function placed({ account, region }: Unit): boolean {
  return account !== "*" && region !== "*";
}

/** What is told beside a finding. */
export type AsffContext = Omit<TellingContext, "check"> & {
  readonly check: Pick<CheckSummary, "title" | "fix" | "controls"> | undefined;
};

/**
 * A finding for the Security Hub of its own account and region. Resolved, it is archived; PASSED alone where its resource
 * was judged to pass. Every string is inert, on one line, and cut visibly to the length that the API takes.
 */
export function asffOf(told: Told, context: AsffContext): object {
  const { unit, key, resource, message, severity, evidence, clauses, customer, waived } = told;
  const { check, standing } = context;
  const closed = standing === "passed" || standing === "resolved";
  const about = {
    ...(customer === undefined ? {} : { customer }),
    ...(told.detail === "" ? {} : { detail: told.detail }),
  };
  const exception = waived === undefined ? {} : { waiver: waived.waiver, waivedUntil: waived.until };
  const proof = evidence === undefined ? {} : { evidence: inertJson(evidence) };
  return {
    ...frame(`clausewatch/${key}`, told.check, unit, context),
    Title: text(`${check?.title ?? told.check}: ${resource.name ?? resource.id}`, MOST.title),
    Description: text(
      waived === undefined ? message : `${message} (waived until ${waived.until}: it fails all the same)`,
      MOST.description,
    ),
    ...(check === undefined ? {} : { Remediation: { Recommendation: { Text: text(check.fix, MOST.fix) } } }),
    ProductFields: fields(told.check, check, clauses, context, { key, ...about, ...exception, ...proof }),
    Resources: [resourceOf(resource, unit, told.tags)],
    Compliance: {
      Status: statuses[standing],
      ...(clauses.length === 0 ? {} : { RelatedRequirements: requirements(clauses) }),
    },
    RecordState: closed ? "ARCHIVED" : "ACTIVE",
    FindingProviderFields: provider(severity),
  };
}

/** A cell that could not be judged, as a finding of its account's. */
export function asffOfUnknown(cell: Cell, context: TellingContext): object {
  const { unit } = cell;
  const title = context.check?.title ?? cell.check;
  const reasons = cell.reasons.map(reasonText);
  const account = { type: "AwsAccount", id: unit.account, arn: `AWS::::Account:${unit.account}` };
  const clauses = context.check?.clauses ?? [];
  return {
    ...frame(`clausewatch/${unknownKey(cell)}`, cell.check, unit, context),
    Title: text(`Could not be judged: ${title}`, MOST.title),
    Description: text(`${title}: this could not be judged in ${unit.region}. ${reasons.join("; ")}`, MOST.description),
    ProductFields: fields(cell.check, context.check, clauses, context, {}),
    Resources: [{ Type: "AwsAccount", Id: account.arn, Partition: unit.partition, Region: unit.region }],
    Compliance: {
      Status: "NOT_AVAILABLE",
      ...(clauses.length === 0 ? {} : { RelatedRequirements: requirements(clauses) }),
      StatusReasons: cell.reasons.map((reason) => ({
        ReasonCode: reason.kind === "unreadable" ? text(reason.unreadable.code, MOST.id) : reason.kind,
        Description: text(reasonText(reason), MOST.reason),
      })),
    },
    RecordState: "ACTIVE",
    FindingProviderFields: provider("informational"),
  };
}

/** The product of whoever imports findings of their own account: `default`. */
export function productArn({ partition, region, account }: Unit): string {
  return `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;
}

function frame(id: string, check: string, unit: Unit, { firstSeen, lastSeen, updated }: AsffContext): object {
  return {
    SchemaVersion: "2018-10-08",
    Id: text(id, MOST.id),
    ProductArn: productArn(unit),
    ProductName: "clausewatch",
    CompanyName: "clausewatch",
    GeneratorId: text(check, MOST.id),
    AwsAccountId: unit.account,
    ...(unit.accountName === undefined ? {} : { AwsAccountName: text(unit.accountName, MOST.name) }),
    FirstObservedAt: firstSeen,
    LastObservedAt: lastSeen,
    CreatedAt: firstSeen,
    UpdatedAt: updated,
  };
}

function provider(severity: Severity): object {
  return { Severity: { Label: severity.toUpperCase(), Original: severity }, Types: TYPES };
}

function resourceOf(resource: Resource, { partition, region }: Unit, tags: Told["tags"]): object {
  const { type, id, arn, name } = resource;
  const named = Object.entries(tags ?? {}).filter(([key]) => /\S/.test(key));
  const kept = named.slice(0, MOST_TAGS).map(([key, value]) => [cutInert(key, 128), text(value, 256)]);
  const other = { type, id, ...(name === undefined ? {} : { name }) };
  return {
    Type: resourceTypes.get(type) ?? "Other",
    Id: text(arn, MOST.id),
    Partition: partition,
    Region: region,
    ...(kept.length === 0 ? {} : { Tags: Object.fromEntries(kept) }),
    Details: { Other: each(other, MOST.other) },
  };
}

function fields(
  id: string,
  check: AsffContext["check"],
  clauses: readonly BoundClause[],
  { program }: AsffContext,
  own: Readonly<Record<string, string>>,
): object {
  const [clause] = clauses;
  const cited =
    clause === undefined
      ? {}
      : {
          clause: clause.text,
          clauseOf: citation(clause),
          clauseAt: `${clause.file}:${clause.line}`,
          clauseHash: clause.hash,
          clauses: String(clauses.length),
        };
  const all = { check: id, ...(check === undefined ? {} : { controls: check.controls.join(" ") }), ...own, ...cited };
  const named = Object.fromEntries(Object.entries(all).map(([name, value]) => [`clausewatch/${name}`, value]));
  return each({ ProviderName: "clausewatch", ProviderVersion: versionOf(program), ...named }, MOST.value);
}

/** One that is cut says so in the last place. */
function requirements(clauses: readonly BoundClause[]): readonly string[] {
  const all = [...new Set(clauses.map((clause) => text(citation(clause), MOST.title)))];
  if (all.length <= MOST_REQUIREMENTS) return all;
  return [...all.slice(0, MOST_REQUIREMENTS - 1), `and ${all.length - MOST_REQUIREMENTS + 1} more`];
}

function each(values: Readonly<Record<string, string>>, most: number): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value, most)]));
}

/** The API refuses a finding of which any string is blank. */
function text(value: string, most: number): string {
  const shown = cutInert(value, most);
  return /\S/.test(shown) ? shown : "(blank)";
}
