import type { Listing } from "../contract/index.ts";
import { ec2, organizations, sts } from "../listings/index.ts";

/** What every scan asks of an account before it plans: whose it is, and which regions it has enabled. */
const always: readonly Listing[] = [sts.identity, ec2.regions];

export interface IamPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: string;
  }[];
}

/** The least IAM policy under which these checks can be decided: the actions of the listings they read. The actions are Describe calls, which IAM grants on all resources or none. */
export function iamPolicy(checks: Iterable<{ readonly listings: readonly Listing[] }>): IamPolicy {
  const needed = new Set([...always, ...[...checks].flatMap(({ listings }) => listings)]);
  const actions = new Set([...needed].flatMap(({ iam }) => iam));
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "ClausewatchRead", Effect: "Allow", Action: [...actions].sort(), Resource: "*" }],
  };
}

/**
 * The least IAM policy of who discovers an organization's accounts, and assumes in each the role of this name. The
 * actions of Organizations that list are granted on all resources or none.
 */
export function organizationPolicy(role: string, partition: string): IamPolicy {
  const actions = Object.values(organizations).flatMap(({ iam }) => iam);
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "ClausewatchDiscover", Effect: "Allow", Action: actions.sort(), Resource: "*" },
      {
        Sid: "ClausewatchAssume",
        Effect: "Allow",
        Action: ["sts:AssumeRole"],
        Resource: `arn:${partition}:iam::*:role/${role}`,
      },
    ],
  };
}
