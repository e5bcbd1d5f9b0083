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
  "ebs-snapshot-encrypted": {
    control: "encryption-at-rest",
    section: "Drives",
    text: "Every snapshot of a drive is encrypted.",
  },
  "ebs-encrypted-by-default": {
    control: "encryption-at-rest",
    section: "Drives",
    text: "New drives are encrypted without anybody asking for it.",
  },
  "image-encrypted": {
    control: "encryption-at-rest",
    section: "Drives",
    text: "Machine images hold encrypted drives only.",
  },
  "rds-snapshot-encrypted": {
    control: "encryption-at-rest",
    section: "Databases",
    text: "Every snapshot of a database server is encrypted.",
  },
  "rds-cluster-snapshot-encrypted": {
    control: "encryption-at-rest",
    section: "Databases",
    text: "Every snapshot of a database cluster is encrypted.",
  },
  "rds-snapshot-not-shared": {
    control: "database-access",
    section: "Databases",
    text: "Snapshots of database servers are shared with nobody whom we do not know.",
  },
  "rds-cluster-snapshot-not-shared": {
    control: "database-access",
    section: "Databases",
    text: "Snapshots of database clusters stay with us.",
  },
  "rds-subnet-group-is-private": {
    control: "database-access",
    section: "Databases",
    text: "Databases live where no route leads to the internet.",
  },
  "rds-instance-forces-tls": {
    control: "encryption-in-transit",
    section: "Databases",
    text: "Database servers turn away whoever comes without encryption.",
  },
  "rds-cluster-forces-tls": {
    control: "encryption-in-transit",
    section: "Databases",
    text: "Database clusters turn away whoever comes without encryption.",
  },
  "rds-proxy-requires-tls": {
    control: "encryption-in-transit",
    section: "Databases",
    text: "Database proxies turn away whoever comes without encryption.",
  },
  "rds-instance-backup-retention": {
    control: "backup",
    section: "Backups",
    text: "Backups of database servers are kept for a week.",
  },
  "rds-cluster-backup-retention": {
    control: "backup",
    section: "Backups",
    text: "Backups of database clusters are kept for a week.",
  },
  "rds-instance-deletion-protection": {
    control: "backup",
    section: "Backups",
    text: "Nobody deletes a database server by one command.",
  },
  "rds-cluster-deletion-protection": {
    control: "backup",
    section: "Backups",
    text: "Nobody deletes a database cluster by one command.",
  },
  "listener-tls-policy-is-modern": {
    control: "encryption-in-transit",
    section: "Load balancers",
    text: "Load balancers accept modern encryption only.",
  },
  "load-balancer-access-logs-enabled": {
    control: "logging",
    section: "Load balancers",
    text: "Load balancers write down who asked for what.",
  },
  "classic-listener-uses-tls": {
    control: "encryption-in-transit",
    section: "Load balancers",
    text: "Load balancers of the old kind take encrypted connections only.",
  },
  "classic-backend-uses-tls": {
    control: "encryption-in-transit",
    section: "Load balancers",
    text: "Load balancers of the old kind speak to servers under encryption.",
  },
  "classic-listener-tls-policy-is-modern": {
    control: "encryption-in-transit",
    section: "Load balancers",
    text: "Those of the old kind accept modern encryption only.",
  },
  "classic-load-balancer-access-logs-enabled": {
    control: "logging",
    section: "Load balancers",
    text: "Those of the old kind write down who asked for what.",
  },
  "acm-certificate-key-is-strong": {
    control: "encryption-in-transit",
    section: "Certificates",
    text: "Certificates have keys that nobody can guess.",
  },
  "acm-certificate-not-expiring": {
    control: "encryption-in-transit",
    section: "Certificates",
    text: "Certificates are renewed in time.",
  },
  "iam-certificate-key-is-strong": {
    control: "encryption-in-transit",
    section: "Certificates",
    text: "Uploaded certificates have keys that nobody can guess.",
  },
  "iam-certificate-not-expiring": {
    control: "encryption-in-transit",
    section: "Certificates",
    text: "Uploaded certificates are replaced in time.",
  },
  "default-security-group-is-closed": {
    control: "justified-ports",
    section: "Ports",
    text: "What nobody chose a firewall for can neither call nor be called.",
  },
  "security-group-is-used": {
    control: "justified-ports",
    section: "Ports",
    text: "Firewalls without servers are cleared away.",
  },
  "network-acl-not-open-to-admin-ports": {
    control: "justified-ports",
    section: "Ports",
    text: "No network lets the world to its administrators' doors.",
  },
  "vpc-flow-logs-enabled": {
    control: "logging",
    section: "Networks",
    text: "Every network notes who talked to whom.",
  },
};

/** The checks that this test holds; the others are switched off in its configurations. */
export const held: ReadonlySet<string> = new Set(Object.keys(sentences));

const drawn = "held where networks are drawn, against what the proof says of the drawing";
const supplied = "moto lacks the call that lists them, and is supplied with an empty answer";
const unbuilt = "no world has anything for it yet";

/** The checks that the worlds' tables do not hold, and why. */
export const notHeld: ReadonlyMap<string, string> = new Map([
  ["bastion-reached-only-as-registered", drawn],
  ["database-reached-only-as-registered", drawn],
  ["databases-are-on-separate-hosts", drawn],
  ["access-row-is-reviewed", drawn],
  ["access-row-is-used", drawn],
  ["server-reached-only-as-registered", drawn],
  ["server-faces-outside-only-by-role", drawn],
  ["customer-networks-do-not-overlap", drawn],
  ["customers-do-not-reach-each-other", drawn],
  ["network-has-private-addresses", drawn],
  ["network-serves-one-customer", drawn],
  ["client-vpn-is-absent", supplied],
  ["instance-connect-endpoint-is-absent", supplied],
  ["rds-cluster-has-no-side-door", unbuilt],
  ["security-group-rule-is-needed", unbuilt],
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
