import { everyCheck } from "../kit/policy.ts";
import type { Row, Rows } from "../kit/table.ts";
import type { World } from "../kit/world.ts";

const nothing: Row = { status: "not-applicable" };
const pass: Row = { status: "pass", pass: 1 };
const fail = (...findings: readonly string[]): Row => ({ status: "fail", fail: 1, findings });

const once: Row = {
  status: "not-applicable",
  notApplicable: { "iam.server-certificates has no regions: judged once, in another unit of the account": 0 },
};

/** What has no region is judged with the account's first that can be read; the others say so. */
export const judgedElsewhere: Rows = { "iam-certificate-key-is-strong": once, "iam-certificate-not-expiring": once };

/**
 * A region in which nobody did anything holds a default VPC with six subnets, a network ACL that admits everything and
 * a default security group. At moto the group lets nothing in; at AWS it lets its own members in.
 */
export const untouchedRegion = (name: string, judgesGlobal: boolean): Rows => ({
  ...everyCheck(nothing),
  ...(!judgesGlobal && judgedElsewhere),
  "ebs-encrypted-by-default": fail(name),
  "security-group-not-all-open": pass,
  "security-group-opens-only-justified-ports": pass,
  "security-group-is-used": {
    status: "not-applicable",
    notApplicable: { "the default group of a VPC cannot be deleted": 1 },
  },
  "default-security-group-is-closed": fail("default: out"),
  "network-acl-not-open-to-admin-ports": fail("default ACL: tcp/22 over IPv4", "default ACL: tcp/3389 over IPv4"),
  "vpc-flow-logs-enabled": fail("default VPC"),
});

export const untouched: World = {
  name: "untouched account",
  build: { "us-east-1": async () => undefined, "eu-west-1": async () => undefined },
  expected: {},
  exit: 3,
};
