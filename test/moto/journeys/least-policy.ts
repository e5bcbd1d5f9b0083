import assert from "node:assert/strict";
import { account, type Credentials } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import { build, expectedOf } from "../kit/hold.ts";
import { allow, createIamUser } from "../kit/iam.ts";
import type { Moto } from "../kit/server.ts";
import { tableOf, type Rows } from "../kit/table.ts";
import { together } from "../kit/world.ts";
import { loadBalancers } from "../worlds/load-balancers.ts";
import { securityGroups } from "../worlds/security-groups.ts";
import type { Journey } from "./journey.ts";

/** Every action of the policy, and the checks that cannot judge without it. */
const needs: Readonly<Record<string, readonly string[]>> = {
  "ec2:DescribeManagedPrefixLists": ["security-group-opens-only-justified-ports"],
  // The regions are named in the configuration.
  "ec2:DescribeRegions": [],
  "ec2:DescribeSecurityGroups": ["security-group-not-all-open", "security-group-opens-only-justified-ports"],
  "ec2:DescribeVolumes": ["ebs-volume-encrypted"],
  "ec2:GetManagedPrefixListEntries": ["security-group-opens-only-justified-ports"],
  "elasticloadbalancing:DescribeListeners": ["listener-uses-tls", "target-group-uses-tls"],
  "elasticloadbalancing:DescribeLoadBalancers": ["listener-uses-tls", "target-group-uses-tls"],
  "elasticloadbalancing:DescribeRules": ["listener-uses-tls"],
  "elasticloadbalancing:DescribeTargetGroups": ["target-group-uses-tls"],
  "rds:DescribeDBClusters": ["rds-cluster-encrypted"],
  "rds:DescribeDBInstances": ["rds-instance-encrypted", "rds-instance-not-public"],
};

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
    // Calls that are made for each load balancer, listener or cited prefix list: there must be one.
    const world = together(loadBalancers, securityGroups);
    const names = await build(world, moto.url);
    const reader: Credentials = await createIamUser(moto.url, "reader");
    const { params = {} } = world;
    const user = new User(installed, { regions: [region], params });
    const policy = JSON.parse((await user.run(["iam-policy"])).stdout) as Policy;
    const rowsUnder = async (allowed: Policy): Promise<Rows> => {
      const { report } = await under(moto, allowed, () => user.scan([], reader));
      return tableOf(report, account, names)[region] ?? {};
    };

    await cases.check("least policy: it allows these actions and no others", () => {
      assert.deepEqual(policy.Statement.flatMap(({ Action }) => Action).sort(), Object.keys(needs));
    });
    const whole = expectedOf(world, [region])[region] ?? {};
    await cases.check("least policy: it is enough for every check", async () => {
      assert.deepEqual(await rowsUnder(policy), whole);
    });
    for (const [action, checks] of Object.entries(needs)) {
      const unknown = checks.length === 0 ? "no check" : checks.join(", ");
      await cases.check(`least policy: without ${action}, unknown: ${unknown}`, async () => {
        const rows = await rowsUnder(without(policy, action));
        const lost = { status: "unknown", unreadable: [`${action} denied (AccessDenied)`] };
        const lostRows = Object.fromEntries(checks.map((check) => [check, lost]));
        assert.deepEqual(rows, { ...whole, ...lostRows });
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
        assert.match(stdout, new RegExp(`✔ ${action} `));
      }
      assert.match(stdout, new RegExp(`✔ arn:aws:iam::${account}:user/reader`));
      assert.equal(status, 0);
    });
    await cases.check("least policy: doctor names what is missing", async () => {
      const poor = without(policy, "ec2:DescribeVolumes");
      const { status, stdout } = await under(moto, poor, () => user.run(["doctor"], reader));
      assert.match(stdout, /✘ ec2:DescribeVolumes: AccessDenied: .*\n\s+grant ec2:DescribeVolumes/);
      assert.equal(status, 4);
    });
  },
};
