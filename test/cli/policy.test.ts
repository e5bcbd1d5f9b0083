import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CoverageReport, Finding, Inheritance, RuleCoverage } from "../../src/contract/index.ts";
import { lint as lintHere } from "../../src/app/lint.ts";
import { type Run, runIn } from "../kit/clausewatch.ts";
import { warmRunner } from "../kit/warm.ts";

const POLICY = `# Policy

## 3.1 Drives

All drives are encrypted. Keys are rotated yearly.

## 3.2 Access

Access to servers is granted to named persons.
`;
const CONFIG = `policies: [policies]
bindings:
  - control: encryption-at-rest
    checks: [ebs-volume-encrypted]
    clauses:
      - quote: All drives are encrypted
        section: 3.1 Drives
manual:
  - clauses: [{ quote: Access to servers is granted }]
    owner: Officer
    how: compares the lists
    nextReview: 2999-01-01
`;

let root: string;
const warmIn = warmRunner();
let folder: string;
let clausewatch: Run;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "clausewatch-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, "policy-"));
  clausewatch = warmIn(folder);
  await mkdir(join(folder, "policies"));
  await write(CONFIG, POLICY);
});

const write = async (config: string, policy: string) => {
  await writeFile(join(folder, "clausewatch.yaml"), config);
  await writeFile(join(folder, "policies/policy.md"), policy);
};
/** In this process, for it is asked often. */
const lint = async () => {
  const found = await lintHere({ cwd: folder, env: {}, log: () => undefined }, "2026-05-03");
  const has = (wanted: string) => found.some(({ level }) => level === wanted);
  return { code: has("error") ? 2 : has("warning") ? 3 : 0, found };
};
const accept = () => clausewatch(["policy", "accept", "--yes", "--by", "Officer"]);
const lock = () => readFile(join(folder, "policy.lock"), "utf8");

describe("policy accept and lint", () => {
  test("what is accepted is found as it was, however it is set", async () => {
    expect((await lint()).found.map(({ level, rule }) => `${level} ${rule}`)).toEqual(["note not-accepted"]);
    expect(await accept()).toMatchObject({ code: 0, stderr: expect.stringContaining("2 clauses accepted by Officer") });
    const set = POLICY.replace("3.1", "9.7").replace("All drives", "**All  drives**").replace("3.2 Access", "Access");
    await write(CONFIG, set.replaceAll("\n", "\r\n"));
    expect(await lint()).toEqual({ code: 0, found: [] });
    const before = await lock();
    await accept();
    expect(await lock()).toBe(before);
  });

  test("a changed word is stale, shown, and does not stop a scan; accepting it ends that", async () => {
    await accept();
    await write(CONFIG, POLICY.replace("All drives are encrypted", "Most drives are encrypted"));
    const { code, found } = await lint();
    expect(code).toBe(3);
    expect(found.map(({ level, rule, file, line, column }) => [level, rule, file, line, column])).toEqual([
      ["warning", "outdated-quote", "clausewatch.yaml", 6, 9],
      ["warning", "stale-clause", "policies/policy.md", 5, 1],
    ]);
    expect(found[1]?.change).toEqual({ before: "All drives are encrypted.", after: "Most drives are encrypted." });
    const told = await clausewatch(["policy", "lint"]);
    expect(told).toMatchObject({ code, stdout: expect.stringContaining("[-All-] {+Most+} drives are encrypted.") });

    await accept();
    // The quote is still to be corrected; the sentence is accepted.
    expect((await lint()).found.map(({ rule }) => rule)).toEqual(["outdated-quote"]);
    await write(CONFIG.replace("All drives", "Most drives"), POLICY.replace("All drives", "Most drives"));
    expect((await lint()).found.map(({ rule }) => rule)).toEqual(["unused-lock-entry"]);
    expect((await accept()).stderr).toContain("1 entry dropped");
    expect(await lint()).toEqual({ code: 0, found: [] });
  });

  test("a clause that is gone is told at its binding, and accept leaves it", async () => {
    await accept();
    await write(CONFIG, POLICY.replace("All drives are encrypted. ", ""));
    const { code, found } = await lint();
    expect(code).toBe(3);
    expect(found[0]).toMatchObject({
      rule: "stale-clause",
      file: "clausewatch.yaml",
      line: 6,
      change: { after: null },
    });
    const answer = await accept();
    expect(answer).toMatchObject({ code: 3, stderr: expect.stringContaining("is gone from the policy") });
    expect(await lock()).toContain("All drives are encrypted");
  });

  test("nobody to ask: nothing is accepted", async () => {
    const { code, stderr } = await runIn(folder)(["policy", "accept", "--by", "Officer"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("--yes") });
    await expect(lock()).rejects.toThrow("ENOENT");
  });

  test("a lock that was edited by hand vouches for nothing", async () => {
    await accept();
    await writeFile(join(folder, "policy.lock"), (await lock()).replace("text: All drives", "text: No drives"));
    const { code, found } = await lint();
    expect(code).toBe(2);
    expect(found[0]).toMatchObject({ level: "error", rule: "lock-damaged", file: "policy.lock", line: 22 });
    const scan = await clausewatch(["scan", "--from", "nothing.jsonl.gz"]);
    expect(scan).toMatchObject({ code: 2, stderr: expect.stringContaining("policy.lock:22:") });
    // Who accepts what stands there mends it.
    expect(await accept()).toMatchObject({ code: 0, stderr: expect.stringContaining("1 clause accepted") });
    expect(await lint()).toEqual({ code: 0, found: [] });
  });

  test("a lock of another configuration is another file", async () => {
    await accept();
    await writeFile(join(folder, "other.yaml"), CONFIG);
    await clausewatch(["policy", "accept", "--yes", "--by", "Guest", "-c", "other.yaml"]);
    expect(await lock()).toContain("by: Officer");
    expect(await readFile(join(folder, "other.policy.lock"), "utf8")).toContain("by: Guest");
  });

  test("a quote that was changed with its sentence is no clause that anybody accepted", async () => {
    await accept();
    await write(CONFIG.replace("All drives", "Few drives"), POLICY.replace("All drives", "Few drives"));
    const { code, found } = await lint();
    expect(code).toBe(3);
    expect(found[0]).toMatchObject({
      level: "warning",
      rule: "not-accepted",
      change: { before: "All drives are encrypted.", after: "Few drives are encrypted." },
    });
  });

  test.each<[string, string, number, string, RegExp]>([
    ["a lock that is none", "clauses: 5", 1, "configuration", /format is missing/],
    ["a lock of a later normaliser", "format: 1\nnormaliser: 99\nclauses: []", 2, "configuration", /normaliser 99/],
    ["a lock of a later program", "format: 2\nnormaliser: 1\nclauses: []", 1, "configuration", /format/],
    ["a merge conflict", "<<<<<<< ours\nformat: 1\n=======\n", 1, "configuration", /YAML|key|group/],
  ])("%s is one clear error", async (_, text, line, rule, says) => {
    await writeFile(join(folder, "policy.lock"), text);
    const { code, found } = await lint();
    expect(code).toBe(2);
    expect(found[0]).toMatchObject({ rule, file: "policy.lock", line });
    expect(found[0]?.message).toMatch(says);
  });

  test.each<[string, string, string, number, string]>([
    ["a quote that is nowhere", CONFIG.replace("All drives", "All discs"), POLICY, 6, "quote-not-found"],
    [
      "a quote that stands twice",
      CONFIG,
      POLICY.replace("Keys", "All drives are encrypted at once. Keys"),
      6,
      "quote-found-twice",
    ],
    ["a heading that is nowhere", CONFIG.replace("3.1 Drives", "Disks"), POLICY, 7, "section-not-found"],
    ["a control that is nowhere", CONFIG.replace("encryption-at-rest", "encryption"), POLICY, 3, "unknown-name"],
    [
      "a parameter that is nowhere",
      `${CONFIG.slice(0, CONFIG.indexOf("manual"))}    params: { rsa: 1 }\n`,
      POLICY,
      8,
      "unknown-name",
    ],
    ["a review that is overdue", CONFIG.replace("2999", "1999"), POLICY, 12, "review-overdue"],
    [
      "a control without a check",
      CONFIG.replace("checks: [ebs-volume-encrypted]", "").replace("encryption-at-rest", "disaster-recovery"),
      POLICY,
      3,
      "control-without-checks",
    ],
    [
      "a clause that is bound and does not apply",
      `${CONFIG}notApplicable: [{ clauses: [{ quote: All drives }], reason: no }]\n`,
      POLICY,
      6,
      "contradiction",
    ],
    ["no YAML", "policies: [", POLICY, 1, "configuration"],
    ["a policy that nests without end", CONFIG, `${"> ".repeat(50_000)}x`, 1, "configuration"],
  ])("%s", async (_, config, policy, line, rule) => {
    await write(config, policy);
    const { code, found } = await lint();
    expect(found[0]).toMatchObject({ rule, line });
    expect(code).toBe(found[0]?.level === "error" ? 2 : 3);
    expect(found[0]?.hint).toMatch(/\S/);
  });

  test("says that there is no configuration", async () => {
    await rm(join(folder, "clausewatch.yaml"));
    expect(await clausewatch(["policy", "lint"])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("no clausewatch.yaml"),
    });
  });

  test("SARIF is what its schema asks for, and leads to the lines", async () => {
    await accept();
    const hostile = "All [drives](javascript:alert(1)) are \u202e encrypted \u001b[2J.";
    await write(
      `${CONFIG}notApplicable: [{ clauses: [{ quote: Nowhere }], reason: no }]\n`,
      POLICY.replace("All drives are encrypted.", hostile),
    );
    const { code, stdout } = await clausewatch(["policy", "lint", "-o", "sarif", "-o", "sarif=out.sarif"]);
    expect(code).toBe(2);
    expect(await readFile(join(folder, "out.sarif"), "utf8")).toBe(stdout);
    expect(stdout).not.toMatch(/[\p{Cc}\p{Cf}](?<!\n)/u);
    const log = JSON.parse(stdout) as { runs: { results: Record<string, any>[] }[] };
    const schema = createRequire(import.meta.url)("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as object;
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, logger: false }).compile(
      withoutIds(schema),
    );
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    const results = log.runs[0]!.results.map(({ ruleId, level, locations }) => {
      const { artifactLocation, region } = locations[0].physicalLocation;
      return [ruleId, level, artifactLocation.uri, region.startLine];
    });
    expect(results).toEqual([
      ["quote-not-found", "error", "clausewatch.yaml", 13],
      ["stale-clause", "warning", "policies/policy.md", 5],
    ]);
    // A link in a message would have its text in square brackets.
    for (const { message } of log.runs[0]!.results) expect(message.text).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/);
  });
});

/** The schema names itself as draft 4 did, and uses nothing else of it. */
function withoutIds(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "id" && key !== "$schema"));
}

describe("findings under a stale clause", () => {
  test("say so, and the scan goes on", async () => {
    await accept();
    await write(CONFIG, POLICY.replace("encrypted.", "encrypted, mostly."));
    const { stdout } = await clausewatch(["demo", "--check", "ebs-volume-encrypted", "-o", "json"]);
    expect(JSON.parse(stdout).findings.length).toBeGreaterThan(0);
    const recorded = join(folder, "r.jsonl.gz");
    await record(recorded);
    const scan = await clausewatch(["scan", "--from", recorded, "--check", "ebs-volume-encrypted", "-o", "jsonl"]);
    expect(scan.code).toBe(3);
    const findings = scan.stdout
      .split("\n")
      .filter((line) => line.includes('"finding"'))
      .map((line) => JSON.parse(line) as Finding);
    expect(findings.length).toBeGreaterThan(0);
    for (const { clauses } of findings) {
      expect(clauses[0]?.stale).toMatchObject({
        kind: "changed",
        accepted: { text: "All drives are encrypted.", by: "Officer" },
      });
    }
    const told = await clausewatch(["scan", "--from", recorded, "--check", "ebs-volume-encrypted"]);
    expect(told.stdout).toContain("STALE: Officer accepted another text on 20");
  });
});

/** The sample account, recorded. */
async function record(path: string): Promise<void> {
  const { demoRecording } = await import("../../src/demo/index.ts");
  const { createRecording, recordingInto } = await import("../../src/recording/index.ts");
  const { readAll } = await import("../../src/app/record.ts");
  const { listings } = await import("../../src/listings/index.ts");
  const writer = await createRecording(path, { recorded: "2026-03-02T06:00:00Z", program: "test" });
  const wanted = new Set([...listings.values()].filter(({ scope }) => scope !== "account"));
  await readAll(recordingInto(demoRecording(), writer), wanted, 4, () => undefined);
  await writer.close();
}

describe("the policy's version", () => {
  const git = (...args: string[]) =>
    promisify(execFile)("git", ["-c", "user.name=Officer", "-c", "user.email=o@example.com", "-C", folder, ...args]);
  const version = async () => {
    const { stdout } = await clausewatch(["policy", "coverage", "-o", "json"]);
    return (JSON.parse(stdout) as CoverageReport).documents[0]!.version;
  };

  test("is the commit's, where the document stands as it was committed; else the file's hash", async () => {
    expect((await version()).from).toBe("file hash");
    await git("init", "-q");
    expect((await version()).from).toBe("file hash");
    await git("add", ".");
    await git("commit", "-q", "-m", "policy", "--date", "2026-05-03T10:00:00Z");
    const { stdout } = await git("log", "-1", "--format=%H %cs");
    const [commit = "", day] = stdout.trim().split(" ");
    expect(await version()).toEqual({ label: `${commit.slice(0, 12)} (${day})`, from: "Git commit" });
    await write(CONFIG, `${POLICY}\nMore.\n`);
    expect((await version()).from).toBe("file hash");
    await write(CONFIG, `${POLICY}\nLast updated on 3 May 2026.\n`);
    expect(await version()).toEqual({ label: "3 May 2026", from: "last-updated sentence" });
  });
});

describe("coverage and inheritance of the sample policy", () => {
  const sample = join(import.meta.dirname, "../../config/clausewatch.yaml");
  let results: string;
  beforeAll(async () => {
    results = join(root, "scan.json");
    const { code } = await warmIn(root)(["demo", "-o", `json=${results}`, "-o", `jsonl=${results}l`]);
    expect(code).toBe(0);
  });
  const coverage = async (...args: string[]) => clausewatch(["policy", "coverage", "-c", sample, ...args]);

  test("says of each clause how it is held, and what is true, with denominators", async () => {
    const { code, stdout } = await coverage("--results", results);
    expect(code).toBe(0);
    expect(stdout).toContain("As of the scan of 2026-03-02 06:00 UTC (demo)");
    expect(stdout).toMatch(/✘ fail +“Every drive of every server is encrypted/);
    expect(stdout).toMatch(/partly checked +\d+ of \d+ \(\d+ %\)/);
    expect(stdout).toMatch(/! manual, overdue +“Once a year we restore one/);
    expect(stdout).toMatch(/– not applicable +“Servers in rooms of our own/);
    expect(stdout).toMatch(/! uncovered +“/);
    expect((await coverage("--results", `${results}l`)).stdout).toBe(stdout);
  });

  test("without a scan says nothing of today", async () => {
    const { stdout } = await coverage("-o", "json");
    const report = JSON.parse(stdout) as CoverageReport;
    expect(report.scan).toBeNull();
    expect(report.clauses.every(({ today }) => today === null)).toBe(true);
    expect(report.checks.every(({ demanded }) => demanded)).toBe(true);
  });

  test("is a table for spreadsheets", async () => {
    const { stdout } = await coverage("--results", results, "-o", "csv");
    const lines = stdout.split("\r\n");
    expect(lines[0]).toMatch(/^policy,file,line,number,section,clause,state,today/);
    expect(lines.filter((line) => line.includes(",uncovered,")).length).toBeGreaterThan(0);
    expect(lines.some((line) => line.includes(",partly checked,fail,encryption-at-rest,"))).toBe(true);
  });

  test("by the rules of HIPAA", async () => {
    const { stdout } = await coverage("--results", results, "--by", "hipaa", "-o", "json");
    const { rules } = JSON.parse(stdout) as { rules: RuleCoverage[] };
    const encryption = rules.find(({ rule }) => rule === "164.312(a)(2)(iv)");
    expect(encryption).toMatchObject({ title: "Encryption and decryption", kind: "addressable", today: "fail" });
    expect(encryption!.clauses.length).toBeGreaterThan(2);
    expect((await coverage("--by", "hipaa")).stdout).toContain(
      "164.312(a)(2)(iv) Encryption and decryption (addressable)",
    );
  });

  test("inheritance says what a customer has, and what remains theirs", async () => {
    const ask = (customer: string, ...args: string[]) =>
      clausewatch(["policy", "inheritance", "-c", sample, "--customer", customer, "--results", results, ...args]);
    const of = async (customer: string) =>
      (JSON.parse((await ask(customer, "-o", "json")).stdout) as { rules: Inheritance[] }).rules.find(
        ({ rule }) => rule === "164.312(b)",
      )!;
    expect((await of("birch")).remains.join()).toContain("Request log: not signed up for (Birch Hospital");
    expect((await of("alder")).remains.join()).not.toContain("Request log");
    expect((await ask("alder")).stdout).toContain("What alder inherits");
    expect(await ask("elm")).toMatchObject({ code: 2, stderr: expect.stringContaining("it has alder, birch") });
  });

  test.each<[string, string, RegExp]>([
    ["no file", "", /none\.json: cannot read the results: ENOENT/],
    ["no JSON", "{ x", /:1: is no JSON: .*Give the file that/],
    ["another document", '{ "a": 1 }', /:1: is no event of a scan/],
    ["events that are cut", '{"type":"cell"}\n', /:1: the event "cell" is damaged, unit: /],
    ["no scan", "", /no event tells of a scan/],
    ["another format", '{"type":"scan","format":9,"checks":[],"started":""}\n', /are of format 9/],
  ])("results that are none: %s", async (name, text, says) => {
    const file = join(folder, name === "no file" ? "none.json" : "some.json");
    if (name !== "no file") await writeFile(file, text);
    const { code, stderr } = await coverage("--results", file);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) });
  });
});

describe("suggest and init", () => {
  test("propose, write what lint accepts, and overwrite nothing", async () => {
    await rm(join(folder, "clausewatch.yaml"));
    const asked = await clausewatch(["policy", "suggest", "--policy", "policies", "-o", "json"]);
    const found = JSON.parse(asked.stdout) as Record<string, unknown>[];
    expect(found[0]).toMatchObject({
      control: "encryption-at-rest",
      policy: "policy",
      section: ["Policy", "3.1 Drives"],
      line: 5,
      clause: "All drives are encrypted.",
      score: expect.any(Number),
    });
    await mkdir(join(folder, "conf"));
    const init = ["init", "--policy", "policies/*.md", "--out", "conf/clausewatch.yaml", "--yes"];
    expect((await clausewatch(init)).code).toBe(0);
    const written = await readFile(join(folder, "conf/clausewatch.yaml"), "utf8");
    expect(written).toContain("- ../policies/*.md");
    expect(written).toContain("- quote: All drives are encrypted.");
    expect(await clausewatch(["policy", "lint", "-c", "conf/clausewatch.yaml"])).toMatchObject({ code: 0 });
    expect(await clausewatch(init)).toMatchObject({ code: 2, stderr: expect.stringContaining("overwrites nothing") });
    expect(await readFile(join(folder, "conf/clausewatch.yaml"), "utf8")).toBe(written);
  });

  test.each<[string[], RegExp]>([
    [["init", "--policy", "policies"], /nobody to ask/],
    [["init", "--yes"], /name your policy/],
    [["init", "--yes", "--policy", "none/*.md"], /--policy: no policy matches "none\/\*\.md"/],
    [["policy", "suggest", "--policy", "policies", "--control", "x"], /--control x: there are backup/],
  ])("%j", async (args, says) => {
    await rm(join(folder, "clausewatch.yaml"));
    expect(await runIn(folder)(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(says) });
  });
});
