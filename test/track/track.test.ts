import { describe, expect, it } from "vitest";
import { closeByHand, trackBasis, trackUnanswered, type Scope, type SeenCell } from "../../src/track/index.ts";
import {
  basisOf,
  cellOf,
  day,
  failOf,
  Followed,
  keyOf,
  resourceOf,
  ruleOf,
  threw,
  trackingOf,
  unit,
  unknownCell,
  waiverOf,
} from "./kit.ts";

const check = "volume-encrypted";
const fail = failOf(check, "vol-1");
const basis = basisOf([ruleOf(check)]);
const ref = ["AWS::EC2::Volume", "vol-1"] as const;
const seen = (...cells: SeenCell[]) => cells;

/** What a second scan says of an open finding → what changes. */
const table: readonly [name: string, cell: SeenCell, changes: readonly string[]][] = [
  ["fails as before", cellOf(check, [fail]), []],
  ["passed, or is gone, by complete inputs", cellOf(check, []), ["vol-1 resolved"]],
  [
    "its opening is gone, and another is there",
    cellOf(check, [failOf(check, "vol-1", { detail: "b" })]),
    ["vol-1 resolved", "vol-1 opened"],
  ],
  ["an input was missing", unknownCell(check), ["vol-1 unverified"]],
  ["an input was missing, and it was seen failing", unknownCell(check, [fail]), []],
  [
    "another resource could not be judged",
    cellOf(check, [], { unjudged: [["AWS::EC2::Volume", "vol-2"]], reasons: [threw] }),
    ["vol-1 resolved"],
  ],
  ["its resource could not be judged", cellOf(check, [], { unjudged: [ref], reasons: [threw] }), ["vol-1 unverified"]],
  ["a resource could not even be named", cellOf(check, [], { unjudged: null, reasons: [threw] }), ["vol-1 unverified"]],
  ["the check says nothing of it any more", cellOf(check, [], { notApplicable: [ref] }), ["vol-1 out of scope"]],
  [
    "nobody told of which resources the check says nothing",
    cellOf(check, [], { notApplicable: null }),
    ["vol-1 unverified"],
  ],
  ["it is judged in another unit", cellOf(check, [], { elsewhere: "judged once" }), ["vol-1 out of scope"]],
  ["its message is another", cellOf(check, [{ ...fail, message: "other" }]), ["vol-1 described"]],
];

describe("the state table", () => {
  it.each(table)("%s", (_, cell, changes) => {
    const followed = new Followed(basis);
    expect(followed.scan(seen(cellOf(check, [fail])))).toEqual(["vol-1 opened"]);
    expect(followed.scan(seen(cell))).toEqual(changes);
    // The same again changes nothing.
    expect(followed.scan(seen(cell))).toEqual([]);
    const back = followed.scan(seen(cellOf(check, [fail])));
    expect(followed.get("vol-1")).toMatchObject({ unverifiedSince: null, outOfScopeSince: null });
    if (changes.includes("vol-1 resolved")) expect(back).toContain("vol-1 reopened");
    else expect(followed.get("vol-1")?.episode).toMatchObject({ number: 1, resolved: null });
  });

  it("leaves alone what the scan was not asked about", () => {
    const followed = new Followed(basis);
    followed.scan(seen(cellOf(check, [fail])));
    expect(followed.scan([])).toEqual([]);
    expect(followed.scan(seen(cellOf("another", [])))).toEqual([]);
  });

  it("begins a new episode with a due date of its own, and without what was said beside the old one", () => {
    const followed = new Followed(basis);
    followed.scan(seen(cellOf(check, [fail])));
    const closed = { at: day(1), by: "someone", where: "jira OPS-1", why: "won't do" };
    const step = closeByHand(followed.get("vol-1")!, closed)!;
    expect(followed.take([step])).toEqual(["vol-1 closed by hand"]);
    expect(closeByHand(followed.get("vol-1")!, closed)).toBeNull();
    expect(followed.get("vol-1")).toMatchObject({ state: "open", closedByHand: closed });
    followed.scan(seen(cellOf(check, [])));
    expect(closeByHand(followed.get("vol-1")!, closed)).toBeNull();
    expect(followed.scan(seen(cellOf(check, [fail])), day(9))).toEqual(["vol-1 reopened", "vol-1 due"]);
    expect(followed.get("vol-1")).toMatchObject({
      state: "open",
      episode: { number: 2, opened: { at: day(9), scan: 3 }, resolved: null },
      firstSeen: { at: day(1), scan: 1 },
      due: day(39),
      closedByHand: null,
      changes: 5,
    });
  });

  const scope: Scope = {
    checks: [check],
    accounts: { [unit.account]: { regions: [unit.region], disabled: [], unreadable: null } },
  };
  const account = (more: object) => ({
    ...scope,
    accounts: { [unit.account]: { ...scope.accounts[unit.account]!, ...more } },
  });
  it.each<[string, Scope, string[]]>([
    ["the check is not enabled", { ...scope, checks: [] }, ["vol-1 out of scope"]],
    ["the account is not configured", { ...scope, accounts: {} }, ["vol-1 out of scope"]],
    [
      "it is not known which accounts are",
      { ...scope, accounts: { "*": { regions: null, disabled: [], unreadable: "organizations:ListAccounts: no" } } },
      ["vol-1 unverified"],
    ],
    ["the region is not configured", account({ regions: [] }), ["vol-1 out of scope"]],
    ["the account has not enabled the region", account({ regions: [], disabled: [unit.region] }), ["vol-1 unverified"]],
    ["nothing could be read of the account", account({ regions: null, unreadable: "denied" }), ["vol-1 unverified"]],
    ["the scan should have answered", scope, ["vol-1 unverified"]],
    ["another account alone was asked for", { checks: [], accounts: {}, only: { accounts: ["2"] } }, []],
    ["another region alone was asked for", { checks: [], accounts: {}, only: { regions: ["x"] } }, []],
    ["another check alone was asked for", { checks: [], accounts: {}, only: { checks: ["x"] } }, []],
    [
      "an account was named like a property",
      { ...scope, accounts: Object.create(scope.accounts) },
      ["vol-1 out of scope"],
    ],
  ])("where it was not judged: %s", (_, scope, changes) => {
    const followed = new Followed(basis);
    followed.scan(seen(cellOf(check, [fail])));
    const moment = { at: day(2), scan: 2 };
    const again = () => followed.take(trackUnanswered(followed.findings.values(), scope, trackingOf(moment, basis)));
    expect(again()).toEqual(changes);
    expect(again()).toEqual([]);
    expect(followed.get("vol-1")?.state).toBe("open");
  });
});

describe("a renamed check", () => {
  const renamed = "drive-encrypted";
  const now = basisOf([ruleOf(renamed, { aliases: [check] })]);

  it("takes over findings, open and resolved, with their history", () => {
    const followed = new Followed(basis);
    followed.scan(seen(cellOf(check, [fail, failOf(check, "vol-2")])));
    followed.scan(seen(cellOf(check, [fail])));
    const both = [failOf(renamed, "vol-1"), failOf(renamed, "vol-2")];
    expect(followed.scan(seen(cellOf(renamed, both)), day(3), now)).toEqual([
      "vol-1 renamed",
      "vol-2 renamed",
      "vol-2 reopened",
      "vol-2 due",
    ]);
    expect(followed.get("vol-1")).toMatchObject({
      check: renamed,
      key: keyOf(unit, renamed, resourceOf("vol-1"), ""),
      formerKeys: [fail.key],
      firstSeen: { scan: 1 },
    });
  });

  it("leaves one alone whose successor was followed already", () => {
    const both = basisOf([ruleOf(check), ruleOf(renamed)]);
    const followed = new Followed(both);
    followed.scan(seen(cellOf(check, [fail]), cellOf(renamed, [failOf(renamed, "vol-1")])));
    expect(followed.scan(seen(cellOf(renamed, [failOf(renamed, "vol-1")])), day(2), now)).toEqual([]);
  });
});

describe("what follows from the configuration", () => {
  it("an owner: by a tag, else by a rule", () => {
    const settings = {
      ...basis.settings,
      owners: [{ owner: "platform", account: unit.account }, { owner: "nobody" }],
    };
    const followed = new Followed({ ...basis, settings });
    const tagged = failOf(check, "vol-2", { tags: { owner: " databases " } });
    followed.scan(seen(cellOf(check, [fail, tagged])));
    expect([followed.get("vol-1")?.owner, followed.get("vol-2")?.owner]).toEqual(["platform", "databases"]);
  });

  it("severity, clauses and due dates, where they change", () => {
    const followed = new Followed(basis);
    followed.scan(seen(cellOf(check, [fail])));
    const other = basisOf([ruleOf(check, { severity: "critical", clauses: "c2" })]);
    const tracking = trackingOf({ at: day(2), scan: null }, other);
    const again = () => followed.take(trackBasis(followed.findings.values(), tracking));
    expect(again()).toEqual(["vol-1 severity", "vol-1 clauses", "vol-1 due"]);
    expect(again()).toEqual([]);
    expect(followed.get("vol-1")?.due).toBe(day(8));
  });
});

describe("a waiver", () => {
  const waived = (...waivers: ReturnType<typeof waiverOf>[]) => basisOf([ruleOf(check)], waivers);
  const cells = seen(cellOf(check, [fail]));

  it("stands beside the state; when its day begins, the finding is open and that is told, once", () => {
    const followed = new Followed(waived(waiverOf()));
    expect(followed.scan(cells, day(1))).toEqual(["vol-1 opened", "vol-1 waived"]);
    expect(followed.get("vol-1")).toMatchObject({ state: "open", waiver: { id: "w-1", expired: false } });
    expect(followed.scan(cells, "2026-01-24T23:59:59.999Z")).toEqual([]);
    expect(followed.scan(cells, "2026-01-25T00:00:00.000Z")).toEqual(["vol-1 waiver expires soon"]);
    expect(followed.scan(cells, "2026-01-31T23:59:59.999Z")).toEqual([]);
    expect(followed.scan(cells, "2026-02-01T00:00:00.000Z")).toEqual(["vol-1 waiver expired"]);
    expect(followed.scan(cells, "2026-02-02T00:00:00.000Z")).toEqual([]);
    // A clock that was ahead is set back: it had not expired.
    expect(followed.scan(cells, "2026-01-20T00:00:00.000Z")).toEqual(["vol-1 waived"]);
  });

  it("of two the one that expires first counts, and goes on to when it has", () => {
    const longer = waiverOf({ id: "w-2", expires: "2026-06-01", covers: { check } });
    const followed = new Followed(waived(longer, waiverOf()));
    followed.scan(cells, day(1));
    expect(followed.get("vol-1")?.waiver?.id).toBe("w-1");
    expect(followed.scan(cells, day(40))).toEqual(["vol-1 waiver expired"]);
    // Somebody takes the expired one out.
    expect(followed.scan(cells, day(41), waived(longer))).toEqual(["vol-1 waived"]);
  });

  it("that is withdrawn ends, and one that expired before it counted is no news", () => {
    const followed = new Followed(waived(waiverOf()));
    followed.scan(cells, day(1));
    expect(followed.scan(cells, day(2), waived())).toEqual(["vol-1 waiver ended"]);
    expect(followed.scan(cells, day(60), waived(waiverOf()))).toEqual([]);
    followed.scan(cells, day(3), waived(waiverOf()));
    expect(followed.scan(cells, day(60), waived())).toEqual(["vol-1 waiver expired"]);
  });
});
