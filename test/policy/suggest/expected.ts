/** Our own policies, and which of their clauses demands which control, by a quote. Written down before the code. */

/** A policy as it is read: its documents, and control → quotes of the clauses of which one must come first. */
export interface Example {
  readonly name: string;
  readonly files: readonly string[];
  readonly first: Readonly<Record<string, readonly string[]>>;
  /** Controls for which another clause comes first; at most one of the eleven. */
  readonly known?: readonly string[];
}

export const examples: readonly Example[] = [
  {
    name: "a startup's prose under one heading",
    files: ["startup.md"],
    first: {
      "encryption-at-rest": ["The disks of all our servers are encrypted"],
      "encryption-in-transit": ["Nothing travels in the clear"],
      "justified-ports": ["every other port stays shut"],
      "database-access": ["Nobody but the application speaks to the database"],
      "remote-access": ["There is no other way into the machines from outside"],
      "network-segmentation": ["gets a private network to itself", "Two practices never share one"],
      "database-separation": ["in two separate databases"],
      backup: ["Every night the database is backed up"],
      logging: ["We keep a record of the traffic"],
      "intrusion-detection": ["Suricata watches for intruders"],
      "disaster-recovery": ["we would go on in Stockholm"],
    },
  },
  {
    name: "a formal policy, numbered down to §17.12.3",
    files: ["formal.md"],
    first: {
      "encryption-at-rest": ["Volumes, database storage and snapshots"],
      "encryption-in-transit": ["Registry data shall be encrypted whenever it is transmitted"],
      "justified-ports": ["Only ports and protocols for which a business justification"],
      "database-access": ["Database servers shall be placed in private subnets"],
      "remote-access": ["shall not be reachable from outside except through the bastion"],
      "network-segmentation": ["shall be assigned a dedicated virtual private cloud"],
      "database-separation": ["Identifying data and clinical data"],
      backup: ["A full backup of each database"],
      logging: ["Flow logs shall be enabled"],
      "intrusion-detection": ["An intrusion detection system shall inspect"],
      "disaster-recovery": ["In the event of a disaster"],
    },
  },
  {
    name: "a handbook of several files, in imperatives behind run-in headings",
    files: ["freight/01-ground-rules.md", "freight/02-platform.md", "freight/03-watch.md"],
    // The sentence behind it, on the logs of load balancers, which demands the control as well.
    known: ["logging"],
    first: {
      "encryption-at-rest": ["Encrypt every drive and every snapshot"],
      "encryption-in-transit": ["Terminate TLS at the load balancer"],
      "justified-ports": ["Open nothing to the internet without a ticket"],
      "database-access": ["Reach databases over an SSH tunnel"],
      "remote-access": ["Come in through the bastion"],
      "network-segmentation": ["Never put two shippers"],
      "database-separation": ["Keep cargo manifests and customer identities"],
      backup: ["Run them nightly on all databases"],
      logging: ["Turn them on in every VPC"],
      "intrusion-detection": ["Keep GuardDuty on"],
      "disaster-recovery": ["Fail over to Dublin"],
    },
  },
  {
    name: "a standard in tables, under underlined headings",
    files: ["matrix.md"],
    first: {
      "encryption-at-rest": ["Block devices, object stores and managed databases"],
      "encryption-in-transit": ["Every hop a payment takes"],
      "justified-ports": ["Inbound rules MUST name the port"],
      "database-access": ["Databases MUST NOT be resolvable"],
      "remote-access": ["Interactive logins to hosts from outside"],
      "network-segmentation": ["Business units MUST be isolated"],
      "database-separation": ["The ledger and the customer master"],
      backup: ["Point-in-time recovery MUST be switched on"],
      logging: ["VPC flow logs and load balancer access logs"],
      "intrusion-detection": ["Network and host sensors"],
      "disaster-recovery": ["Tier 1 systems MUST fail over"],
    },
  },
];

/** Policies that speak of no control, though they use its words. */
export const unrelated: readonly string[] = [
  "unrelated/people.md",
  "unrelated/premises.md",
  "unrelated/acceptable-use.md",
];

/** Quote → the figures that its clause demands, by control. */
export const figures: readonly { readonly control: string; readonly quote: string; readonly params: object }[] = [
  { control: "backup", quote: "Every night the database is backed up", params: { backupRetentionDays: 21 } },
  { control: "backup", quote: "A full backup of each database", params: { backupRetentionDays: 35 } },
  { control: "backup", quote: "Run them nightly on all databases", params: { backupRetentionDays: 14 } },
  { control: "backup", quote: "Point-in-time recovery", params: { backupRetentionDays: 35 } },
  { control: "encryption-in-transit", quote: "Every hop a payment takes", params: { minimumProtocol: "TLSv1.3" } },
  {
    control: "encryption-at-rest",
    quote: "Volumes, database storage and snapshots",
    params: { customerManagedKeys: true },
  },
  {
    control: "encryption-in-transit",
    quote: "Registry data shall be encrypted whenever it is transmitted",
    params: { minimumProtocol: "TLSv1.2", rsaBits: 3072 },
  },
];

/** Policies of one sentence: the control that it speaks of; null for none. */
export const single: readonly (readonly [control: string | null, sentence: string])[] = [
  ["encryption-at-rest", "All disks must be encrypted."],
  ["encryption-at-rest", "All data stored in our databases shall be encrypted using AES-256."],
  ["encryption-at-rest", "Data must never be stored unencrypted."],
  ["encryption-in-transit", "All connections must use TLS 1.2 or later."],
  ["encryption-in-transit", "Plain HTTP is prohibited."],
  ["encryption-in-transit", "All API endpoints are served over HTTPS only."],
  ["backup", "Backups are taken nightly and retained for 35 days."],
  ["backup", "We keep daily copies of all databases for thirty days."],
  ["backup", "Database snapshots must be retained for at least 14 days."],
  ["justified-ports", "Firewalls deny all traffic by default."],
  ["justified-ports", "Only ports 443 and 22 may be open to the Internet."],
  ["justified-ports", "All inbound traffic is blocked unless explicitly allowed."],
  ["remote-access", "Administrators connect to servers only via VPN."],
  ["remote-access", "RDP must not be exposed to the internet."],
  ["database-access", "Databases must not be publicly accessible."],
  ["database-access", "Only application servers may connect to the database."],
  ["network-segmentation", "Production and development environments run in separate VPCs."],
  ["network-segmentation", "Customer networks are isolated from each other."],
  ["logging", "CloudTrail must be enabled in all regions."],
  ["logging", "All access to ePHI is logged."],
  ["intrusion-detection", "Network traffic must be monitored for suspicious activity."],
  ["disaster-recovery", "Systems must be restorable in a second region."],
  ["database-separation", "Identifying and clinical data must be kept in separate databases."],
  ["database-separation", "No single database server holds the complete patient record."],
  [null, "Doors must be locked."],
  [null, "Passwords must be stored encrypted with bcrypt."],
  [null, "Laptops must be encrypted."],
  [null, "Backup tapes are stored offsite."],
  [null, "Visitors must be logged."],
  [null, "The server room must be connected to backup power."],
  [null, "Database administrators must undergo background checks."],
  [null, "The network team restricts access to the port area of the building."],
  [null, "Encryption keys must not be stored on disk with the data."],
  [null, "Data must be backed up neither on personal drives nor on USB sticks."],
  [null, "Remote employees must lock their screens when they leave."],
];
