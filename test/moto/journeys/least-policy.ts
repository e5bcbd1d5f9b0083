import assert from "node:assert/strict";
import { account, type Credentials } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import { build } from "../kit/hold.ts";
import { allow, createIamUser } from "../kit/iam.ts";
import type { Moto } from "../kit/server.ts";
import { inOrder, tableOf, type Row, type Rows } from "../kit/table.ts";
import { together } from "../kit/world.ts";
import { certificates } from "../worlds/certificates.ts";
import { classicLoadBalancers } from "../worlds/classic.ts";
import { databaseCopies } from "../worlds/database-copies.ts";
import { loadBalancers } from "../worlds/load-balancers.ts";
import { networks } from "../worlds/networks.ts";
import { justified, securityGroups } from "../worlds/security-groups.ts";
import { snapshots } from "../worlds/snapshots.ts";
import type { Journey } from "./journey.ts";

const opened = "security-group-opens-only-justified-ports";

/** Every action of the policy, and the checks that cannot judge without it. What `opened` loses, see `openedWithout`. */
const needs: Readonly<Record<string, readonly string[]>> = {
  "acm:ListCertificates": ["acm-certificate-key-is-strong", "acm-certificate-not-expiring"],
  "ec2:DescribeFlowLogs": ["vpc-flow-logs-enabled"],
  "ec2:DescribeImages": ["image-encrypted"],
  "ec2:DescribeInstances": [],
  "ec2:DescribeInternetGateways": [],
  "ec2:DescribeManagedPrefixLists": [],
  "ec2:DescribeNetworkAcls": ["network-acl-not-open-to-admin-ports"],
  "ec2:DescribeNetworkInterfaces": ["security-group-is-used"],
  // The regions are named in the configuration.
  "ec2:DescribeRegions": [],
  "ec2:DescribeRouteTables": ["rds-subnet-group-is-private"],
  "ec2:DescribeSecurityGroups": [
    "default-security-group-is-closed",
    "security-group-is-used",
    "security-group-not-all-open",
    opened,
  ],
  "ec2:DescribeSnapshots": ["ebs-snapshot-encrypted"],
  "ec2:DescribeSubnets": ["rds-subnet-group-is-private", "vpc-flow-logs-enabled"],
  "ec2:DescribeVolumes": ["ebs-volume-encrypted"],
  "ec2:DescribeVpcBlockPublicAccessExclusions": [],
  "ec2:DescribeVpcBlockPublicAccessOptions": [],
  "ec2:DescribeVpcPeeringConnections": [],
  "ec2:DescribeVpcs": ["vpc-flow-logs-enabled"],
  "ec2:GetEbsEncryptionByDefault": ["ebs-encrypted-by-default"],
  "ec2:GetManagedPrefixListEntries": [],
  "elasticloadbalancing:DescribeListeners": [
    "listener-tls-policy-is-modern",
    "listener-uses-tls",
    "load-balancer-access-logs-enabled",
    "target-group-uses-tls",
  ],
  "elasticloadbalancing:DescribeLoadBalancerAttributes": [
    "classic-load-balancer-access-logs-enabled",
    "load-balancer-access-logs-enabled",
  ],
  "elasticloadbalancing:DescribeLoadBalancerPolicies": ["classic-listener-tls-policy-is-modern"],
  "elasticloadbalancing:DescribeLoadBalancers": [
    "classic-backend-uses-tls",
    "classic-listener-tls-policy-is-modern",
    "classic-listener-uses-tls",
    "classic-load-balancer-access-logs-enabled",
    "listener-tls-policy-is-modern",
    "listener-uses-tls",
    "load-balancer-access-logs-enabled",
    "target-group-uses-tls",
  ],
  "elasticloadbalancing:DescribeRules": ["listener-uses-tls"],
  "elasticloadbalancing:DescribeSSLPolicies": ["listener-tls-policy-is-modern"],
  "elasticloadbalancing:DescribeTargetGroupAttributes": [],
  "elasticloadbalancing:DescribeTargetGroups": ["target-group-uses-tls"],
  "elasticloadbalancing:DescribeTargetHealth": [],
  "iam:GetServerCertificate": ["iam-certificate-key-is-strong"],
  "iam:ListServerCertificates": ["iam-certificate-key-is-strong", "iam-certificate-not-expiring"],
  "rds:DescribeDBClusterParameters": ["rds-cluster-forces-tls"],
  "rds:DescribeDBClusterSnapshotAttributes": ["rds-cluster-snapshot-not-shared"],
  "rds:DescribeDBClusterSnapshots": ["rds-cluster-snapshot-encrypted", "rds-cluster-snapshot-not-shared"],
  "rds:DescribeDBClusters": [
    "rds-cluster-backup-retention",
    "rds-cluster-deletion-protection",
    "rds-cluster-encrypted",
    "rds-cluster-forces-tls",
    "rds-subnet-group-is-private",
  ],
  "rds:DescribeDBInstances": [
    "rds-instance-backup-retention",
    "rds-instance-deletion-protection",
    "rds-instance-encrypted",
    "rds-instance-forces-tls",
    "rds-instance-not-public",
    "rds-subnet-group-is-private",
  ],
  "rds:DescribeDBParameters": ["rds-instance-forces-tls"],
  "rds:DescribeDBProxies": ["rds-proxy-requires-tls"],
  "rds:DescribeDBProxyEndpoints": [],
  "rds:DescribeDBSnapshotAttributes": ["rds-snapshot-not-shared"],
  "rds:DescribeDBSnapshots": ["rds-snapshot-encrypted", "rds-snapshot-not-shared"],
  "rds:DescribeDBSubnetGroups": ["rds-subnet-group-is-private"],
};

/**
 * The actions that tell who may have a group, and the listings that they give: without them no row of the register can be
 * said to be about it or not.
 */
const tellWhoHas: Readonly<Record<string, readonly string[]>> = {
  "ec2:DescribeInstances": ["ec2.instances"],
  "ec2:DescribeNetworkInterfaces": ["ec2.network-interfaces"],
  "ec2:DescribeSubnets": ["ec2.subnets"],
  "ec2:DescribeVpcs": ["ec2.vpcs"],
  "elasticloadbalancing:DescribeLoadBalancers": ["elbv2.load-balancers", "elb.load-balancers"],
  "rds:DescribeDBClusters": ["rds.db-clusters"],
  "rds:DescribeDBInstances": ["rds.db-instances"],
  "rds:DescribeDBProxies": ["rds.db-proxies"],
  "rds:DescribeDBProxyEndpoints": ["rds.db-proxy-endpoints"],
  "rds:DescribeDBSubnetGroups": ["rds.db-subnet-groups"],
};

/** Group → the prefix list that it lets in. */
const listed = { listed: "offices", "listed vendors": "vendors", "listed, nobody": "nobody" };

/** What an action tells of who is in them. */
const tellWhoIsIn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // That a list is there at all, so that one without entries holds nobody.
  "ec2:DescribeManagedPrefixLists": { "listed, nobody": "nobody" },
  // Lists of routes are asked for with those of groups, and hold together.
  "ec2:DescribeRouteTables": listed,
  "ec2:GetManagedPrefixListEntries": listed,
};

/** Whatever the list that nobody can see holds, this justifies it: with all read, all is decided. */
const rows = [justified("whoever", "internet", 22, "listed, unseen"), ...(securityGroups.rows ?? [])];

/** The groups that open anything, which some row may justify. */
const open = [
  "all",
  "all six",
  "bastion",
  "halves",
  "listed vendors",
  "listed",
  "not web",
  "ping",
  "ping six",
  "runs",
  "single",
  "six",
  "six halves",
  "tunnel",
  "web",
  "web and more",
  "wide bastion",
];

/** What `opened` says without an action, where it says anything else than with all. */
function openedWithout(action: string, whole: Row): Rows {
  const lost = { status: "unknown", unreadable: [refusal(action)] } as const;
  const listings = tellWhoHas[action];
  if (listings !== undefined) {
    const why = listings.map((listing) => `${listing} was not read`).join("; ");
    const unknown = open.map(
      (name) => `${name}: Security group ${name} (${name}) opens ports, and who has it cannot be said: ${why}`,
    );
    return { [opened]: inOrder({ ...lost, unknown }) };
  }
  const lists = Object.entries(tellWhoIsIn[action] ?? {});
  if (lists.length === 0) return {};
  const unknown = lists.map(
    ([name, list]) =>
      `${name}: Security group ${name} (${name}) opens ports to prefix lists that could not be read: ${list}`,
  );
  const findings = whole.findings!.filter((finding) => !lists.some(([name]) => finding.startsWith(`${name}: `)));
  const fail = findings.length;
  const pass = whole.pass! - (lists.length - (whole.fail! - fail));
  return { [opened]: inOrder({ ...whole, ...lost, pass, fail, findings, unknown }) };
}

/** Moto refuses calls of ACM in XML, where AWS answers in JSON as ever. */
const garbled: ReadonlySet<string> = new Set(["acm:ListCertificates"]);

/** What a scan says of an action that is not allowed. */
const refusal = (action: string): string =>
  garbled.has(action) ? `${action} malformed (SyntaxError)` : `${action} denied (AccessDenied)`;

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** The policy without one of its actions. */
function without({ Statement, ...rest }: Policy, action: string | null): Policy {
  const strip = (actions: readonly string[]) => actions.filter((other) => other !== action);
  return { ...rest, Statement: Statement.map((one) => ({ ...one, Action: strip(one.Action) })) };
}

/** Does something with nothing but the policy allowed; moto's own IAM decides. */
async function under<Result>({ url, enforceIam }: Moto, policy: Policy, act: () => Promise<Result>): Promise<Result> {
  await allow(url, "reader", policy);
  await enforceIam(true);
  try {
    return await act();
  } finally {
    await enforceIam(false);
  }
}

export const leastPolicy: Journey = {
  name: "least policy",
  async run(installed, moto, cases) {
    const region = "us-east-1";
    // Many calls are made for each load balancer, listener, snapshot and so on: there must be one of each kind.
    const world = together(
      [loadBalancers, classicLoadBalancers, certificates, databaseCopies, snapshots, networks, securityGroups],
      region,
    );
    const names = await build(world, moto.url);
    const reader: Credentials = await createIamUser(moto.url, "reader");
    const { params = {} } = world;
    const user = new User(installed, { regions: [region], params, network: { rows } });
    const policy = JSON.parse((await user.run(["iam-policy"])).stdout) as Policy;
    const rowsUnder = async (allowed: Policy): Promise<Rows> => {
      const { report } = await under(moto, allowed, () => user.scan([], reader));
      return tableOf(report, account, names)[region] ?? {};
    };

    await cases.check("least policy: it allows these actions and no others", () => {
      assert.deepEqual(policy.Statement.flatMap(({ Action }) => Action).sort(), Object.keys(needs));
    });
    // What an administrator is told.
    const whole = tableOf((await user.scan()).report, account, names)[region] ?? {};
    await cases.check("least policy: it is enough for every check", async () => {
      assert.deepEqual(await rowsUnder(policy), whole);
    });
    await cases.check(`least policy: ${opened} is decided where all is read`, () => {
      assert.equal(whole[opened]?.status, "fail");
    });
    for (const [action, checks] of Object.entries(needs)) {
      const opens = openedWithout(action, whole[opened]!);
      const unknown = [...checks, ...Object.keys(opens)].join(", ") || "no check";
      await cases.check(`least policy: without ${action}, unknown: ${unknown}`, async () => {
        const rows = await rowsUnder(without(policy, action));
        const lost = { status: "unknown", unreadable: [refusal(action)] };
        const lostRows = Object.fromEntries(checks.map((check) => [check, lost]));
        assert.deepEqual(rows, { ...whole, ...lostRows, ...opens });
      });
    }
    await cases.check("least policy: regions that nobody names are found, or the program fails", async () => {
      const everywhere = new User(installed, {});
      const blind = without(policy, "ec2:DescribeRegions");
      const { status, stdout } = await under(moto, blind, () => everywhere.scan([], reader));
      assert.equal(status, 1);
      assert.match(stdout, /grant the IAM action ec2:DescribeRegions/);
    });
    await cases.check("least policy: doctor finds all well", async () => {
      const { status, stdout } = await under(moto, policy, () => user.run(["doctor"], reader));
      for (const action of Object.keys(needs).filter((action) => action !== "ec2:DescribeRegions")) {
        // What there is nothing to ask about is not said to be allowed.
        assert.match(stdout, new RegExp(`(✔ ${action} |– ${action}: not tried)`));
      }
      assert.match(stdout, new RegExp(`✔ arn:aws:iam::${account}:user/reader`));
      assert.equal(status, 0);
    });
    await cases.check("least policy: doctor names what is missing", async () => {
      const poor = without(policy, "ec2:DescribeVolumes");
      const { status, stdout } = await under(moto, poor, () => user.run(["doctor"], reader));
      // A long line is set as a paragraph, what to do as a line of its own.
      assert.match(stdout, /✘ us-east-1: ec2:DescribeVolumes: AccessDenied: [^✘✔]*\n\s+grant ec2:DescribeVolumes\n/);
      assert.equal(status, 4);
    });
  },
};
