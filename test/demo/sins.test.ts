import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { EnabledCheck } from "../../src/evaluate/index.ts";
import { certificateArn, id, listenerArn, loadBalancerArn, targetGroupArn } from "../../src/demo/build/index.ts";
import { cleanCompany } from "../../src/demo/company.ts";
import { demoRecording, sins } from "../../src/demo/index.ts";
import { demoChecks, judged, type Judged } from "./judged.ts";

const [production, sandbox] = ["111122223333 eu-central-1", "444455556666 us-east-1"];
const { main } = cleanCompany();

/** What each sin is found by: where, by which check, on which resource. */
const expected: Readonly<Record<string, readonly (readonly [unit: string, check: string, resource: string])[]>> = {
  "old-volume": [[production, "ebs-volume-encrypted", id("vol", "old logs")]],
  "managed-key-volume": [[production, "ebs-volume-encrypted", id("vol", "logging data")]],
  "old-snapshot": [[production, "ebs-snapshot-encrypted", id("snap", "salt, weekly")]],
  "old-image": [
    [production, "ebs-snapshot-encrypted", id("snap", "web-2025-06-02")],
    [production, "image-encrypted", id("ami", "web-2025-06-02")],
  ],
  "no-encryption-by-default": [[sandbox, "ebs-encrypted-by-default", "us-east-1"]],
  "unencrypted-database": [
    [production, "rds-instance-encrypted", "birch-records"],
    [production, "rds-snapshot-encrypted", "rds:birch-records-2026-03-01-02-15"],
  ],
  "unencrypted-database-snapshot": [[production, "rds-snapshot-encrypted", "birch-records-at-start"]],
  "managed-key-snapshot": [[production, "rds-snapshot-encrypted", "platform-records-before-17"]],
  "unencrypted-cluster": [
    [production, "rds-cluster-encrypted", "platform-reports"],
    [production, "rds-instance-encrypted", "platform-reports-1"],
    [production, "rds-cluster-snapshot-encrypted", "rds:platform-reports-2026-03-01-03-40"],
  ],
  "unencrypted-cluster-snapshot": [[production, "rds-cluster-snapshot-encrypted", "platform-reports-before-16"]],
  "plain-path": [[production, "listener-uses-tls", listenerArn(main, "alder", 80)]],
  "plain-listener": [
    [production, "listener-uses-tls", listenerArn(main, "birch", 5432)],
    [production, "target-group-uses-tls", targetGroupArn(main, "birch-migration")],
  ],
  "plain-targets": [[production, "target-group-uses-tls", targetGroupArn(main, "platform-api")]],
  "old-tls-policy": [[production, "listener-tls-policy-is-modern", listenerArn(main, "alder", 443)]],
  "plain-classic-listener": [[production, "classic-listener-uses-tls", "fax"]],
  "plain-classic-backend": [[production, "classic-backend-uses-tls", "fax"]],
  "old-classic-policy": [[production, "classic-listener-tls-policy-is-modern", "fax"]],
  "expiring-certificate": [[production, "acm-certificate-not-expiring", certificateArn(main, "birch")]],
  "weak-certificate": [[production, "acm-certificate-key-is-strong", certificateArn(main, "alder")]],
  // What has no region is judged in the account's first.
  "expired-uploaded-certificate": [[production, "iam-certificate-not-expiring", "fax"]],
  "weak-uploaded-certificate": [[production, "iam-certificate-key-is-strong", "fax"]],
  "tls-optional": [[sandbox, "rds-instance-forces-tls", "scratch"]],
  "cluster-tls-optional": [[production, "rds-cluster-forces-tls", "platform-reports"]],
  "proxy-tls-optional": [[production, "rds-proxy-requires-tls", "platform-reports"]],
  "public-database": [[sandbox, "rds-instance-not-public", "scratch"]],
  "bastion-open": [
    [production, "security-group-opens-only-justified-ports", id("sg", "bastion")],
    [production, "network-acl-not-open-to-admin-ports", id("acl", "platform")],
    // The internet, and eight kinds of servers within.
    ...Array.from({ length: 9 }, () => [production, "bastion-reached-only-as-registered", id("i", "bastion")] as const),
  ],
  "test-box-open": [
    [sandbox, "security-group-not-all-open", id("sg", "test-box")],
    [sandbox, "security-group-opens-only-justified-ports", id("sg", "test-box")],
    [sandbox, "server-faces-outside-only-by-role", id("i", "test box")],
  ],
  "app-open-to-web": [
    [production, "security-group-not-all-open", id("sg", "app")],
    [production, "security-group-rule-is-needed", id("sg", "app")],
    [production, "server-reached-only-as-registered", id("i", "app a")],
    [production, "server-reached-only-as-registered", id("i", "app b")],
  ],
  "customers-peered": [
    [production, "database-reached-only-as-registered", "birch-records"],
    [production, "customers-do-not-reach-each-other", "birch-records"],
    // On 443 and 80, and on 443.
    [production, "customers-do-not-reach-each-other", loadBalancerArn(main, "alder")],
    [production, "customers-do-not-reach-each-other", loadBalancerArn(main, "alder")],
    [production, "customers-do-not-reach-each-other", loadBalancerArn(main, "birch")],
  ],
  // By the bastion, by the web servers, and by those for logs, measurements and configuration.
  "database-open-to-vpc": Array.from({ length: 5 }, () => [
    production,
    "database-reached-only-as-registered",
    id("i", "percona"),
  ]),
  "no-backups": [[sandbox, "rds-instance-backup-retention", "scratch"]],
  "short-backups": [[production, "rds-cluster-backup-retention", "platform-reports"]],
  "unprotected-database": [[production, "rds-instance-deletion-protection", "birch-records"]],
  "unprotected-cluster": [[production, "rds-cluster-deletion-protection", "alder-records"]],
  "half-a-flow-log": [[sandbox, "vpc-flow-logs-enabled", id("vpc", "sandbox")]],
  "flow-log-not-delivered": [[production, "vpc-flow-logs-enabled", id("vpc", "birch")]],
  "no-access-logs": [[production, "load-balancer-access-logs-enabled", loadBalancerArn(main, "alder")]],
  "no-classic-access-logs": [[production, "classic-load-balancer-access-logs-enabled", "labs"]],
  "database-beside-the-internet": [[sandbox, "rds-subnet-group-is-private", "sandbox-data"]],
  "shared-snapshot": [[production, "rds-snapshot-not-shared", "platform-records-before-17"]],
  "shared-cluster-snapshot": [[production, "rds-cluster-snapshot-not-shared", "alder-records-at-start"]],
  // In and out.
  "default-group-open": Array.from({ length: 2 }, () => [
    sandbox,
    "default-security-group-is-closed",
    id("sg", "sandbox default"),
  ]),
  "forgotten-group": [[production, "security-group-is-used", id("sg", "migration")]],
  // SSH and remote desktop, over IPv4 and IPv6.
  "open-network-acl": Array.from({ length: 4 }, () => [
    sandbox,
    "network-acl-not-open-to-admin-ports",
    id("acl", "sandbox"),
  ]),
  "customer-in-foreign-network": [[production, "network-serves-one-customer", id("vpc", "alder")]],
  "overlapping-networks": [
    [production, "customer-networks-do-not-overlap", id("vpc", "alder")],
    [production, "customer-networks-do-not-overlap", id("vpc", "birch")],
  ],
  "foreign-addresses": [[sandbox, "network-has-private-addresses", id("vpc", "sandbox")]],
  "one-group-for-two-databases": [
    [production, "databases-are-on-separate-hosts", "platform-records"],
    [production, "databases-are-on-separate-hosts", id("i", "percona")],
  ],
  "data-api": [[production, "rds-cluster-has-no-side-door", "platform-reports"]],
  "instance-connect": [[sandbox, "instance-connect-endpoint-is-absent", id("eice", "test box")]],
  "client-vpn": [[production, "client-vpn-is-absent", id("cvpn-endpoint", "supplier")]],
};

/** Checks of which some resource of the demo is said not to be what they judge. */
const doNotApply = [
  "access-row-is-used",
  "client-vpn-is-absent",
  "customer-networks-do-not-overlap",
  "customers-do-not-reach-each-other",
  "default-security-group-is-closed",
  "instance-connect-endpoint-is-absent",
  "listener-tls-policy-is-modern",
  "listener-uses-tls",
  "load-balancer-access-logs-enabled",
  "network-serves-one-customer",
  "rds-cluster-snapshot-not-shared",
  "rds-instance-backup-retention",
  "rds-instance-deletion-protection",
  "rds-instance-forces-tls",
  "rds-snapshot-not-shared",
  "security-group-is-used",
  "target-group-uses-tls",
];

/** What should not be there has nothing that passes. */
const onlyFail = new Set(["client-vpn-is-absent", "instance-connect-endpoint-is-absent"]);

/** The register is no part of the accounts, and has tables of its own. */
const onlyPass = new Set(["access-row-is-reviewed", "access-row-is-used"]);

let checks: readonly EnabledCheck[];
beforeAll(async () => {
  checks = await demoChecks();
});

function found({ findings }: Judged): string[] {
  return findings.map(({ unit, check, resource }) => `${unit.account} ${unit.region} ${check} ${resource.id}`).sort();
}

/** How many resources of all cells of a check were given this answer. */
function count({ cells }: Judged, check: string, answer: "pass" | "fail" | "unknown" | "notApplicable"): number {
  return cells.filter((cell) => cell.check === check).reduce((sum, { resources }) => sum + resources[answer], 0);
}

describe("the sample account", () => {
  test("has the sins of the table, each once", () => {
    expect(sins.map((sin) => sin.id)).toEqual(Object.keys(expected));
  });

  test("is clean when all of them are mended, and every cell of it is judged", async () => {
    const all = await judged(demoRecording({ mended: "all" }), checks);
    expect(found(all)).toEqual([]);
    expect(all.summary.cells).toMatchObject({ planned: 8 * checks.length, fail: 0, unknown: 0 });
  });

  test.for(Object.keys(expected))("shows %s, alone, where the table says", async (sin) => {
    const others = sins.map(({ id }) => id).filter((id) => id !== sin);
    const alone = await judged(demoRecording({ mended: others }), checks);
    expect(found(alone)).toEqual(expected[sin]!.map((row) => row.join(" ")).sort());
    expect(alone.summary.cells.unknown).toBe(0);
  });

  test("shows those that were not mended, whichever these are, and nothing else", async () => {
    const some = fc.subarray(sins.map(({ id }) => id));
    const shows = fc.asyncProperty(some, async (mended) => {
      const rest = await judged(demoRecording({ mended }), checks);
      const rows = Object.entries(expected).flatMap(([sin, rows]) => (mended.includes(sin) ? [] : rows));
      expect(found(rest)).toEqual(rows.map((row) => row.join(" ")).sort());
    });
    await fc.assert(shows, { numRuns: 40, examples: [[[]]] });
  });

  test("has for every check a resource that fails, and one that passes, at the latest once it is mended", async () => {
    const all = await judged(demoRecording(), checks);
    const mended = await judged(demoRecording({ mended: "all" }), checks);
    const passes = (id: string) => count(all, id, "pass") + count(mended, id, "pass");
    const answers = checks.map(({ id }) => [id, passes(id) > 0, count(all, id, "fail") > 0]);
    const wanted = checks.map(({ id }) => [id, !onlyFail.has(id), !onlyPass.has(id)]);
    expect(answers).toEqual(wanted);
    const reasons = checks.filter(({ id }) => count(all, id, "notApplicable") > 0).map(({ id }) => id);
    expect(reasons.sort()).toEqual(doNotApply);
  });

  test("refuses to mend what nobody did", () => {
    expect(() => demoRecording({ mended: ["old-volume", "old-vloume"] })).toThrow('the demo has no sin "old-vloume"');
  });
});
