/** A coverage of the sample policy, with every state that a promise can be in, made without a scan. */
import { readFileSync } from "node:fs";
import type {
  BoundClause,
  CheckToday,
  ClauseControl,
  CoverageReport,
  CoveredCheck,
  CoveredClause,
  Finding,
  Manual,
  Severity,
  Today,
} from "../../src/contract/index.ts";
import { hipaaRules } from "../../src/contract/index.ts";
import { readPolicy, type PolicyDocument, type PolicySource } from "../../src/policy/index.ts";
import { production, staging, unit } from "./events.ts";

const FILE = "config/policies/security-policy.md";

export const sampleSource: PolicySource = {
  id: "security-policy",
  file: FILE,
  text: readFileSync(new URL(`../../${FILE}`, import.meta.url), "utf8"),
};

export interface Covered {
  readonly sources: readonly PolicySource[];
  readonly documents: readonly PolicyDocument[];
  readonly coverage: CoverageReport;
  readonly findings: readonly Finding[];
}

const cells = 16;

export function checked(
  id: string,
  title: string,
  today: CheckToday | null,
  severity: Severity = "high",
): CoveredCheck {
  return { id, title, severity, control: "encryption-at-rest", demanded: true, today };
}

export function today(status: Today, findings = 0, passes = 0, unknownCells = 0): CheckToday {
  return { status, findings, waived: 0, passes, unknownCells, cells, customers: {} };
}

export function control(
  id: string,
  title: string,
  checks: readonly CoveredCheck[],
  blind: readonly string[],
  rules: readonly string[],
): ClauseControl {
  return { id, title, checks, blind, hipaa: hipaaRules.filter(({ rule }) => rules.includes(rule)) };
}

export function finding(check: string, index: number, more: Partial<Finding> = {}): Finding {
  const id = `vol-${index.toString(16).padStart(8, "0")}`;
  const at = index % 3 === 2 ? unit(staging, "us-east-1") : unit(production, "eu-central-1");
  return {
    type: "finding",
    key: `${check}-${index.toString(16).padStart(12, "0")}`,
    unit: at,
    check,
    severity: "high",
    resource: {
      type: "AWS::EC2::Volume",
      id,
      arn: `arn:aws:ec2:${at.region}:${at.account}:volume/${id}`,
      name: `data-${index}`,
    },
    message: `EBS volume ${id} is not encrypted`,
    detail: "",
    evidence: { VolumeId: id, Encrypted: false, State: "in-use", Size: 100 + index },
    clauses: [],
    ...more,
  };
}

const volumes = checked("ebs-volume-encrypted", "EBS volumes are encrypted", today("fail", 23, 118));
const byDefault = checked(
  "ebs-encrypted-by-default",
  "EBS encryption by default is on",
  today("pass", 0, 16),
  "medium",
);
const instances = checked("rds-instance-encrypted", "RDS instances are encrypted", today("unknown", 1, 12, 2));
const snapshots = checked("ebs-snapshot-encrypted", "EBS snapshots are encrypted", today("pass", 0, 40));
const listeners = checked("listener-uses-tls", "Load balancer listeners use TLS", today("pass", 0, 6));
const certificates = checked(
  "acm-certificate-not-expiring",
  "Certificates are renewed in time",
  today("nothing to judge"),
);
const idle = checked("security-group-is-used", "Security groups are used", today("fail", 2, 30), "low");

const atRest = [
  "Instance store volumes. They appear in no listing.",
  "S3, EFS, FSx and any other service that stores data.",
];
const restRules = ["164.312(a)(2)(iv)"];
const transitRules = ["164.312(e)(1)", "164.312(e)(2)(ii)"];

const manual: Manual = {
  owner: "Security Officer",
  how: "Reads the list of who has access to databases, and asks each one’s superior.",
  nextReview: "2026-09-01",
  overdue: false,
  responsible: "company",
  hipaa: hipaaRules.filter(({ rule }) => rule === "164.308(a)(4)(ii)(B)"),
};

type Said = Partial<Omit<CoveredClause, "clause" | "normative">> & { readonly more?: Partial<BoundClause> };

/** What is said of a sentence, by a part of it. */
const said: readonly (readonly [part: string, said: Said])[] = [
  [
    "Every drive of every server",
    {
      state: "partly checked",
      today: "fail",
      controls: [control("encryption-at-rest", "Data at rest is encrypted", [volumes, byDefault], atRest, restRules)],
      more: { params: { customerManagedKeys: true } },
    },
  ],
  [
    "In every region we have set",
    {
      state: "checked",
      today: "pass",
      controls: [control("encryption-at-rest", "Data at rest is encrypted", [byDefault], [], restRules)],
    },
  ],
  [
    "Every managed database encrypts",
    {
      state: "partly checked",
      today: "unknown",
      controls: [control("encryption-at-rest", "Data at rest is encrypted", [instances], atRest, restRules)],
    },
  ],
  [
    "Snapshots of drives",
    {
      state: "partly checked",
      today: "pass",
      controls: [control("encryption-at-rest", "Data at rest is encrypted", [snapshots], atRest, restRules)],
    },
  ],
  [
    "They are keys of our own",
    {
      state: "partly checked",
      today: "fail",
      controls: [control("encryption-at-rest", "Data at rest is encrypted", [volumes, snapshots], atRest, restRules)],
    },
  ],
  [
    "Load balancers accept connections",
    {
      state: "partly checked",
      today: "pass",
      controls: [
        control("encryption-in-transit", "Data in transit is encrypted", [listeners], [atRest[1]!], transitRules),
      ],
      more: {
        stale: {
          kind: "changed",
          accepted: {
            file: "policies/security.md",
            section: ["Security"],
            text: "Load balancers accept connections from the internet over TLS or SSH only.",
            hash: "sha256:0",
            by: "officer@example.com",
            at: "2025-11-03T08:00:00.000Z",
          },
        },
      },
    },
  ],
  [
    "A certificate is renewed",
    {
      state: "checked",
      today: "nothing to judge",
      controls: [control("encryption-in-transit", "Data in transit is encrypted", [certificates], [], transitRules)],
      more: { params: { days: 30 } },
    },
  ],
  ["Access to a database is granted", { state: "manual", manual: [manual] }],
  [
    "Every administrator has a key",
    { state: "manual", manual: [{ ...manual, nextReview: "2025-12-31", overdue: true }] },
  ],
  ["The monitoring server raises", { state: "not applicable", notApplicable: "Monitoring is bought as a service." }],
  [
    "security groups that nothing uses",
    {
      state: "checked",
      today: "fail",
      controls: [control("justified-ports", "Only justified ports are open", [idle], [], ["164.312(a)(1)"])],
    },
  ],
];

const PROMISES =
  /\b(?:is|are|must|may|can|has|have|keep|keeps|live|lets|admits|accept|accepts|refuse|speak|reach|raises)\b/;

export function sampleCoverage(): Covered {
  const document = readPolicy(sampleSource);
  const clauses = document.sentences.flatMap(({ clause }): CoveredClause[] => {
    const found = said.find(([part]) => clause.text.includes(part));
    const words = PROMISES.exec(clause.text)?.[0];
    if (found === undefined && words === undefined) return [];
    const { more, ...rest } = found?.[1] ?? {};
    const none = {
      state: "uncovered",
      today: null,
      controls: [],
      manual: [],
      normative: `“${words ?? "configuration"}”`,
    } as const;
    return [{ ...none, ...rest, clause: { ...clause, ...more } }];
  });
  const { sentences, id: policy, title, version, file } = document;
  const gone: CoveredClause = {
    clause: {
      ...sentences[0]!.clause,
      line: 1,
      column: 1,
      text: "Backups of the log server are tested every month.",
      hash: `sha256:${"ab".repeat(32)}`,
      stale: {
        kind: "vanished",
        accepted: {
          file: "policies/security.md",
          section: ["Security"],
          text: "Backups of the log server are tested every month.",
          hash: `sha256:${"ab".repeat(32)}`,
          by: "officer@example.com",
          at: "2025-11-03T08:00:00.000Z",
        },
      },
    },
    state: "manual",
    today: null,
    normative: "the configuration",
    controls: [],
    manual: [manual],
  };
  const unasked = { ...checked("vpc-flow-logs-enabled", "VPC flow logs are on", today("fail", 4, 2)), demanded: false };
  return {
    sources: [sampleSource],
    documents: [document],
    coverage: {
      documents: [{ policy, title, version, file }],
      scan: {
        id: "7f3c2a90",
        started: "2026-01-14T09:12:33.120Z",
        source: "live",
        flaw: "2 of 112 cells are unknown",
      },
      clauses,
      gone: [gone],
      checks: [volumes, byDefault, instances, snapshots, listeners, certificates, idle, unasked],
    },
    findings: [
      ...Array.from({ length: 23 }, (_, i) => finding(volumes.id, i)),
      finding(instances.id, 0, { message: "RDS instance records is not encrypted", customer: "Alder Clinic" }),
      ...Array.from({ length: 2 }, (_, i) =>
        finding(idle.id, i, { message: `Security group sg-${i} is used by nothing` }),
      ),
    ],
  };
}
