import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ScanEvent, Unreadable } from "../../src/contract/index.ts";
import { outputs, type TextOptions } from "../../src/report/index.ts";
import { displayWidth } from "../../src/report/text.ts";
import {
  account,
  cell,
  check,
  checks,
  denied,
  finding,
  production,
  scan,
  staging,
  story,
  summary,
  unit,
  unknown,
} from "../kit/events.ts";
import { hostile } from "../kit/hostile.ts";

const plain: TextOptions = { width: 80, color: false, unicode: false };
const rich: TextOptions = { width: 80, color: true, unicode: true };
// oxlint-disable-next-line no-control-regex -- our own SGR codes begin with ESC
const sgr = /\u001b\[(1|2|22|3[0-79])m/g;
const { volumes, instances } = checks;
const home = unit(production, "eu-central-1");

function report(events: readonly ScanEvent[], options: Partial<TextOptions> = {}): string {
  const output = outputs.terminal({ ...plain, ...options });
  for (const event of events) expect(output.event(event)).toBeUndefined();
  return output.end();
}

/** The whole scan of these events: checks, accounts, what happened, summary. */
function scanOf(events: readonly ScanEvent[], of = Object.values(checks)): ScanEvent[] {
  const all = [scan(of), ...events];
  return [...all, summary(all)];
}

/** Without wrapping. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

describe("the story", () => {
  test.each([80, 200])("at %i columns", async (width) => {
    await expect(report(story(), { width })).toMatchFileSnapshot(`story-${width}.txt`);
  });

  it("fits its width, at any width", () => {
    for (const width of [60, 80, 100, 200]) {
      for (const line of report(story(), { ...rich, width }).split("\n")) {
        expect(displayWidth(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  it("says the same without colors: colors only repeat what the words say", () => {
    expect(report(story(), { ...rich }).replace(sgr, "")).toBe(report(story(), { ...rich, color: false }));
  });

  it("is ASCII where Unicode is not wanted", () => expect(report(story())).toMatch(/^[\n\x20-\x7e]*$/));

  it("styles each line by itself", () => {
    for (const line of report(story(), rich).split("\n")) {
      const open = new Set<string>();
      for (const [, code] of line.matchAll(sgr)) {
        if (code === "22") ["1", "2"].forEach((weight) => open.delete(weight));
        else if (code === "39") open.delete("color");
        else open.add(code!.startsWith("3") ? "color" : code!);
      }
      expect([...open], line).toEqual([]);
    }
  });

  it("does not depend on the order in which answers arrived", () => {
    const [first, ...rest] = story();
    const expected = report(story());
    const shuffled = fc.shuffledSubarray(rest, { minLength: rest.length });
    fc.assert(
      fc.property(shuffled, (events) => report([first!, ...events]) === expected),
      { numRuns: 30 },
    );
  });
});

describe("findings", () => {
  it("quote a clause once for the checks that share it", () => {
    const text = report(
      scanOf([
        account(production, ["eu-central-1"]),
        finding(volumes, home, "vol-1", "open"),
        finding(instances, home, "db-1", "open"),
      ]),
    );
    expect(text.split("All drives and databases")).toHaveLength(2);
    expect(text).toContain("config/policies/information-security.md:31");
  });

  it("of a check that no clause asks for say so", () => {
    const lone = check("lone", "lonely", "low", "Nobody asked");
    expect(report(scanOf([finding(lone, home, "x", "bad")], [lone]))).toContain(
      "no clause of your policy asks for this",
    );
  });

  it("beyond the first twenty are counted", () => {
    const at = [home, unit(staging, "eu-west-1")];
    const many = Array.from({ length: 1254 }, (_, i) =>
      finding(volumes, at[i % 2]!, `vol-${String(i).padStart(5, "0")}`, "not encrypted"),
    );
    const text = report(scanOf(many));
    expect(text).toContain("and 1,234 more, in 2 accounts altogether (see --output json)");
    expect(text.match(/vol-0\d+/g)).toHaveLength(20);
    expect(text).toContain("vol-00000");
    expect(text).toContain("vol-00038");
    expect(text).toContain("x 1,254 findings (1,254 high).");
  });

  it("say their severity where it is not the check's own", () => {
    expect(report(scanOf([{ ...finding(volumes, home, "vol-1", "open"), severity: "low" }]))).toContain("low: open");
  });

  it("name account and region, and what an ARN is of", () => {
    const arn = "arn:aws:rds:eu-central-1:111122223333:db:records";
    const text = report(scanOf([finding(volumes, home, arn, "open", "records")]));
    expect(text).toContain("production (111122223333) - eu-central-1\n      db:records  records  open\n");
  });

  it("of a check that was not announced are a defect of ours", () => {
    expect(() => report([scan([]), finding(volumes, home, "vol-1", "open")])).toThrow("ebs-volume-encrypted");
  });
});

describe("what is unknown", () => {
  const regions = Array.from({ length: 17 }, (_, i) => `xx-region-${i + 1}`);
  const all = Object.values(checks);
  const accounts = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ account: String(100000000000 + i), accountName: `a${i}` }));
  const deniedIn = (who: { account: string; accountName?: string }, of = all) =>
    regions.flatMap((region) => {
      const at = unit(who, region);
      return of.map((check) => cell(check, at, "unknown", {}, [denied(at, "ec2:DescribeVolumes", "ec2.volumes")]));
    });

  it("for one missing permission is one entry, in 17 regions and 8 checks", () => {
    const text = report(scanOf([account(production, regions), ...deniedIn(production)]));
    expect(text.match(/ec2:DescribeVolumes denied \(UnauthorizedOperation\)\n {4}where/g)).toHaveLength(1);
    expect(text).toContain("where    production (111122223333), 17 regions\n");
    expect(text).toContain("do       grant the IAM action ec2:DescribeVolumes\n");
    expect(text).toContain("unknown  all 8 checks: 136 cells\n");
    expect(text).toContain("136 cells planned (1 account x 17 regions x 8 checks): 0 judged, 136 unknown");
    expect(text).toContain("No findings in what could be read.");
    expect(text).toContain("Scan INCOMPLETE: 136 of 136 cells unknown.");
  });

  it("in 200 accounts is one entry too", () => {
    const text = flat(report(scanOf(accounts(200).flatMap((who) => deniedIn(who, [volumes])))));
    expect(text).toContain("200 accounts (a0 (100000000000), a1 (100000000001) and 198 more), 3,400 regions in all");
    expect(text).toContain("unknown ebs-volume-encrypted: 3,400 cells");
  });

  it("names few regions, and an account that could not be opened as a whole", () => {
    const at = unit(staging, "*");
    const credentials: Unreadable = {
      kind: "credentials",
      api: "sts:GetCallerIdentity",
      action: "sts:GetCallerIdentity",
      code: "ExpiredToken",
      message: "The security token included in the request is expired",
      account: staging.account,
      region: "*",
    };
    const text = report(
      scanOf([
        { ...account(staging, []), unreadable: credentials },
        cell(volumes, at, "unknown", {}, [{ kind: "unreadable", listing: "ec2.volumes", unreadable: credentials }]),
        cell(instances, home, "unknown", {}, [denied(home, "rds:DescribeDBInstances", "rds.instances")]),
      ]),
    );
    expect(text).toContain(
      "sts:GetCallerIdentity had no valid credentials (ExpiredToken)\n    where    staging (444455556666), the account as a whole\n",
    );
    expect(text).toContain("where    production (111122223333), eu-central-1\n");
    expect(text).toContain("1 of 1 account could not be read");
  });

  it("for items that lack a field is one entry whatever their index, with samples", () => {
    const why = (i: number) => `the answer lacks IpPermissions[${i}].IpProtocol`;
    const text = flat(
      report(
        scanOf([
          ...[1, 2, 3, 4, 5].map((i) => unknown(volumes, home, `sg-${i}`, why(i))),
          unknown(volumes, home, null, why(9)),
          cell(
            volumes,
            home,
            "unknown",
            { unknown: 6 },
            [1, 2, 3, 4, 5, 9].map((i) => ({ kind: "items", count: 1, why: why(i) })),
          ),
        ]),
      ),
    );
    expect(text).toContain("? the answer lacks IpPermissions[].IpProtocol (6 items)");
    expect(text).toContain("such as sg-1, sg-2, sg-3 unknown ebs-volume-encrypted: 1 cell");
  });

  it("names a resource once where its name is its id, as that of a database is", () => {
    const samples = ["records", "vol-1"].map((id) => {
      const event = unknown(volumes, home, id, "the answer lacks Encrypted");
      return { ...event, resource: { ...event.resource!, name: "records" } };
    });
    const reason = { kind: "items", count: 2, why: "the answer lacks Encrypted" } as const;
    const text = flat(report(scanOf([...samples, cell(volumes, home, "unknown", { unknown: 2 }, [reason])])));
    expect(text).toContain("such as records, vol-1 (records) unknown");
  });

  it("is never shown as a pass", () => {
    const other = unit(production, "eu-west-1");
    const text = report(
      scanOf(
        [
          cell(volumes, home, "unknown", { pass: 0 }, [denied(home, "ec2:DescribeVolumes", "ec2.volumes")]),
          cell(volumes, other, "pass", { pass: 4 }),
        ],
        [volumes],
      ),
    );
    expect(text).toContain("? Encryption at rest  unknown in 1 of 2 cells, 4 pass elsewhere\n");
  });

  it("shows a check that broke, with its error", () => {
    const text = report(
      scanOf([cell(volumes, home, "unknown", {}, [{ kind: "check-error", why: "x is undefined\n at judge" }])]),
    );
    expect(text).toContain("a check failed: x is undefined at judge");
  });

  it("has at most twenty entries", () => {
    const reasons = Array.from(
      { length: 25 },
      (_, i) => ({ kind: "items", count: 1, why: `reason ${String.fromCharCode(97 + i)}` }) as const,
    );
    const text = report(scanOf([cell(volumes, home, "unknown", {}, reasons)]));
    expect(text.match(/^ {2}\? reason/gm)).toHaveLength(20);
    expect(text).toContain("and 5 more causes (see --output json)");
  });
});

describe("the verdict", () => {
  test.each<[string, ScanEvent[], string]>([
    [
      "all well",
      [account(production, ["eu-central-1"]), cell(volumes, home, "pass", { pass: 3 })],
      "+ No findings. Scan complete.",
    ],
    [
      "nothing there",
      [cell(volumes, home, "not-applicable")],
      "+ No findings, for there was nothing to judge. Scan complete.",
    ],
    [
      "one finding",
      [finding(volumes, home, "v", "m"), cell(volumes, home, "fail", { fail: 1 })],
      "x 1 finding (1 high). Scan complete.",
    ],
    ["no account", [], "? No findings in what could be read. Scan INCOMPLETE: nothing was planned."],
  ])("%s", (_, events, expected) => expect(flat(report(scanOf(events)))).toContain(`${expected} `));

  it("of a scan that broke off is not complete", () => {
    expect(flat(report([scan([volumes]), finding(volumes, home, "v", "m")]))).toContain(
      "x 1 finding (1 high). Scan INCOMPLETE: it broke off before its end.",
    );
    expect(flat(report([]))).toContain("Scan INCOMPLETE");
  });
});

it("names disabled regions as out of scope, accounts with the same ones together", () => {
  const text = flat(
    report(
      scanOf([
        account(production, ["eu-west-1"], ["me-south-1", "af-south-1"]),
        account(staging, ["eu-west-1", "us-east-1"], ["af-south-1", "me-south-1"]),
      ]),
    ),
  );
  expect(text).toContain(
    "Out of scope: 2 regions not enabled in production (111122223333), staging (444455556666): af-south-1, me-south-1",
  );
  expect(text).toContain("(3 regions of 2 accounts x 8 checks)");
});

it("names accounts that were left out, and counts them not among those of the plan", () => {
  const api = "organizations:ListAccounts";
  const place = { account: staging.account, region: "eu-west-1" };
  const unreadable: Unreadable = { kind: "inactive", api, action: api, code: "SUSPENDED", message: "is", ...place };
  const text = flat(report(scanOf([account(production, ["eu-west-1"]), { ...account(staging, []), unreadable }])));
  expect(text).toContain("Left out: 1 account (SUSPENDED): staging (444455556666)");
  expect(text).toContain("(1 account x 1 region x 8 checks)");
});

it("shows why nothing was applicable", () => {
  const why = { "targets are Lambda functions": 2 };
  const text = report(
    scanOf([cell(checks.targets, home, "not-applicable", { notApplicable: 2 }, [], why)], [checks.targets]),
  );
  expect(text).toContain("nothing to judge: targets are Lambda functions\n");
});

describe("hostile strings", () => {
  /** Every text of the events replaced, save the words of the contract. */
  function poison<T>(value: T, text: string, key = ""): T {
    const ours = ["type", "status", "severity", "kind", "check", "from"];
    if (typeof value === "string") return (ours.includes(key) ? value : text + value) as T;
    if (Array.isArray(value)) return value.map((element) => poison(element, text, key)) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        name === "id" && "controls" in value ? inner : poison(inner, text, name),
      ]),
    ) as T;
  }

  const drawn = /^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u;

  function isInert(events: readonly ScanEvent[], text: string): void {
    const poisoned = events.map((event) => poison(event, text));
    const lines = report(poisoned, rich).split("\n");
    for (const line of lines) expect(line.replace(sgr, "")).toMatch(drawn);
    for (const line of report(poisoned, { color: false, unicode: true }).split("\n")) expect(line).toMatch(drawn);
  }

  test.each(Object.entries(hostile))("%s", (_, text) => isInert(story(), text));

  it("any string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => isInert(story(), text)),
      { numRuns: 30 },
    );
  });

  it("cut in the middle of a character", () => {
    isInert([{ ...scan([volumes]), recorded: `${"x".repeat(15)}\u{1F600}` }], "");
  });

  it("cannot write a line of their own", () => {
    const text = report(scanOf([finding(volumes, home, "v", "ok\n\n+ No findings. Scan complete.\n")]));
    expect(text).not.toMatch(/^\+ No findings/m);
  });

  it("of a megabyte do not fill the screen", () => {
    const long = "A".repeat(1_048_576);
    const text = report(scanOf([finding(volumes, home, long, long, long)]));
    expect(text.length).toBeLessThan(20_000);
    expect(flat(text)).toContain("characters]");
  });
});
