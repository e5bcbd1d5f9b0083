/** Events as a scan tells them: builders of each, and a story of a small health company for the eye. */
import type {
  AccountRead,
  Cell,
  CellReason,
  CellStatus,
  CheckSummary,
  Clause,
  Finding,
  ScanEvent,
  ScanStarted,
  Severity,
  Summary,
  Unit,
  UnknownResource,
  Unreadable,
} from "../../src/contract/index.ts";

export const production = { account: "111122223333", accountName: "production" };
export const staging = { account: "444455556666", accountName: "staging" };

export function unit(account: { account: string; accountName?: string }, region: string): Unit {
  return { ...account, partition: "aws", region };
}

export function clause(text: string, line: number, section: readonly string[]): Clause {
  return {
    policy: "information-security",
    title: "Information security policy",
    version: { label: "2.3", from: "front matter" },
    section: ["Information security policy", ...section],
    link: `config/policies/information-security.md#${section.at(-1)?.toLowerCase().replaceAll(" ", "-")}`,
    file: "config/policies/information-security.md",
    line,
    column: 1,
    text,
    hash: `sha256:${line.toString(16).padStart(64, "0")}`,
  };
}

export function check(
  id: string,
  control: string,
  severity: Severity,
  title: string,
  clauses: readonly Clause[] = [],
): CheckSummary {
  const titleOfControl = `${control[0]!.toUpperCase()}${control.slice(1).replaceAll("-", " ")}`;
  return {
    id,
    controls: [control],
    controlTitles: [titleOfControl],
    severity,
    title,
    why: `Without it, whoever gets near what ${id} looks at can read the health records that pass through it or lie on it.`,
    fix: "Plan a short window, make the change on a copy first, swap the copy in, and turn on the account's default so that it does not come back.",
    params: {},
    clauses,
  };
}

export function scan(checks: readonly CheckSummary[]): ScanStarted {
  return {
    type: "scan",
    format: 1,
    id: "scan-1",
    started: "2026-01-14T09:12:33.120Z",
    program: "clausewatch 0.1.0",
    source: "live",
    checks,
  };
}

export function account(
  of: { account: string; accountName?: string },
  regions: readonly string[],
  disabled: readonly string[] = [],
): AccountRead {
  return { type: "account", ...of, regions, disabled };
}

export function finding(check: CheckSummary, at: Unit, id: string, message: string, name?: string): Finding {
  return {
    type: "finding",
    key: `${at.account}/${at.region}/${check.id}/${id}`,
    unit: at,
    check: check.id,
    severity: check.severity,
    resource: {
      type: "AWS::EC2::Volume",
      id,
      arn: `arn:aws:ec2:${at.region}:${at.account}:volume/${id}`,
      ...(name === undefined ? {} : { name }),
    },
    message,
    detail: "",
    clauses: check.clauses,
  };
}

export function unknown(check: CheckSummary, at: Unit, id: string | null, why: string): UnknownResource {
  const resource = id === null ? null : { type: "AWS::EC2::Volume", id, arn: `arn:aws:ec2:::volume/${id}` };
  return { type: "unknown", unit: at, check: check.id, resource, why };
}

export function cell(
  check: CheckSummary,
  at: Unit,
  status: CellStatus,
  resources: Partial<Cell["resources"]> = {},
  reasons: readonly CellReason[] = [],
  notApplicable: Readonly<Record<string, number>> = {},
): Cell {
  const none = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
  return {
    type: "cell",
    unit: at,
    check: check.id,
    status,
    resources: { ...none, ...resources },
    reasons,
    notApplicable,
  };
}

export function denied(at: Unit, action: string, listing: string): CellReason {
  const unreadable: Unreadable = {
    kind: "denied",
    api: action,
    action,
    code: "UnauthorizedOperation",
    message: `You are not authorized to perform this operation. User: arn:aws:sts::${at.account}:assumed-role/clausewatch/scan is not authorized to perform: ${action} (request ${at.region})`,
    account: at.account,
    region: at.region,
  };
  return { kind: "unreadable", listing, unreadable };
}

/** The summary that belongs to these events. */
export function summary(events: readonly ScanEvent[]): Summary {
  const cells = { planned: 0, pass: 0, fail: 0, unknown: 0, "not-applicable": 0 };
  const findings = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
  const accounts = events.filter((event) => event.type === "account");
  for (const event of events) {
    if (event.type === "finding") findings[event.severity] += 1;
    if (event.type !== "cell") continue;
    cells.planned += 1;
    cells[event.status] += 1;
  }
  return {
    type: "summary",
    id: "scan-1",
    finished: "2026-01-14T09:12:36.480Z",
    cells,
    findings,
    accounts: accounts.length,
    accountsUnreadable: accounts.filter(({ unreadable }) => unreadable !== undefined).length,
  };
}

const atRest = clause("All drives and databases that can hold patient data are encrypted, on every server.", 31, [
  "Data protection",
  "Storage",
]);
const inTransit = clause(
  "All data transmission is encrypted, and it stays encrypted between the load balancers and the application servers.",
  44,
  ["Data protection", "Transmission"],
);
const databases = clause("Databases can be reached directly only over SSH through the bastion.", 58, [
  "Access",
  "Databases",
]);
const ports = clause("Only ports and protocols with a written justification are open.", 63, ["Access", "Network"]);

export const checks = {
  volumes: check("ebs-volume-encrypted", "encryption-at-rest", "high", "EBS volumes are encrypted", [atRest]),
  instances: check("rds-storage-encrypted", "encryption-at-rest", "high", "RDS instances are encrypted", [atRest]),
  clusters: check("rds-cluster-encrypted", "encryption-at-rest", "high", "RDS clusters are encrypted", [atRest]),
  listeners: check("listener-uses-tls", "encryption-in-transit", "high", "Listeners use TLS", [inTransit]),
  targets: check("target-group-uses-tls", "encryption-in-transit", "medium", "Traffic to targets is encrypted", [
    inTransit,
  ]),
  public: check("rds-not-public", "database-access", "critical", "RDS instances are not publicly accessible", [
    databases,
  ]),
  ports: check(
    "security-group-ports-justified",
    "justified-ports",
    "critical",
    "Security groups open only justified ports to the internet",
    [ports],
  ),
  everything: check(
    "security-group-not-wide-open",
    "justified-ports",
    "high",
    "No security group admits all ports and protocols",
  ),
};

/** Two accounts, one of which lets us see no volumes and keeps a security group half unread. */
export function story(): ScanEvent[] {
  const { volumes, instances, clusters, listeners, targets, everything } = checks;
  const home = unit(production, "eu-central-1");
  const second = unit(production, "eu-west-1");
  const elsewhere = [
    "ap-northeast-1",
    "ap-south-1",
    "ca-central-1",
    "eu-north-1",
    "eu-west-2",
    "eu-west-3",
    "us-east-1",
    "us-west-2",
  ];
  const regions = ["eu-central-1", "eu-west-1", ...elsewhere];
  const at = (region: string) => unit(staging, region);
  const listener =
    "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/portal/50dc6c495c0c9188/f2f7dc8efc522ab2";
  const halfRead = "the answer of ec2:DescribeSecurityGroups lacks IpPermissions[1].IpProtocol";
  const events: ScanEvent[] = [
    scan(Object.values(checks)),
    account(production, ["eu-central-1", "eu-west-1"], ["af-south-1", "ap-east-1", "me-south-1"]),
    account(staging, regions, [
      "af-south-1",
      "ap-east-1",
      "eu-south-1",
      "eu-south-2",
      "il-central-1",
      "me-central-1",
      "me-south-1",
    ]),
    finding(
      volumes,
      home,
      "vol-0d4c1f0b7a9e6e213",
      "vol-0d4c1f0b7a9e6e213 is not encrypted; i-0f2b9c41c7d3a8e55 uses it",
      "test box data",
    ),
    finding(volumes, second, "vol-0aa93b1c55f20e7d1", "vol-0aa93b1c55f20e7d1 is not encrypted", "percona-2-data"),
    cell(volumes, home, "fail", { pass: 39, fail: 1 }),
    cell(volumes, second, "fail", { pass: 4, fail: 1 }),
    cell(instances, home, "pass", { pass: 5 }),
    cell(instances, second, "pass", { pass: 2 }),
    finding(
      listeners,
      home,
      listener,
      "listener on port 80 of portal answers over HTTP: rule 2 forwards instead of redirecting",
    ),
    cell(listeners, home, "fail", { pass: 6, fail: 1, notApplicable: 1 }, [], {
      "a gateway load balancer carries no sessions": 1,
    }),
    cell(listeners, second, "pass", { pass: 2 }),
    finding(
      targets,
      home,
      "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/portal-app/73e2d6bc24d8a067",
      "portal-app sends HTTP to its 3 targets on port 8080",
      "portal-app",
    ),
    cell(targets, home, "fail", { pass: 2, fail: 1, notApplicable: 2 }, [], { "targets are Lambda functions": 2 }),
    cell(targets, second, "not-applicable"),
    cell(checks.public, home, "pass", { pass: 5 }),
    cell(checks.public, second, "pass", { pass: 2 }),
    finding(
      checks.ports,
      home,
      "sg-0c1a55b9f0e3d7712",
      "sg-0c1a55b9f0e3d7712 opens TCP 5432 to 0.0.0.0/0, which no justification covers",
      "postgres-temp",
    ),
    finding(
      checks.ports,
      home,
      "sg-07f3e1d2c9b8a6054",
      "sg-07f3e1d2c9b8a6054 opens TCP 22 to 0.0.0.0/1 and 128.0.0.0/1, together the whole internet",
      "test box",
    ),
    cell(checks.ports, home, "fail", { pass: 11, fail: 2 }),
    unknown(checks.ports, second, "sg-0e0e0e0e0e0e0e0e0", halfRead),
    cell(checks.ports, second, "unknown", { pass: 3, unknown: 1 }, [{ kind: "items", count: 1, why: halfRead }]),
    finding(
      everything,
      home,
      "sg-07f3e1d2c9b8a6054",
      "sg-07f3e1d2c9b8a6054 admits every protocol and port from 10.0.0.0/8",
      "test box",
    ),
    cell(everything, home, "fail", { pass: 12, fail: 1 }),
    unknown(everything, second, "sg-0e0e0e0e0e0e0e0e0", halfRead),
    cell(everything, second, "unknown", { pass: 3, unknown: 1 }, [{ kind: "items", count: 1, why: halfRead }]),
    cell(clusters, home, "not-applicable"),
    cell(clusters, second, "not-applicable"),
    ...regions.map((region) =>
      cell(volumes, at(region), "unknown", {}, [denied(at(region), "ec2:DescribeVolumes", "ec2.volumes")]),
    ),
    ...[instances, clusters, listeners, targets, checks.public].flatMap((check) =>
      regions.map((region) => cell(check, at(region), "not-applicable")),
    ),
    ...[checks.ports, everything].flatMap((check) =>
      regions.map((region) => cell(check, at(region), "pass", { pass: 1 })),
    ),
  ];
  return [...events, summary(events)];
}
