import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config/index.ts";
import { parseConfig } from "../../src/config/parse.ts";

const parse = (text: string | null, env = {}) => parseConfig("c.yaml", text, env);

function errorOf(text: string | null, env = {}): ConfigError {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const account = (more = "") => `accounts:\n  - id: "111122223333"\n${more}`;
const binding = (more: string) => `bindings:\n  - control: backup\n${more}`;

describe("defaults", () => {
  const defaults = {
    regions: "all",
    policies: [],
    bindings: [],
    manual: [],
    notApplicable: [],
    normative: { include: [], exclude: [] },
    owners: { tags: ["Owner"], rules: [] },
    dueDays: { critical: 7, high: 30, medium: 90, low: 180, informational: "never" },
    ledger: { checkpoints: { files: [], s3: [], webhooks: [], stdout: false } },
    evidence: "hashes",
    delivery: { timeoutSeconds: 30, allowAddresses: [] },
    serve: { listen: "127.0.0.1:9464", graceSeconds: 30, logLevel: "info" },
    work: { leaseSeconds: 60, attempts: 4, unitMinutes: 60 },
    checks: { folders: [], disabled: [], timeoutSeconds: 10, memoryMb: 256 },
    collect: { concurrency: 16, units: 8, maxShare: 0.5, attempts: 8, timeoutSeconds: 30, parser: "fast" },
    failOn: "low",
  };
  it.each([
    ["without a file", null],
    ["of no keys", "{}"],
    ["of a byte order mark", "\uFEFF{}"],
  ])("%s", (_, text) => {
    expect(parse(text).config).toEqual(defaults);
  });
});

it("reads all there is", () => {
  const text = `
accounts:
  - { id: "012345678901", name: production, role: "arn:aws:iam::012345678901:role/a/b", externalId: "x:1" }
  - { id: '111122223333', profile: audit }
regions: [eu-central-1, us-gov-west-1, eusc-de-east-1]
policies: [p/*.md]
bindings:
  - control: encryption-at-rest
    checks: [ebs-volume-encrypted]
    clauses: [{ quote: "all drives", policy: p, section: Drives }]
    params: &shared { days: 30, list: [{ a: 1 }] }
  - { control: backup, params: *shared, service: long-backup }
manual:
  - { clauses: [{ quote: q }], owner: o, how: h, nextReview: 2028-02-29, responsible: both, hipaa: [164.308(a)(2)] }
notApplicable: [{ clauses: [{ quote: n }], reason: r }]
normative: { include: [{ quote: i }], exclude: [{ quote: e }] }
services: [{ id: long-backup, name: Long Backup }]
customers:
  - { name: a, accounts: ["012345678901"], vpcs: [vpc-0a1b2c3d], tags: { customer: a }, services: [long-backup], contract: c }
roles:
  - { role: bastion, tags: { Role: bastion, jump: "" } }
  - role: vault
    name: vault-*
    securityGroups: [sg-0a1b2c3d, vault]
    subnets: [subnet-0a1b2c3d4e5f67890]
    ids: [i-1, "arn:aws:ec2:eu-central-1:111122223333:instance/i-2"]
    kinds: [instance, rds proxy]
access: access.yaml
store: { postgres: "postgres://me@db/c", passwordFile: p, recordings: r }
evidence: full
waivers: w.yaml
owners: { tags: [Team], rules: [{ owner: o, check: a-b, account: "012345678901", customer: a, tags: { a: b } }] }
dueDays: { critical: 1, low: never }
ledger:
  key: k
  verifierKeys: [v]
  checkpoints:
    files: [f]
    s3:
      - { bucket: b.c, prefix: d/e/, region: eu-central-1, role: "arn:aws:iam::012345678901:role/w", externalId: "x:1", retainDays: 1 }
      - { bucket: b-c, region: eu-central-1, profile: audit }
    webhooks: [https://example.com/x]
    stdout: true
sinks:
  - { name: board, jira: { url: "https://j.example.net", user: a@example.org, token: { env: T }, project: SEC } }
  - { name: log, file: { path: f.jsonl, keep: 3 } }
routes:
  - { to: [board], severity: high, controls: [backup], customers: [a], owners: [o], tags: { a: b } }
  - { to: [log, board], checks: [a-b], accounts: ["012345678901"] }
delivery: { timeoutSeconds: 5, allowAddresses: [169.254.1.1] }
schedules:
  - { name: nightly, cron: "0 3 * * *", jitterMinutes: 5, deadlineMinutes: 90, accounts: ["012345678901"], regions: [eu-central-1] }
  - { name: backups, cron: "*/15 2-4 1 * MON", controls: [backup], checks: [a-b] }
serve: { listen: "[::1]:80", socket: s, tokenFile: t, graceSeconds: 5, logLevel: debug }
work: { leaseSeconds: 10, attempts: 1, unitMinutes: 2 }
checks: { folders: [./my], disabled: [a-b], timeoutSeconds: 1.5, memoryMb: 64 }
collect: { concurrency: 1, units: 2, maxShare: 1, attempts: 3, timeoutSeconds: 4, parser: sdk }
failOn: none
`;
  expect(parse(text).config).toEqual({
    accounts: [
      { id: "012345678901", name: "production", role: "arn:aws:iam::012345678901:role/a/b", externalId: "x:1" },
      { id: "111122223333", profile: "audit" },
    ],
    regions: ["eu-central-1", "us-gov-west-1", "eusc-de-east-1"],
    policies: ["p/*.md"],
    bindings: [
      {
        control: "encryption-at-rest",
        checks: ["ebs-volume-encrypted"],
        clauses: [{ quote: "all drives", policy: "p", section: "Drives" }],
        params: { days: 30, list: [{ a: 1 }] },
      },
      { control: "backup", clauses: [], params: { days: 30, list: [{ a: 1 }] }, service: "long-backup" },
    ],
    manual: [
      {
        clauses: [{ quote: "q" }],
        owner: "o",
        how: "h",
        nextReview: "2028-02-29",
        responsible: "both",
        hipaa: ["164.308(a)(2)"],
      },
    ],
    notApplicable: [{ clauses: [{ quote: "n" }], reason: "r" }],
    normative: { include: [{ quote: "i" }], exclude: [{ quote: "e" }] },
    services: [{ id: "long-backup", name: "Long Backup" }],
    customers: [
      {
        name: "a",
        accounts: ["012345678901"],
        vpcs: ["vpc-0a1b2c3d"],
        tags: { customer: "a" },
        services: ["long-backup"],
        contract: "c",
      },
    ],
    roles: [
      { role: "bastion", tags: { Role: "bastion", jump: "" } },
      {
        role: "vault",
        name: "vault-*",
        securityGroups: ["sg-0a1b2c3d", "vault"],
        subnets: ["subnet-0a1b2c3d4e5f67890"],
        ids: ["i-1", "arn:aws:ec2:eu-central-1:111122223333:instance/i-2"],
        kinds: ["instance", "rds proxy"],
      },
    ],
    access: "access.yaml",
    store: { postgres: "postgres://me@db/c", passwordFile: "p", recordings: "r" },
    evidence: "full",
    waivers: "w.yaml",
    owners: {
      tags: ["Team"],
      rules: [{ owner: "o", check: "a-b", account: "012345678901", customer: "a", tags: { a: "b" } }],
    },
    dueDays: { critical: 1, high: 30, medium: 90, low: "never", informational: "never" },
    ledger: {
      key: "k",
      verifierKeys: ["v"],
      checkpoints: {
        files: ["f"],
        s3: [
          {
            bucket: "b.c",
            prefix: "d/e/",
            region: "eu-central-1",
            role: "arn:aws:iam::012345678901:role/w",
            externalId: "x:1",
            retainDays: 1,
          },
          { bucket: "b-c", prefix: "", region: "eu-central-1", profile: "audit" },
        ],
        webhooks: ["https://example.com/x"],
        stdout: true,
      },
    },
    schedules: [
      {
        name: "nightly",
        cron: "0 3 * * *",
        jitterMinutes: 5,
        deadlineMinutes: 90,
        accounts: ["012345678901"],
        regions: ["eu-central-1"],
      },
      {
        name: "backups",
        cron: "*/15 2-4 1 * MON",
        jitterMinutes: 0,
        deadlineMinutes: 360,
        controls: ["backup"],
        checks: ["a-b"],
      },
    ],
    sinks: [
      {
        name: "board",
        jira: {
          url: "https://j.example.net",
          user: "a@example.org",
          token: { env: "T" },
          project: "SEC",
          issueType: "Task",
          labels: [],
          components: [],
          priorities: { critical: "Highest", high: "High", medium: "Medium", low: "Low", informational: "Lowest" },
          due: true,
          resolution: "Done",
          group: "finding",
          newPerScan: 50,
        },
      },
      { name: "log", file: { path: "f.jsonl", maxMegabytes: 100, keep: 3 } },
    ],
    routes: [
      { to: ["board"], severity: "high", controls: ["backup"], customers: ["a"], owners: ["o"], tags: { a: "b" } },
      { to: ["log", "board"], checks: ["a-b"], accounts: ["012345678901"] },
    ],
    delivery: { timeoutSeconds: 5, allowAddresses: ["169.254.1.1"] },
    serve: { listen: "[::1]:80", socket: "s", tokenFile: "t", graceSeconds: 5, logLevel: "debug" },
    work: { leaseSeconds: 10, attempts: 1, unitMinutes: 2 },
    checks: { folders: ["./my"], disabled: ["a-b"], timeoutSeconds: 1.5, memoryMb: 64 },
    collect: { concurrency: 1, units: 2, maxShare: 1, attempts: 3, timeoutSeconds: 4, parser: "sdk" },
    failOn: "none",
  });
});

describe("one clear error, where it stands", () => {
  it.each([
    ["polices: []", '1:1: there is no key "polices". Did you mean "policies"?'],
    [
      "zzz: 1",
      '1:1: there is no key "zzz". There are: accounts, organization, regions, policies, bindings, manual, notApplicable, normative, services, customers, roles, access, store, waivers, owners, dueDays, ledger, sinks, routes, delivery, evidence, schedules, serve, work, checks, collect, failOn.',
    ],
    ["sinks: [{ name: a }]", "1:9: sinks[0] needs one of jira, github"],
    [
      "sinks: [{ name: a, file: { path: a }, webhook: { address: 'https://e.org', secrets: [{ env: A }] } }]",
      "1:9: sinks[0] needs one of jira, github",
    ],
    [
      "sinks: [{ name: a, webhook: { address: 'http://example.org', secrets: [{ env: A }] } }]",
      '1:40: sinks[0].webhook.address "http://example.org" must begin with https://',
    ],
    [
      "sinks: [{ name: a, webhook: { address: 'https://e.org', secrets: [s3cret] } }]",
      "1:67: sinks[0].webhook.secrets[0] must be { env: NAME } or { file: PATH }: a secret does not stand in the configuration. `env`",
    ],
    [
      "routes: [{ to: [b] }]",
      '1:17: routes[0].to[0] "b" is no sink; none is declared under sinks. The name of one of the sinks.',
    ],
    [
      "sinks: [{ name: a, file: { path: f } }]\nroutes: [{ to: [a], customers: [x] }]",
      '2:33: routes[0].customers[0] "x" is no customer; none is declared under customers. The name of',
    ],
    [account("    rolle: x"), '3:5: there is no key "rolle" in accounts[0]. Did you mean "role"?'],
    ["collect:\n  Concurrency: 1", '2:3: there is no key "Concurrency" in collect. Did you mean "concurrency"?'],
    [
      "accounts:\n  - id: 012345678901",
      '2:9: accounts[0].id is read as the number 12345678901, and must be text. Quote it: "012345678901".',
    ],
    [
      "accounts:\n  - id: 111122223333",
      '2:9: accounts[0].id is read as the number 111122223333, and must be text. Quote it: "111122223333".',
    ],
    [
      'accounts:\n  - id: "1234"',
      '2:9: accounts[0].id "1234" must be twelve digits. The account\'s id: twelve digits, in quotes',
    ],
    ["accounts:\n  - name: x", "2:5: accounts[0].id is missing. The account's id"],
    ["accounts: []", "1:11: accounts must not be empty. The accounts to judge"],
    ["accounts: x", '1:11: accounts must be a list, not the text "x". The accounts to judge'],
    [account('  - id: "111122223333"'), "3:5: accounts[1] stands in the list twice."],
    [
      account("    role: clausewatch"),
      '3:11: accounts[0].role "clausewatch" must be the ARN of an IAM role. The role to assume',
    ],
    [
      account("    role: arn:aws:iam::999999999999:role/x"),
      "is a role of the account 999999999999, not of 111122223333.",
    ],
    [account("    externalId: abc"), '3:17: accounts[0].externalId "abc" is of no use without a role.'],
    ["regions: [europe]", '1:11: regions[0] "europe" must be the name of a region. A region, such as eu-central-1'],
    ["regions: [eu-central-1a]", '1:11: regions[0] "eu-central-1a" must be the name of a region.'],
    ["regions: [eu-central-1, eu-central-1]", '1:25: regions[1] "eu-central-1" stands in the list twice.'],
    ["regions: [[]]", "1:11: regions[0] must be text, not a list."],
    ["regions: everywhere", "1:10: regions must be `all` or a list of regions."],
    ["regions: []", "1:10: regions must not be empty."],
    ["regions:", "1:9: regions has no value. Give it one, or remove the key."],
    ["policies: policies/a.md", '1:11: policies must be a list, not the text "policies/a.md". The policy\'s Markdown'],
    ['policies: [""]', '1:12: policies[0] "" must not be empty.'],
    ["bindings:\n  - clauses: []", "2:5: bindings[0].control is missing. The control that the clauses demand"],
    [binding("    clauses: [{ section: x }]"), "3:15: bindings[0].clauses[0].quote is missing. A part of one sentence"],
    [
      binding("    clauses: [{ quote: true }]"),
      '3:24: bindings[0].clauses[0].quote is read as the boolean true, and must be text. Quote it: "true".',
    ],
    [binding("    params: [1]"), "3:13: bindings[0].params must be a group of keys, not a list."],
    [binding("    checks: Backup_1"), "3:13: bindings[0].checks must be a list"],
    [
      "bindings:\n  - control: Backup 1",
      '2:14: bindings[0].control "Backup 1" must be an id: small letters and digits, set apart by -.',
    ],
    [binding("    service: ids"), '3:14: bindings[0].service "ids" is no service; none is declared under services.'],
    [
      "services: [{ id: ids, name: IDS }]\ncustomers: [{ name: a, tags: { x: y }, services: [ips] }]",
      '2:51: customers[0].services[0] "ips" is no service; there are: ids.',
    ],
    ["customers: [{ name: a }]", "1:13: customers[0] needs accounts, vpcs or tags: by what its resources are known."],
    ["customers: [{ name: a, tags: {} }]", "1:30: customers[0].tags must not be empty. Tags by which"],
    ["customers: [{ name: a, vpcs: [vpc-1] }]", '1:31: customers[0].vpcs[0] "vpc-1" must be the id of a VPC.'],
    [
      "manual: [{ clauses: [{ quote: q }], owner: o, how: h, nextReview: 2027-02-29 }]",
      '1:67: manual[0].nextReview "2027-02-29" must be a day of the calendar, written as 2027-03-01.',
    ],
    [
      "manual: [{ clauses: [{ quote: q }], owner: o, how: h, nextReview: 2027-02-28, hipaa: [164.312(z)] }]",
      '1:87: manual[0].hipaa[0] "164.312(z)" is no rule of 45 CFR 164.308 to 164.316.',
    ],
    [
      "manual: [{ clauses: [], owner: o, how: h, nextReview: 2027-02-28 }]",
      "1:21: manual[0].clauses must not be empty.",
    ],
    ["roles: []", "1:8: roles must not be empty. What the resources are"],
    [
      "roles:\n  - role: bastion",
      "2:5: roles[0] needs tags, name, securityGroups, subnets, ids or kinds: by what its resources are known.",
    ],
    ["roles: [{ name: x }]", "1:9: roles[0].role is missing. The role: bastion, database,"],
    ["roles: [{ role: Bastion, name: x }]", '1:17: roles[0].role "Bastion" must be an id'],
    ["roles: [{ role: internet, name: x }]", '1:17: roles[0].role "internet" must not be internet, or begin with sg-'],
    [
      "roles: [{ role: sg-web, name: x }]",
      '1:17: roles[0].role "sg-web" must not be internet, or begin with sg- or pl-',
    ],
    ["roles: [{ role: a, tags: {} }]", "1:26: roles[0].tags must not be empty. Tags that the resource has"],
    ["roles: [{ role: a, tags: { b: 1 } }]", "1:31: roles[0].tags.b is read as the number 1, and must be text."],
    ["roles: [{ role: a, tag: { b: c } }]", '1:20: there is no key "tag" in roles[0]. Did you mean "tags"?'],
    ['roles: [{ role: a, name: "" }]', '1:26: roles[0].name "" must not be empty. The resource\'s name'],
    ["roles: [{ role: a, securityGroups: [sg-1] }]", '1:37: roles[0].securityGroups[0] "sg-1" must be the id of'],
    ["roles: [{ role: a, securityGroups: [b, b] }]", '1:40: roles[0].securityGroups[1] "b" stands in the list twice'],
    ["roles: [{ role: a, subnets: [private] }]", '1:30: roles[0].subnets[0] "private" must be the id of a subnet'],
    ["roles: [{ role: a, kinds: [instances] }]", '1:28: roles[0].kinds[0] is "instances". Did you mean "instance"?'],
    ["access: [access.yaml]", "1:9: access must be text, not a list. The access register"],
    ["collect:\n  concurrency: 0", "2:16: collect.concurrency 0 must be at least 1."],
    ["collect:\n  units: 1000", "2:10: collect.units 1000 must be at most 64."],
    ["collect:\n  units: 1.5", "2:10: collect.units must be a whole number, not the number 1.5."],
    ["collect:\n  maxShare: 0", "2:13: collect.maxShare 0 must be more than 0."],
    ["collect:\n  maxShare: .nan", "2:13: collect.maxShare must be a number, not the number NaN."],
    ["collect: 5", "1:10: collect must be a group of keys, not the number 5. How AWS is read."],
    ["failOn: hihg", '1:9: failOn is "hihg". Did you mean "high"?'],
    ["failOn: 7", '1:9: failOn is "7". There are: critical, high, medium, low, informational, none.'],
    [
      "failOn: low\nregions: all\nfailOn: high",
      '3:1: the key "failOn" stands here a second time. Keep one of the two.',
    ],
    ["- a", "1:1: the file must be a group of keys, not a list. The configuration of clausewatch"],
    ["hello", '1:1: the file must be a group of keys, not the text "hello".'],
    ["", "1:1: the file is empty. Write something into it, or remove it."],
    ["# nothing yet\n", "1:1: the file is empty."],
    ["\uFEFF", "1:1: the file is empty."],
    ["collect:\n\tunits: 1", "2:1: a tab indents the line. Indent with spaces."],
    ["failOn: low\n---\nfailOn: low", "2:1: a second document begins here."],
    ["regions: [eu-central-1", "1:23: the YAML cannot be read: "],
    ["regions: *all", '1:10: no & before it explains the alias "*all". Quote it'],
    ["regions: &all [*all]", '1:16: no & before it explains the alias "*all".'],
    ["regions: !!js/function x", "1:10: the YAML cannot be read: Unresolved tag"],
    ["__proto__: { failOn: none }", '1:1: "__proto__" is no key. Remove it.'],
    [binding("    params:\n      __proto__: 1"), '4:7: "__proto__" is no key. Remove it.'],
    [binding("    params: { a: { __proto__: 1 } }"), '3:20: "__proto__" is no key.'],
    ["constructor: 1", '1:1: there is no key "constructor".'],
    ["? [a]\n: b", "1:3: a key is no plain word."],
    ["<<: { failOn: none }", '1:1: there is no key "<<".'],
  ])("%j", (text, line) => {
    const error = errorOf(text);
    expect(error.message.split("\n")).toHaveLength(1);
    expect(error.message).toContain(`c.yaml:${line}`.startsWith("c.yaml:is ") ? line : `c.yaml:${line}`);
    expect(error.hint).not.toBe("");
  });
});

describe("hostile files", () => {
  const bomb = [
    "a: &a [x]",
    ..."bcdefghi".split("").map((key, i) => {
      const before = "abcdefgh"[i]!;
      return `${key}: &${key} [${Array(9).fill(`*${before}`).join(",")}]`;
    }),
  ].join("\n");

  it.each([
    ["brackets 60 deep", `a: ${"[".repeat(60)}${"]".repeat(60)}`, "c.yaml:1:54: the YAML nests too deeply"],
    ["an alias bomb", bomb, "the YAML uses too many aliases"],
    ["brackets 100,000 deep", "[".repeat(100_000), "nests too deeply"],
    ["closed brackets 100,000 deep", `a: ${"[".repeat(100_000)}${"]".repeat(100_000)}`, "nests too deeply"],
    ["lists 100,000 deep", `${"- ".repeat(100_000)}x`, "nests too deeply"],
    ["keys in keys", `${"? ".repeat(500)}x`, "a key is no plain word"],
    ["keys in keys 100,000 deep", `${"? ".repeat(100_000)}x`, "nests too deeply"],
    ["30,000 keys", Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join("\n"), 'there is no key "k0"'],
    ["20,000 tabs", "\t- a\n".repeat(20_000), "a tab indents the line"],
    ["a key of a megabyte", `${"x".repeat(1_000_000)}: 1`, "must be at most 1024 chars"],
  ])("%s", (_, text, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.message.length).toBeLessThan(5000);
    expect(error.line).toBeGreaterThan(0);
  });
});

describe("several problems", () => {
  it("are told all, in a line each, from the top", () => {
    const error = errorOf("failOn: x\nregions: 5\ncollect: { units: 0, colour: red }\n");
    expect(error.message.split("\n").map((line) => line.split(": ")[0])).toEqual([
      "c.yaml:1:9",
      "c.yaml:2:10",
      "c.yaml:3:19",
      "c.yaml:3:22",
    ]);
    expect(error).toMatchObject({ name: "ConfigError", file: "c.yaml", line: 1, column: 9 });
    expect(error.problems).toHaveLength(4);
  });

  it("are told up to twenty", () => {
    const error = errorOf(Array.from({ length: 25 }, (_, i) => `k${i}: 1`).join("\n"));
    const lines = error.message.split("\n");
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("and 5 more");
    expect(error.problems).toHaveLength(25);
  });
});

describe("variables", () => {
  it.each([
    [{ CLAUSEWATCH_REGIONS: "eu-west-1, us-east-1" }, { regions: ["eu-west-1", "us-east-1"] }],
    [{ CLAUSEWATCH_REGIONS: "all" }, { regions: "all" }],
    [{ CLAUSEWATCH_FAIL_ON: "critical" }, { failOn: "critical" }],
    [{ CLAUSEWATCH_CONCURRENCY: "3" }, { collect: { concurrency: 3, units: 2 } }],
    [{ CLAUSEWATCH_UNITS: "3" }, { collect: { units: 3 } }],
    [{ CLAUSEWATCH_MAX_SHARE: "0.25" }, { collect: { maxShare: 0.25 } }],
    [{ CLAUSEWATCH_ATTEMPTS: "2" }, { collect: { attempts: 2 } }],
    [{ CLAUSEWATCH_TIMEOUT_SECONDS: "2.5" }, { collect: { timeoutSeconds: 2.5 } }],
    [{ CLAUSEWATCH_CHECK_TIMEOUT_SECONDS: "2" }, { checks: { timeoutSeconds: 2 } }],
    [{ CLAUSEWATCH_CHECK_MEMORY_MB: "99" }, { checks: { memoryMb: 99 } }],
    [{ CLAUSEWATCH_FAIL_ON: "", CLAUSEWATCH_PORT: "tcp://10.0.0.1:80" }, { failOn: "high" }],
  ])("%j beats the file", (env, expected) => {
    expect(parse("regions: [eu-central-1]\nfailOn: high\ncollect: { units: 2 }", env).config).toMatchObject(expected);
    if (!("CLAUSEWATCH_PORT" in env)) expect(() => parse(null, env)).not.toThrow();
  });

  it.each([
    [{ CLAUSEWATCH_FAIL_ON: "hgh" }, 'CLAUSEWATCH_FAIL_ON: failOn is "hgh". Did you mean "high"?'],
    [
      { CLAUSEWATCH_CONCURRENCY: "many" },
      'CLAUSEWATCH_CONCURRENCY: collect.concurrency must be a number, not the text "many".',
    ],
    [{ CLAUSEWATCH_CONCURRENCY: "0" }, "CLAUSEWATCH_CONCURRENCY: collect.concurrency 0 must be at least 1."],
    [{ CLAUSEWATCH_REGIONS: "eu-central-1,,x" }, 'CLAUSEWATCH_REGIONS: regions[1] "" must be the name of a region.'],
    [{ CLAUSEWATCH_MAX_SHARE: "1e9" }, "CLAUSEWATCH_MAX_SHARE: collect.maxShare must be a number"],
  ])("%j is an error that names it", (env, line) => {
    expect(errorOf("failOn: low", env).message).toContain(line);
    expect(errorOf(null, env).message).toContain(line);
    expect(errorOf("failOn: low", env).line).toBeUndefined();
  });

  it("do not hide what is wrong beside them", () => {
    expect(errorOf("collect: 5", { CLAUSEWATCH_UNITS: "3" }).message).toContain("c.yaml:1:10: collect must be");
    expect(errorOf("", { CLAUSEWATCH_UNITS: "3" }).message).toContain("c.yaml:1:1: the file is empty");
  });
});

describe("places for later stages", () => {
  const text = `policies: [a.md]\nbindings:\n  - control: &c backup\n    params:\n      days: 1\n  - control: *c\n`;

  it.each([
    [["bindings", 0, "control"], { line: 3, column: 17 }],
    [["bindings", 0, "params", "days"], { line: 5, column: 13 }],
    [["bindings", 0, "params", "absent", "deep"], { line: 5, column: 7 }],
    [["bindings", 1, "control"], { line: 6, column: 14 }],
    [["bindings", 7], { line: 3, column: 3 }],
    [["policies", 0], { line: 1, column: 12 }],
    [[], { line: 1, column: 1 }],
  ])("%j", (path, position) => {
    expect(parse(text).positionOf(path)).toEqual(position);
    expect(parse(text).placeOf(path)).toEqual({ file: "c.yaml", ...position });
  });

  it("name the variable that set the value, and nothing where there is no file", () => {
    const parsed = parse(text, { CLAUSEWATCH_REGIONS: "eu-west-1" });
    expect(parsed.placeOf(["regions", 0])).toEqual({ file: "CLAUSEWATCH_REGIONS" });
    expect(parsed.positionOf(["regions", 0])).toBeNull();
    expect(parse(null).positionOf(["regions"])).toBeNull();
  });
});

it("gives a configuration or an error with a line, whatever is written", () => {
  const whole = `accounts:
  - id: "111122223333"
    role: arn:aws:iam::111122223333:role/x
regions: [eu-central-1]
bindings:
  - control: backup
    clauses: [{ quote: "x", section: 'y' }]
    params: &p { a: [1, { b: null }] }
  - { control: backup, params: *p }
failOn: low
`;
  const scraps = [
    ..."[]{}:-?&*!|>'\"%@`#,\t\n \u0000\uFEFF\u2028",
    "- ",
    ": ",
    "? ",
    "<<: ",
    "!!set ",
    "*p",
    "&p ",
    "---\n",
    "%YAML 1.1\n",
    "__proto__: ",
    "0x1F",
    "1e999",
    "null",
    "~",
  ];
  const edit = fc.record({
    at: fc.nat(whole.length),
    remove: fc.nat(12),
    insert: fc.oneof(
      fc.constantFrom(...scraps),
      fc.string({ maxLength: 5 }),
      fc.nat(whole.length).map((from) => whole.slice(from, from + 40)),
    ),
  });
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
        whole,
      );
      try {
        parse(text);
        accepted += 1;
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        const lines = text.split("\n").length;
        for (const { line, column } of error.problems) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(accepted).toBeGreaterThan(0);
});
