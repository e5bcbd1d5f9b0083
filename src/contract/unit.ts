/** Where things are: account × region is a unit, account × region × check a cell. */

export interface Unit {
  /** Twelve digits; `*` for the accounts of an organization that would not say which they are. */
  readonly account: string;
  /** The name the configuration gives the account, if any. */
  readonly accountName?: string;
  /** `aws`, `aws-us-gov`, `aws-cn`. */
  readonly partition: string;
  /** A region's name; `*` where the account's regions could not be found out. */
  readonly region: string;
}

/** In place of a region, for what has none: users, account-wide settings. */
export const GLOBAL = "global";

/** One AWS thing, named so that it can be found again. */
export interface Resource {
  /** The CloudFormation type, such as `AWS::EC2::Volume`. */
  readonly type: string;
  readonly id: string;
  readonly arn: string;
  /** The name people gave it, where it has one. */
  readonly name?: string;
}

/** Why a listing could not be read, sorted by what the reader must do about it. */
export type UnreadableKind =
  | "denied" // an IAM action is missing
  | "throttled" // AWS refused for load, longer than the retries lasted
  | "credentials" // none, wrong or expired
  | "region-disabled" // the account has not enabled the region
  | "inactive" // the organization says that the account is suspended or closed, or has none such
  | "unreachable" // no answer: name, connection, timeout, reset
  | "service" // AWS answered with a failure of its own
  | "malformed"; // an answer that is empty, truncated, repeats its token, or lacks what it must have

/** Why something could not be read: everything a person needs to mend it, and nothing secret. */
export interface Unreadable {
  readonly kind: UnreadableKind;
  /** The API call, such as `ec2:DescribeVolumes`. */
  readonly api: string;
  /** The IAM action that it needs. */
  readonly action: string;
  /** AWS's error code, or our own word for it. */
  readonly code: string;
  readonly message: string;
  readonly account: string;
  readonly region: string;
}
