import { describe, expect, it } from "vitest";
import {
  hipaaRules,
  type Blind,
  type AccountRead,
  type Cell,
  type CellStatus,
  type Control,
  type Customer,
  type Finding,
  type ScanEvent,
  type ScanStarted,
} from "../../../src/contract/index.ts";
import {
  bind,
  byRule,
  coverageOf,
  inheritanceOf,
  Lock,
  lockedClause,
  readPolicy,
  resolve,
  resultsOf,
  Sentences,
  type BindRequest,
  type CoverageRequest,
  type EnabledNow,
  type Resolved,
} from "../../../src/policy/index.ts";

const POLICY = `# Policy

The company runs software.

## Drives

All drives are encrypted. Keys are rotated yearly.

## People

Access is granted to named persons. Guests are announced.

## Backup Service

Backups are kept for 30 days.
`;
const sentences = new Sentences([readPolicy({ id: "p", file: "p.md", text: POLICY })]);

function control(id: string, rules: readonly string[], blind: readonly Blind[] = []): Control {
  const hipaa = hipaaRules.filter(({ rule }) => rules.includes(rule));
  const vocabulary = { subject: [], typical: [], foreign: [], figures: {} };
  return { id, title: id.toUpperCase(), demands: "x", hipaa, reach: [], blind, vocabulary };
}

const controls = new Map(
  [
    control(
      "drives",
      ["164.312(a)(2)(iv)"],
      [
        { text: "Instance stores.", checks: ["volume"] },
        { text: "Keys.", checks: ["key"] },
      ],
    ),
    control("backup", ["164.308(a)(7)(ii)(A)"], [{ text: "Restoring." }]),
    control("ids", ["164.308(a)(6)(ii)"]),
  ].map((each) => [each.id, each]),
);

function check(id: string, of: string, given = {}): EnabledNow {
  return {
    id,
    aliases: [`old-${id}`],
    title: id,
    severity: "high",
    controls: [of],
    given,
    ofService: id === "kept",
    ofNetwork: false,
  };
}
const checks = [
  check("volume", "drives"),
  check("key", "drives", { rsaBits: 4096 }),
  check("image", "drives"),
  check("kept", "backup"),
];

const nothing: BindRequest = { bindings: [], manual: [], notApplicable: [], normative: { include: [], exclude: [] } };
const drives = { quote: "All drives are encrypted" };
const keys = { quote: "Keys are rotated" };
const backups = { quote: "Backups are kept" };

function coverage(request: Partial<BindRequest>, more: Partial<CoverageRequest> = {}) {
  const bound = bind(sentences, new Lock(null), { ...nothing, ...request });
  expect(bound.problems).toEqual([]);
  return coverageOf({
    sentences,
    bound,
    controls,
    checks,
    services: [],
    customers: [],
    results: null,
    disabled: [],
    expected: { regions: "all", ownership: null, access: null },
    day: "2026-05-03",
    ...more,
  });
}

const binding = (of: string, clauses: BindRequest["bindings"][0]["clauses"], more = {}) => ({
  control: of,
  clauses,
  params: {},
  ...more,
});

function stateOf(report: ReturnType<typeof coverage>, words: string) {
  const found = report.clauses.find(({ clause }) => clause.text.startsWith(words));
  return found && { state: found.state, today: found.today, blind: found.controls.flatMap(({ blind }) => blind) };
}

describe("how a clause is held", () => {
  it("lists what promises something, in order, and nothing else", () => {
    expect(coverage({}).clauses.map(({ clause, state }) => `${clause.text} ${state}`)).toEqual([
      "All drives are encrypted. uncovered",
      "Keys are rotated yearly. uncovered",
      "Access is granted to named persons. uncovered",
      "Backups are kept for 30 days. uncovered",
    ]);
  });

  it.each<[string, object, string, string[]]>([
    ["all of a control", {}, "partly checked", ["Instance stores.", "Keys."]],
    ["checks that see only a part", { checks: ["volume"] }, "partly checked", ["Instance stores."]],
    ["checks that see all of it", { checks: ["image"] }, "checked", []],
    ["a check by its old id", { checks: ["old-image"] }, "checked", []],
  ])("by %s", (_, more, state, blind) => {
    expect(stateOf(coverage({ bindings: [binding("drives", [drives], more)] }), "All drives")).toMatchObject({
      state,
      blind,
    });
  });

  it("never claims more for a second binding that sees less", () => {
    const bindings = [
      binding("drives", [drives], { checks: ["image"] }),
      binding("drives", [drives], { checks: ["volume"] }),
    ];
    const report = coverage({ bindings });
    expect(stateOf(report, "All drives")).toMatchObject({ state: "partly checked", blind: ["Instance stores."] });
    expect(report.clauses[0]!.controls.map(({ checks }) => checks.map(({ id }) => id))).toEqual([["image", "volume"]]);
  });

  it("in part, where a check that a binding reaches is disabled, or a control of it has none", () => {
    const image = binding("drives", [drives], { checks: ["image", "other"] });
    const disabled = [{ id: "other", aliases: [], controls: ["drives"] }];
    expect(stateOf(coverage({ bindings: [image] }, { disabled }), "All drives")).toMatchObject({
      state: "partly checked",
      blind: ["What other would see: it is disabled."],
    });
    const second = binding("ids", [drives]);
    expect(stateOf(coverage({ bindings: [image, second] }), "All drives")?.state).toBe("partly checked");
  });

  it("apart from the policy, where the sentence is gone: nothing is true of it", () => {
    const accepted = resolve(sentences, drives, new Lock(null)) as Resolved;
    const by = { by: "Officer", at: "2026-01-01T00:00:00.000Z" };
    const lock = new Lock({ normaliser: 2, clauses: [lockedClause(drives, accepted.sentence!, by)] });
    const without = new Sentences([
      readPolicy({ id: "p", file: "p.md", text: POLICY.replace("All drives are encrypted. ", "") }),
    ]);
    const bound = bind(without, lock, { ...nothing, bindings: [binding("drives", [drives])] });
    const results = scanned({ volume: ["pass"], key: ["pass"], image: ["pass"] });
    const report = coverage({}, { sentences: without, bound, results });
    expect(report.gone).toMatchObject([{ today: "unknown", clause: { text: "All drives are encrypted." } }]);
    expect(report.clauses.map(({ clause }) => clause.text)).not.toContain("All drives are encrypted.");
  });

  it("not by what was said of another sentence", () => {
    const accepted = resolve(sentences, keys, new Lock(null)) as Resolved;
    const by = { by: "Officer", at: "2026-01-01T00:00:00.000Z" };
    const lock = new Lock({ normaliser: 2, clauses: [lockedClause(keys, accepted.sentence!, by)] });
    const changed = new Sentences([
      readPolicy({ id: "p", file: "p.md", text: POLICY.replace("Keys are rotated yearly", "Keys are rotated weekly") }),
    ]);
    const away = { ...nothing, notApplicable: [{ clauses: [keys], reason: "no keys" }] };
    const excluded = { ...nothing, normative: { include: [], exclude: [keys] } };
    for (const request of [away, excluded]) {
      const report = coverage({}, { sentences: changed, bound: bind(changed, lock, request) });
      expect(stateOf(report, "Keys")?.state).toBe("uncovered");
    }
  });

  it("by nothing where no check of the control is there or enabled", () => {
    expect(stateOf(coverage({ bindings: [binding("ids", [drives])] }), "All")?.state).toBe("uncovered");
    const without = { checks: [check("kept", "backup")] };
    expect(stateOf(coverage({ bindings: [binding("drives", [drives])] }, without), "All")?.state).toBe("uncovered");
  });

  const manual = (nextReview: string) => ({
    clauses: [keys],
    owner: "Officer",
    how: "asks",
    nextReview,
    responsible: "company" as const,
    hipaa: ["164.312(d)"],
  });

  it.each([
    ["2026-05-02", true],
    ["2026-05-03", false],
    ["2026-05-04", false],
  ])("by people, whose review on %s is overdue: %s", (day, overdue) => {
    const report = coverage({ manual: [manual(day)] });
    expect(stateOf(report, "Keys")?.state).toBe("manual");
    expect(report.clauses[1]!.manual).toEqual([
      expect.objectContaining({
        owner: "Officer",
        overdue,
        hipaa: [hipaaRules.find(({ rule }) => rule === "164.312(d)")],
      }),
    ]);
  });

  it("by checks before people, and both are told", () => {
    const report = coverage({
      bindings: [binding("drives", [keys], { checks: ["key"] })],
      manual: [manual("2027-01-01")],
    });
    expect(stateOf(report, "Keys")?.state).toBe("partly checked");
    expect(report.clauses[1]!.manual).toHaveLength(1);
  });

  it("not at all where it does not apply, with the reason", () => {
    const report = coverage({ notApplicable: [{ clauses: [keys], reason: "no keys" }] });
    expect(report.clauses[1]).toMatchObject({ state: "not applicable", notApplicable: "no keys" });
  });

  it("whatever the detector says, where the configuration knows better", () => {
    const texts = (request: Partial<BindRequest>) => coverage(request).clauses.map(({ clause }) => clause.text);
    const normative = { include: [{ quote: "The company runs" }], exclude: [keys] };
    expect(texts({ normative })[0]).toBe("The company runs software.");
    expect(texts({ normative })).not.toContain("Keys are rotated yearly.");
    // What is bound is a promise, whoever says that it is none.
    expect(texts({ normative, bindings: [binding("drives", [keys])] })).toContain("Keys are rotated yearly.");
  });

  it("says of each check whether a clause asks for it", () => {
    const report = coverage({ bindings: [binding("drives", [drives], { checks: ["volume"] }), binding("drives", [])] });
    expect(report.checks.map(({ id, demanded }) => [id, demanded])).toEqual([
      ["volume", true],
      ["key", false],
      ["image", false],
      ["kept", false],
    ]);
  });
});

describe("optional services", () => {
  const services = [{ id: "long-backup", name: "Backup Service" }];
  const bindings = [binding("backup", [backups], { service: "long-backup" })];
  const customers = (...signed: string[][]): Customer[] =>
    signed.map((services, i) => ({ name: `c${i}`, tags: { c: `${i}` }, services, contract: `agreement ${i}` }));

  it.each<[string, Customer[], string]>([
    ["nobody is told apart", [], "partly checked"],
    ["somebody signed up", customers([], ["long-backup"]), "partly checked"],
    ["nobody signed up", customers([], []), "not applicable"],
  ])("where %s", (_, customers, state) => {
    const report = coverage({ bindings }, { services, customers });
    expect(stateOf(report, "Backups")?.state).toBe(state);
    if (state === "not applicable")
      expect(report.clauses.at(-1)?.notApplicable).toBe("no customer has signed up for Backup Service");
  });

  it("apply to all where another binding demands the clause of everybody", () => {
    const both = [...bindings, binding("backup", [backups])];
    expect(stateOf(coverage({ bindings: both }, { services, customers: customers([]) }), "Backups")?.state).toBe(
      "partly checked",
    );
  });
});

type Expected = CoverageRequest["expected"];

/** The events of a scan: check → its cells' status, and findings. */
function scanned(
  cells: Readonly<Record<string, readonly CellStatus[]>>,
  more: {
    findings?: Partial<Finding>[];
    broken?: boolean;
    params?: object;
    scan?: Partial<ScanStarted>;
    accounts?: Partial<AccountRead>[];
    customers?: Cell["customers"];
  } = {},
) {
  const unit = { account: "111122223333", partition: "aws", region: "eu-central-1" };
  const told = Object.keys(cells).map((id) => ({
    id,
    params: { ...(id === "key" ? { rsaBits: 4096 } : {}), ...more.params },
  }));
  const events = [
    {
      type: "scan",
      format: 1,
      id: "1",
      started: "2026-05-03T00:00:00.000Z",
      source: "live",
      checks: told,
      ...more.scan,
    },
    ...(more.accounts ?? []).map((account) => ({ type: "account", disabled: [], ...account })),
    ...(more.findings ?? []).map((finding) => ({ type: "finding", unit, ...finding })),
    ...Object.entries(cells).flatMap(([check, all]) =>
      all.map((status) => ({
        type: "cell",
        unit,
        check,
        status,
        resources: { pass: status === "pass" || status === "fail" ? 2 : 0, fail: 0, unknown: 0, notApplicable: 0 },
        reasons: [],
        notApplicable: {},
        ...(more.customers === undefined ? {} : { customers: more.customers }),
      })),
    ),
    ...(more.broken ? [] : [{ type: "summary", id: "1", accounts: 2, accountsUnreadable: 0 }]),
  ] as unknown as (ScanEvent & Cell)[];
  return resultsOf(events);
}

describe("what is true today", () => {
  const bindings = [binding("drives", [drives])];
  it.each<[string, Parameters<typeof scanned>, string, string?]>([
    ["all pass", [{ volume: ["pass", "pass"], key: ["pass"], image: ["not-applicable"] }], "pass"],
    [
      "one is found wrong",
      [{ volume: ["fail"], key: ["unknown"], image: ["pass"] }, { findings: [{ check: "volume" }] }],
      "fail",
    ],
    ["one is unknown", [{ volume: ["pass", "unknown"], key: ["pass"], image: ["pass"] }], "unknown"],
    [
      "there is nothing",
      [{ volume: ["not-applicable"], key: ["not-applicable"], image: ["not-applicable"] }],
      "nothing to judge",
    ],
    ["a check did not run", [{ volume: ["pass"], key: ["pass"] }], "unknown", "the scan did not run it"],
    [
      "a check has no answer",
      [{ volume: ["pass"], key: ["pass"], image: [] }],
      "unknown",
      "the scan has no answer of it",
    ],
    [
      "the scan broke off",
      [{ volume: ["pass"], key: ["pass"], image: ["pass"] }, { broken: true }],
      "unknown",
      "the scan broke off before its end",
    ],
    [
      "it judged by other parameters",
      [{ volume: ["pass"], key: ["pass"], image: ["pass"] }, { params: { rsaBits: 2048 } }],
      "unknown",
      "the scan judged by other parameters",
    ],
    ["it ran under the old ids", [{ "old-volume": ["pass"], key: ["pass"], image: ["pass"] }], "pass"],
  ])("where %s", (_, [cells, more], today, why) => {
    const report = coverage({ bindings }, { results: scanned(cells, more) });
    expect(stateOf(report, "All drives")?.today).toBe(today);
    if (why !== undefined) expect(report.checks.map(({ today }) => today?.why)).toContain(why);
  });

  const pass = { volume: ["pass"], key: ["pass"], image: ["pass"] } as const;
  const one = { account: "111122223333", regions: ["eu-central-1"] };
  it.each<[string, Parameters<typeof scanned>[1], Partial<Expected>, string]>([
    ["of fewer accounts", { scan: { only: { accounts: ["1"] } } }, {}, "the scan was of account 1 alone"],
    ["of fewer regions", { scan: { only: { regions: ["r"] } } }, {}, "the scan was of region r alone"],
    ["not of all accounts", { accounts: [one] }, { accounts: ["111122223333", "2"] }, "the scan was not of account 2"],
    [
      "not of all regions",
      { accounts: [one], scan: { only: { regions: ["eu-central-1"] } } },
      { regions: ["eu-central-1", "us-east-1"] },
      "the scan was not of region us-east-1 of 111122223333",
    ],
    [
      "and left cells without an answer",
      { accounts: [{ ...one, regions: ["eu-central-1", "us-east-1"] }] },
      {},
      "the scan has answers of it in 1 of 2 account-regions",
    ],
  ])("is unknown where the scan was %s, unless something was found", (_, more, expected, why) => {
    const against = { expected: { regions: "all" as const, ownership: null, access: null, ...expected } };
    const report = coverage({ bindings }, { results: scanned(pass, more), ...against });
    expect(stateOf(report, "All drives")?.today).toBe("unknown");
    expect(report.checks[0]?.today?.why).toBe(why);
    const found = scanned(pass, { ...more, findings: [{ check: "volume" }] });
    expect(stateOf(coverage({ bindings }, { results: found, ...against }), "All drives")?.today).toBe("fail");
  });

  it.each<[string, Parameters<typeof scanned>[1], Partial<Expected>]>([
    ["the accounts that are asked for", { accounts: [one] }, { accounts: ["111122223333"] }],
    ["a disabled region", { accounts: [{ ...one, disabled: ["r"] }] }, { regions: ["eu-central-1", "r"] }],
    [
      "the regions that are asked for",
      { accounts: [one], scan: { only: { regions: ["eu-central-1"] } } },
      { regions: ["eu-central-1"] },
    ],
  ])("is true by a scan of %s", (_, more, expected) => {
    const against = { expected: { regions: "all" as const, ownership: null, access: null, ...expected } };
    expect(stateOf(coverage({ bindings }, { results: scanned(pass, more), ...against }), "All drives")?.today).toBe(
      "pass",
    );
  });

  it("is fail where something was found before the scan broke off", () => {
    const results = scanned(pass, { broken: true, findings: [{ check: "volume" }] });
    expect(stateOf(coverage({ bindings }, { results }), "All drives")?.today).toBe("fail");
  });

  it("is unknown of an optional service where customers were told apart otherwise", () => {
    const results = scanned({ kept: ["pass"] }, { findings: [{ check: "kept" }], scan: { ownership: "before" } });
    const services = [{ id: "long-backup", name: "Backup Service" }];
    const expected = { regions: "all", ownership: "now", access: null } as const;
    const of = { bindings: [binding("backup", [backups], { service: "long-backup" })] };
    const report = coverage(of, { results, services, expected });
    expect(stateOf(report, "Backups")?.today).toBe("unknown");
    expect(report.scan?.otherCustomers).toBe(true);
  });

  it("is unknown of the network where roles or register were others", () => {
    const results = scanned({ volume: ["pass"] }, { scan: { access: "before" } });
    const network = checks.map((each) => ({ ...each, ofNetwork: true }));
    const expected = { regions: "all", ownership: null, access: "now" } as const;
    const report = coverage({ bindings }, { results, checks: network, expected });
    expect(report.checks.find(({ id }) => id === "volume")?.today).toMatchObject({
      status: "unknown",
      why: "the scan judged by another access register, or other roles",
    });
    const same = coverage({ bindings }, { results, checks: network, expected: { ...expected, access: "before" } });
    expect(same.checks.find(({ id }) => id === "volume")?.today?.status).toBe("pass");
  });

  it("is not said of what people look after", () => {
    const terms = { owner: "o", how: "h", nextReview: "2027-01-01", responsible: "company" as const, hipaa: [] };
    const report = coverage({ manual: [{ clauses: [drives], ...terms }] }, { results: scanned({ volume: ["pass"] }) });
    expect(stateOf(report, "All drives")).toMatchObject({ state: "manual", today: null });
  });
});

describe("rules of HIPAA", () => {
  const terms = { owner: "Officer", how: "asks", nextReview: "2027-01-01" };
  const request: Partial<BindRequest> = {
    bindings: [
      binding("drives", [drives], { checks: ["volume"] }),
      binding("backup", [backups], { service: "long-backup" }),
    ],
    manual: [
      { clauses: [{ quote: "Access is granted" }], ...terms, responsible: "both", hipaa: ["164.308(a)(3)(i)"] },
      { clauses: [keys], ...terms, responsible: "customer", hipaa: ["164.310(b)"] },
    ],
  };
  const customers: Customer[] = [
    { name: "alder", tags: { c: "alder" }, services: ["long-backup"], contract: "agreement" },
    { name: "birch", tags: { c: "birch" }, contract: "agreement of birch" },
  ];
  const results = scanned(
    { volume: ["fail"], kept: ["pass"], key: ["pass"], image: ["pass"] },
    {
      findings: [
        { check: "volume", customer: "birch" },
        { check: "volume", customer: "birch" },
      ],
      customers: { birch: { pass: 1, fail: 0, unknown: 0, notApplicable: 0 } },
    },
  );
  const report = coverage(request, { services: [{ id: "long-backup", name: "Backup Service" }], customers, results });

  it("each has the clauses that are held for it", () => {
    const rules = byRule(report);
    expect(rules.map(({ rule }) => rule)).toEqual(hipaaRules.map(({ rule }) => rule));
    const told = rules.flatMap(({ rule, clauses, today }) =>
      clauses.map(({ clause }) => [rule, clause.text.split(" ")[0], today]),
    );
    expect(told).toEqual([
      ["164.308(a)(3)(i)", "Access", null],
      ["164.308(a)(7)(ii)(A)", "Backups", "pass"],
      ["164.310(b)", "Keys", null],
      ["164.312(a)(2)(iv)", "All", "fail"],
    ]);
  });

  it.each([
    [
      "alder",
      {
        "164.308(a)(3)(i)": ["partly inherited", "asks (Officer)", "alder's part of it"],
        // Its check sees a part.
        "164.308(a)(7)(ii)(A)": ["partly inherited", "BACKUP pass 0", ""],
        "164.310(b)": ["not inherited", "", "alder's part of it"],
        // What is wrong at birch does not concern alder.
        "164.312(a)(2)(iv)": ["partly inherited", "DRIVES pass 0", ""],
        "164.312(d)": ["not inherited", "", "all of it: no clause"],
      },
    ],
    [
      "birch",
      {
        "164.308(a)(7)(ii)(A)": ["not inherited", "", "Backup Service: not signed up for (agreement of birch)"],
        "164.312(a)(2)(iv)": ["partly inherited", "DRIVES fail 2", ""],
      },
    ],
  ])("what %s inherits", (name, expected) => {
    const customer = customers.find((each) => each.name === name)!;
    const rows = new Map(
      inheritanceOf({ coverage: report, customer, customers: ["alder", "birch"], findings: results!.findings }).map(
        (row) => [row.rule, row],
      ),
    );
    expect(rows.size).toBe(hipaaRules.length);
    for (const [rule, [level, inherits, remains]] of Object.entries(expected)) {
      const row = rows.get(rule)!;
      expect([rule, row.level]).toEqual([rule, level]);
      const words = row.inherited.map(({ what, today, findings }) =>
        today === null ? what : `${what} ${today} ${findings}`,
      );
      expect(words.join("; ")).toBe(inherits);
      expect(row.remains.join("; ")).toContain(remains);
      if (remains === "") expect(row.remains).toEqual([]);
    }
  });

  const inherits = (findings: Partial<Finding>[], more: Partial<CoverageRequest> = {}, customers_ = {}) => {
    const found = scanned(
      { volume: ["pass"], kept: ["pass"], key: ["pass"], image: ["pass"] },
      { findings, ...customers_ },
    );
    const all = coverage(request, {
      services: [{ id: "long-backup", name: "Backup Service" }],
      customers,
      results: found,
      ...more,
    });
    const rows = inheritanceOf({
      coverage: all,
      customer: customers[0]!,
      customers: ["alder", "birch"],
      findings: found!.findings,
    });
    const { level, inherited } = rows.find(({ rule }) => rule === "164.312(a)(2)(iv)")!;
    return { level, ...inherited[0]! };
  };

  it.each<[string, readonly string[], Partial<Finding>[], string]>([
    ["all is seen, and passes", ["image"], [], "inherited"],
    ["a part is seen", ["volume"], [], "partly inherited"],
    ["something was found", ["image"], [{ check: "image" }], "partly inherited"],
  ])("is whole only where %s", (_, ids, found, level) => {
    const bound = bind(sentences, new Lock(null), {
      ...nothing,
      bindings: [binding("drives", [drives], { checks: ids })],
    });
    expect(inherits(found, { bound }).level).toBe(level);
  });

  it("is fail where the finding itself is missing: nobody knows whose it is", () => {
    const report = coverage(request, { results: scanned({ volume: ["fail"], kept: ["pass"] }) });
    expect(stateOf(report, "All")?.today).toBe("fail");
    const [customer] = customers;
    const rows = inheritanceOf({ coverage: report, customer: customer!, customers: ["alder"], findings: [] });
    expect(rows.find(({ rule }) => rule === "164.312(a)(2)(iv)")!.inherited[0]).toMatchObject({ today: "fail" });
  });

  it("a rule of which a part is seen says so", () => {
    const parts = new Map(byRule(report).map(({ rule, partly }) => [rule, partly]));
    expect([parts.get("164.312(a)(2)(iv)"), parts.get("164.308(a)(3)(i)")]).toEqual([true, false]);
  });

  it("a pass of what is seen in part says so", () => {
    expect(inherits([])).toMatchObject({ today: "pass", partly: true });
  });

  it("what passes at others alone is nothing of the customer's", () => {
    const others = { customers: { birch: { pass: 2, fail: 0, unknown: 0, notApplicable: 0 } } };
    expect(inherits([], {}, others)).toMatchObject({ today: "nothing to judge" });
  });

  it("a finding at somebody whom the configuration does not know concerns everybody", () => {
    expect(inherits([{ check: "volume", customer: "cedar" }])).toMatchObject({ today: "fail", findings: 1 });
    expect(inherits([{ check: "volume", customer: "birch" }])).toMatchObject({ today: "pass", findings: 0 });
  });

  it("nothing is said where the scan told customers apart otherwise", () => {
    expect(inherits([], { expected: { regions: "all", ownership: "now", access: null } })).toMatchObject({
      today: "unknown",
    });
  });
});
