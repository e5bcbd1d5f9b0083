/** The written policy that the worlds are held to: a sentence a check. */
import type { Clause } from "../../../src/contract/index.ts";

interface Sentence {
  readonly control: string;
  readonly section: string;
  readonly text: string;
}

const version = "7";
const title = "Policy of the Moto Works";

const sentences: Readonly<Record<string, Sentence>> = {
  "ebs-volume-encrypted": {
    control: "encryption-at-rest",
    section: "Drives",
    text: "Every drive is encrypted, attached or not.",
  },
  "rds-instance-encrypted": {
    control: "encryption-at-rest",
    section: "Databases",
    text: "Every database server encrypts its storage.",
  },
  "rds-cluster-encrypted": {
    control: "encryption-at-rest",
    section: "Databases",
    text: "Every database cluster encrypts the storage that its members share.",
  },
  "rds-instance-not-public": {
    control: "database-access",
    section: "Databases",
    text: "No database server has an address on the internet.",
  },
  "listener-uses-tls": {
    control: "encryption-in-transit",
    section: "Load balancers",
    text: "Load balancers take encrypted connections only, and send browsers that come with others to those.",
  },
  "target-group-uses-tls": {
    control: "encryption-in-transit",
    section: "Load balancers",
    text: "What a load balancer passes on to a server stays encrypted.",
  },
  "security-group-opens-only-justified-ports": {
    control: "justified-ports",
    section: "Ports",
    text: "Only ports with a written reason are open to the internet.",
  },
  "security-group-not-all-open": {
    control: "justified-ports",
    section: "Ports",
    text: "No firewall rule admits everything.",
  },
};

/** The checks that this test holds; the others are switched off in its configurations. */
export const held: ReadonlySet<string> = new Set(Object.keys(sentences));

/** The checks for which the worlds have no rows yet. */
export const notHeld: ReadonlySet<string> = new Set([
  "acm-certificate-key-is-strong",
  "acm-certificate-not-expiring",
  "classic-backend-uses-tls",
  "classic-listener-tls-policy-is-modern",
  "classic-listener-uses-tls",
  "classic-load-balancer-access-logs-enabled",
  "default-security-group-is-closed",
  "ebs-encrypted-by-default",
  "ebs-snapshot-encrypted",
  "iam-certificate-key-is-strong",
  "iam-certificate-not-expiring",
  "image-encrypted",
  "listener-tls-policy-is-modern",
  "load-balancer-access-logs-enabled",
  "network-acl-not-open-to-admin-ports",
  "rds-cluster-backup-retention",
  "rds-cluster-deletion-protection",
  "rds-cluster-forces-tls",
  "rds-cluster-snapshot-encrypted",
  "rds-cluster-snapshot-not-shared",
  "rds-instance-backup-retention",
  "rds-instance-deletion-protection",
  "rds-instance-forces-tls",
  "rds-proxy-requires-tls",
  "rds-snapshot-encrypted",
  "rds-snapshot-not-shared",
  "rds-subnet-group-is-private",
  "security-group-is-used",
  "vpc-flow-logs-enabled",
]);

/** The same of every check. */
export function everyCheck<Row>(row: Row): Record<string, Row> {
  return Object.fromEntries([...held].map((check) => [check, row]));
}

/** The document. */
export function policyText(): string {
  const sections = Map.groupBy(Object.values(sentences), ({ section }) => section);
  const paragraphs = [...sections].map(([section, of]) => `## ${section}\n\n${of.map(({ text }) => text).join(" ")}\n`);
  return `---\nversion: "${version}"\n---\n\n# ${title}\n\n${paragraphs.join("\n")}`;
}

/** The bindings of the sentences to the checks; `params` by check. */
export function bindings(params: Readonly<Record<string, unknown>> = {}): readonly object[] {
  return Object.entries(sentences).map(([check, { control, text }]) => ({
    control,
    checks: [check],
    clauses: [{ quote: text }],
    ...(params[check] === undefined ? {} : { params: params[check] }),
  }));
}

/** The sentence that a finding of the check is to quote. */
export function sentenceOf(check: string): string {
  return sentences[check]?.text ?? `(the policy has no sentence for ${check})`;
}

/** What a finding is to cite; what was computed from the text is left out. */
export function citation({ policy, title, version, section, link, text }: Partial<Clause>): object {
  return { policy, title, version: version?.label, section, link, text };
}

export function citationFor(check: string): object {
  const section = sentences[check]?.section ?? "";
  const link = `policy.md#${section.toLowerCase().replaceAll(" ", "-")}`;
  return { policy: "policy", title, version, section: [title, section], link, text: sentenceOf(check) };
}
