/** The access register beside the policy: its clauses are found, locked and linted in a file of their own. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { coverageNow } from "../../src/app/coverage.ts";
import { lint } from "../../src/app/lint.ts";
import { readEverything, type Read } from "../../src/app/read.ts";
import { warmRunner } from "../kit/warm.ts";

const POLICY =
  "# Policy\n\n## Ports\n\nPort 443 is open. Port 80 is open to browsers.\n\n## Drives\n\nAll drives are encrypted.\n";
const CONFIG = `policies: [policy.md]
access: net/access.yaml
bindings:
  - control: encryption-at-rest
    checks: [ebs-volume-encrypted]
    clauses: [{ quote: All drives are encrypted }]
`;
const REGISTER = `rows:
  - id: users
    from: internet
    to: load-balancer
    ports: 443
    why: They use it.
    owner: Platform
    approvedBy: Officer
    review: 2026-06-01
    clauses:
      - quote: Port 443 is open
        section: Ports
  - id: browsers
    from: internet
    to: load-balancer
    ports: 80
    why: They are sent on.
    owner: Platform
    unreviewed: true
    clauses:
      - quote: Port 80 is open
`;

const warmIn = warmRunner();
let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "clausewatch-access-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, "a-"));
  await mkdir(join(folder, "conf/net"), { recursive: true });
  await write({});
});

const write = async ({ config = CONFIG, register = REGISTER, policy = POLICY }) => {
  await writeFile(join(folder, "conf/clausewatch.yaml"), config);
  await writeFile(join(folder, "conf/net/access.yaml"), register);
  await writeFile(join(folder, "conf/policy.md"), policy);
};
const request = () => ({ path: "conf/clausewatch.yaml", cwd: folder, env: {}, log: () => undefined });
const read = async (): Promise<Read> => {
  const all = await readEverything(request());
  await all.catalog.close();
  return all;
};
const clausewatch = (...args: string[]) => warmIn(folder)([...args, "-c", "conf/clausewatch.yaml"]);
const accept = () => clausewatch("policy", "accept", "--yes", "--by", "Officer");
/** `warning stale-clause conf/policy.md:5:1` */
const linted = async (day = "2026-05-03") =>
  (await lint(request(), day)).map(
    ({ level, rule, file, line, column }) => `${level} ${rule} ${file}:${line}:${column}`,
  );
const DRAFT = "note row-not-reviewed conf/net/access.yaml:19:17";

describe("what is read", () => {
  test("rows have their clauses, and their places below the configuration's folder", async () => {
    const { access, problems } = await read();
    expect(problems).toEqual([]);
    expect(access!.roles).toEqual([]);
    expect(access!.rows).toMatchObject([
      {
        id: "users",
        from: [{ internet: true }],
        approval: { by: "Officer", review: "2026-06-01" },
        clauses: [{ text: "Port 443 is open.", file: "policy.md", line: 5 }],
        place: { file: "net/access.yaml", line: 2 },
      },
      { id: "browsers", approval: null, clauses: [{ line: 5, column: 19 }], place: { line: 13 } },
    ]);
  });

  test("without a register there are roles, or nothing", async () => {
    const config = CONFIG.replace("access: net/access.yaml\n", "");
    await write({ config });
    expect((await read()).access).toBeNull();
    await write({ config: `${config}roles: [{ role: bastion, name: jump }]\n` });
    expect((await read()).access).toMatchObject({ roles: [{ role: "bastion", name: "jump" }], rows: [] });
  });

  test("a row makes no clause checked", async () => {
    const withRows = coverageNow(await read(), null);
    await write({ register: "rows: []" });
    expect(coverageNow(await read(), null)).toEqual(withRows);
  });
});

describe("clauses of rows", () => {
  test("are accepted with those of the configuration", async () => {
    expect(await linted()).toEqual(["note not-accepted conf/clausewatch.yaml:1:1", DRAFT]);
    expect(await accept()).toMatchObject({ code: 0, stderr: expect.stringContaining("3 clauses accepted by Officer") });
    expect(await linted()).toEqual([DRAFT]);
    expect((await read()).access!.rows[0]!.clauses[0]!.stale).toBeUndefined();
  });

  test("are told at their lines in the register, where nobody has accepted them yet", async () => {
    await write({ register: "rows: []" });
    await accept();
    const twice = `${REGISTER}      - quote: is open to browsers\n      - quote: Port 443 is\n`;
    await write({ register: twice });
    expect(await linted()).toEqual([
      "warning not-accepted conf/net/access.yaml:11:9",
      "warning not-accepted conf/net/access.yaml:21:9",
      DRAFT,
    ]);
  });

  test("are stale when the policy changes; the scan goes on, and the row says so", async () => {
    await accept();
    await write({ policy: POLICY.replace("Port 443 is open.", "Port 443 is open at night.") });
    expect(await linted()).toEqual(["warning stale-clause conf/policy.md:5:1", DRAFT]);
    await write({ policy: POLICY.replace("Port 443 is open.", "Port 443 is shut.") });
    expect(await linted()).toEqual([
      "warning outdated-quote conf/net/access.yaml:11:9",
      "warning stale-clause conf/policy.md:5:1",
      DRAFT,
    ]);
    const { access, problems } = await read();
    expect(problems).toEqual([]);
    expect(access!.rows[0]!.clauses).toMatchObject([
      { text: "Port 443 is shut.", stale: { kind: "changed", accepted: { by: "Officer" } } },
    ]);
  });

  test("are told of once, however many rows quote them", async () => {
    const again = REGISTER.replace("Port 80 is open", "Port 443 is open");
    await write({ register: again });
    await accept();
    await write({ register: again, policy: POLICY.replace("Port 443 is open.", "Port 443 is open at night.") });
    expect(await linted()).toEqual(["warning stale-clause conf/policy.md:5:1", DRAFT]);
  });

  test("that are gone are told at their lines in the register", async () => {
    await accept();
    await write({ policy: POLICY.replace("Port 80 is open to browsers.", "") });
    expect(await linted()).toEqual(["warning stale-clause conf/net/access.yaml:21:9", DRAFT]);
  });

  test("and entries of the lock that no row quotes any more", async () => {
    await accept();
    await write({ register: "rows: []" });
    expect(await linted()).toEqual([
      expect.stringMatching(/^note unused-lock-entry conf\/policy\.lock:/),
      expect.stringMatching(/^note unused-lock-entry conf\/policy\.lock:/),
    ]);
  });

  test.each([
    ["a quote that is nowhere", "Port 443 is open", "Port 22 is open", "quote-not-found", 11, 16],
    ["a heading that is nowhere", "section: Ports", "section: Doors", "section-not-found", 12, 18],
    ["a quote that stands twice", "quote: Port 80 is open", "quote: is open", "quote-found-twice", 21, 16],
  ])("%s is an error that names the register, and stops everything", async (_, from, to, rule, line, column) => {
    await write({ register: REGISTER.replace(from, to) });
    expect((await linted())[0]).toBe(`error ${rule} conf/net/access.yaml:${line}:${column}`);
    for (const command of [
      ["scan", "--from", "none.jsonl.gz"],
      ["policy", "accept", "--yes"],
    ]) {
      const { code, stderr } = await clausewatch(...command);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(`conf/net/access.yaml:${line}:${column}: `),
      });
    }
  });
});

describe("rows", () => {
  test("are overdue from the day after their review on", async () => {
    await accept();
    expect(await linted("2026-06-01")).toEqual([DRAFT]);
    expect(await linted("2026-06-02")).toEqual(["warning review-overdue conf/net/access.yaml:9:13", DRAFT]);
    const { code, stdout } = await clausewatch("policy", "lint");
    expect(stdout).toContain('the review of the row "users" by Platform was due on 2026-06-01');
    expect(code).toBe(3);
  });

  test.each([
    ["internet", "tcp", "all", true],
    ["internet", "tcp", "0-65535", true],
    ["internet", "tcp", "[0-1023, 1024-65535]", true],
    ["internet", "udp", "all", true],
    ["internet", "all", "all", true],
    ["[web, internet]", "tcp", "all", true],
    ["0.0.0.0/0", "tcp", "all", true],
    ['"::/0"', "tcp", "all", true],
    ["[0.0.0.0/1, 128.0.0.0/1]", "tcp", "all", true],
    ["internet", "tcp", "1-65535", false],
    ["internet", "icmp", "all", false],
    ["0.0.0.0/1", "tcp", "all", false],
    ["10.0.0.0/8", "tcp", "all", false],
    ["{ internet: true, customer: alder }", "tcp", "all", false],
    ["bastion", "all", "all", false],
  ])("from %s, %s %s: whether they leave anything to find", async (from, protocol, ports, wide) => {
    const register = REGISTER.replace("from: internet", `from: ${from}\n    protocol: ${protocol}`);
    await write({
      config: `${CONFIG}customers: [{ name: alder, vpcs: [vpc-0a1b2c3d] }]\n`,
      register: register.replace("ports: 443", `ports: ${ports}`),
    });
    const found = (await linted()).filter((finding) => finding.includes("row-opens-everything"));
    expect(found).toEqual(wide ? ["note row-opens-everything conf/net/access.yaml:6:12"] : []);
  });

  test("that are wrong are an error of the configuration", async () => {
    await write({ register: REGISTER.replace("to: load-balancer", "to: load-balancers") });
    const [finding] = await lint(request(), "2026-05-03");
    expect(finding).toMatchObject({
      level: "error",
      rule: "configuration",
      file: "conf/net/access.yaml",
      line: 4,
      column: 9,
      hint: 'Did you mean "load-balancer"?',
    });
  });
});
