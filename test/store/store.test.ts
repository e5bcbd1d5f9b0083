import { expect, it } from "vitest";
import {
  abandonScan,
  applyNow,
  beginScan,
  changesAfter,
  claimUnit,
  closeFindingByHand,
  commitUnit,
  findingsAt,
  listFindings,
  listScans,
  showFinding,
  storeInfo,
  unfinishedScans,
  waiverReport,
  waiverTerms,
} from "../../src/store/index.ts";
import { defaultSettings, type Waiver } from "../../src/track/index.ts";
import { onEveryDatabase } from "./kit/databases.ts";
import {
  all,
  begin,
  cellsOf,
  checkOf,
  day,
  finish,
  keyOf,
  resourceOf,
  scan,
  unitOf,
  type UnitHere,
} from "./kit/world.ts";

const checks = [checkOf("volume-encrypted"), checkOf("group-closed", { severity: "medium" })];
const here = (fails: UnitHere["fails"], unknown: readonly string[] = []): UnitHere => ({
  account: "111122223333",
  region: "eu-central-1",
  fails,
  unknown,
});
const volume = { check: "volume-encrypted", id: "vol-1" };
const group = { check: "group-closed", id: "sg-1", detail: "tcp/22" };
const keyOfVolume = keyOf(unitOf(here([])), "volume-encrypted", resourceOf("vol-1"), "");

onEveryDatabase((databases, dialect) => {
  const now = day(300);

  it("follows findings from scan to scan: opened, unverified, resolved, reopened", async () => {
    const { db } = await databases.store();
    expect((await scan(db, { at: day(1), units: [here([volume, group])], checks })).changes).toEqual({
      opened: 2,
    });
    expect(await scan(db, { at: day(2), units: [here([volume, group])], checks })).toMatchObject({
      changes: {},
      differing: 0,
    });
    const unknown = here([], ["volume-encrypted"]);
    expect((await scan(db, { at: day(3), units: [unknown], checks })).changes).toEqual({ unverified: 1, resolved: 1 });
    expect((await scan(db, { at: day(4), units: [unknown], checks })).changes).toEqual({});
    expect((await scan(db, { at: day(5), units: [here([volume])], checks })).changes).toEqual({ verified: 1 });
    expect((await scan(db, { at: day(6), units: [here([])], checks })).changes).toEqual({ resolved: 1 });
    expect((await scan(db, { at: day(7), units: [here([volume])], checks })).changes).toEqual({ reopened: 1, due: 1 });

    const shown = (await showFinding(db, keyOfVolume))!;
    expect(shown.history.map(({ kind, scan }) => [kind, scan])).toEqual([
      ["opened", 1],
      ["unverified", 3],
      ["verified", 5],
      ["resolved", 6],
      ["reopened", 7],
      ["due", 7],
    ]);
    expect(shown.episodes).toEqual([
      { number: 1, opened: { at: day(1), scan: 1 }, resolved: { at: day(6), scan: 6 } },
      { number: 2, opened: { at: day(7), scan: 7 }, resolved: null },
    ]);
    expect(shown.finding).toMatchObject({ firstSeen: { scan: 1 }, severity: "high", due: day(37) });
    const then = await all(findingsAt(db, day(2)));
    expect(then.map(({ finding }) => finding.resource.id)).toEqual(["vol-1", "sg-1"]);
    expect(await all(findingsAt(db, day(6)))).toEqual([]);
    expect((await all(findingsAt(db, day(4))))[0]?.facts.unverifiedSince).toBe(day(3));
    expect((await listScans(db)).map(({ scan }) => scan)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect((await changesAfter(db, { scan: 3 })).map(({ kind }) => kind).toSorted()).toEqual([
      "resolved",
      "unverified",
    ]);
  });

  it("says which scan saw a finding last, though an unchanged scan writes no row of it", async () => {
    const { db } = await databases.store();
    for (const n of [1, 2, 3]) await scan(db, { at: day(n), units: [here([volume])], checks });
    expect((await showFinding(db, keyOfVolume))?.lastSeen).toEqual({ at: day(3), scan: 3 });
    expect((await showFinding(db, keyOfVolume.slice(0, 8)))?.finding.lastSeen).toEqual({ at: day(1), scan: 1 });
    await scan(db, { at: day(4), units: [here([])], checks });
    expect((await showFinding(db, keyOfVolume))?.lastSeen).toEqual({ at: day(3), scan: 3 });
  });

  it("marks what is no longer configured, and what could not be reached, and resolves neither", async () => {
    const { db } = await databases.store();
    const other: UnitHere = { account: "444455556666", region: "eu-west-1", fails: [{ ...volume, id: "vol-9" }] };
    await scan(db, { at: day(1), units: [here([volume]), other], checks });
    const gone = await scan(db, { at: day(2), units: [here([volume])], checks });
    expect(gone.changes).toEqual({ "out of scope": 1 });
    expect((await scan(db, { at: day(3), units: [here([volume])], checks })).changes).toEqual({});
    expect((await scan(db, { at: day(4), units: [here([volume]), other], checks })).changes).toEqual({ "in scope": 1 });
    const accounts = {
      "111122223333": { regions: ["eu-central-1"], disabled: [], unreadable: null },
      "444455556666": { regions: null, disabled: [], unreadable: "the role is missing" },
    };
    const scope = { checks: checks.map(({ summary }) => summary.id), accounts };
    const closed = await scan(db, { at: day(5), units: [here([volume])], checks, scope });
    expect(closed.changes).toEqual({ unverified: 1 });
    const narrowed = { ...scope, accounts: {}, only: { accounts: ["111122223333"] } };
    expect((await scan(db, { at: day(6), units: [here([volume])], checks, scope: narrowed })).changes).toEqual({});
    expect((await listFindings(db, { now, filter: { unverified: true } })).findings).toHaveLength(1);
  });

  it("keeps the history of a check that is renamed", async () => {
    const { db } = await databases.store();
    await scan(db, { at: day(1), units: [here([volume, { ...volume, id: "vol-2" }])], checks });
    await scan(db, { at: day(2), units: [here([volume])], checks });
    const renamed = [checkOf("drive-encrypted", { aliases: ["volume-encrypted"] })];
    const units = [
      here([
        { check: "drive-encrypted", id: "vol-1" },
        { check: "drive-encrypted", id: "vol-2" },
      ]),
    ];
    const { changes } = await scan(db, { at: day(3), units, checks: renamed });
    expect(changes).toEqual({ renamed: 2, reopened: 1, due: 1 });
    const shown = await showFinding(db, keyOfVolume);
    expect(shown?.finding).toMatchObject({ check: "drive-encrypted", formerKeys: [keyOfVolume], state: "open" });
    expect(shown?.history.map(({ kind }) => kind)).toEqual(["opened", "renamed"]);
  });

  it("keeps the history of a check that is renamed, back, and renamed again", async () => {
    const { db } = await databases.store();
    const [old, young] = [checkOf("volume-encrypted"), checkOf("drive-encrypted")];
    const names = [old, young, old, young].map(({ summary }) => summary.id);
    for (const [i, name] of names.entries()) {
      const aliases = i === 0 ? [] : [names[i - 1]!];
      await scan(db, {
        at: day(i + 1),
        units: [here([{ check: name, id: "vol-1" }])],
        checks: [checkOf(name, { aliases })],
      });
    }
    const shown = await showFinding(db, keyOfVolume);
    expect(shown?.finding).toMatchObject({ check: "drive-encrypted", state: "open" });
    expect(shown?.history.map(({ kind }) => kind)).toEqual(["opened", "renamed", "renamed", "renamed"]);
  });

  it("applies waivers, and tells when they expire, with a scan and without one", async () => {
    const { db } = await databases.store();
    const waiver: Waiver = {
      id: "w-1",
      kind: "waiver",
      covers: { resource: "vol-1" },
      clause: "Every drive is encrypted",
      reason: "It is replaced in March",
      control: "It is in a locked cage",
      approver: "the security officer",
      expires: "2026-01-10",
    };
    const waivers = [waiver];
    const settings = defaultSettings;
    await scan(db, { at: day(1), units: [here([volume])], checks, waivers });
    expect((await listFindings(db, { now: day(5), filter: { waived: true } })).findings).toHaveLength(1);
    expect((await listFindings(db, { now: day(10), filter: { waived: true } })).findings).toHaveLength(0);
    expect((await listFindings(db, { now: day(10), filter: { waived: false } })).findings).toHaveLength(1);
    expect(await applyNow(db, { at: day(9), settings, waivers })).toEqual({ "waiver expires soon": 1 });
    expect(await applyNow(db, { at: day(9), settings, waivers })).toEqual({});
    expect(await applyNow(db, { at: "2026-01-10T00:00:00.000Z", settings, waivers })).toEqual({ "waiver expired": 1 });
    expect((await scan(db, { at: day(11), units: [here([volume])], checks, waivers })).changes).toEqual({});
    // The clock was wrong: it has not expired.
    expect(await applyNow(db, { at: day(8), settings, waivers })).toEqual({ waived: 1 });
    expect((await waiverTerms(db)).map(({ how }) => how)).toEqual(["expired", null]);
    const report = await waiverReport(db, [...waivers, { ...waiver, id: "w-2", covers: { check: "x" } }], day(8));
    expect(report.warnings.map(({ waiver, kind }) => `${waiver} ${kind}`)).toEqual([
      "w-1 expires soon",
      "w-2 expires soon",
      "w-2 covers nothing",
    ]);
  });

  it("keeps a worker out whose unit was taken over, and does nothing twice", async () => {
    const { db } = await databases.store();
    const plan = { at: day(1), units: [here([volume])], checks };
    const number = await begin(db, plan);
    expect(await begin(db, plan)).toBe(number);
    await expect(begin(db, { ...plan, name: "another" })).rejects.toMatchObject({ kind: "busy" });
    expect(await unfinishedScans(db)).toMatchObject([{ scan: number, left: [{ region: "eu-central-1" }] }]);
    const unit = unitOf(here([]));
    expect(await claimUnit(db, number, unit)).toBe(2);
    const answers = { scan: number, unit, cells: cellsOf(here([volume]), checks) };
    await expect(commitUnit(db, { ...answers, attempt: 1 })).rejects.toMatchObject({ kind: "fenced" });
    await expect(finish(db, number, plan)).rejects.toMatchObject({ kind: "incomplete" });
    await commitUnit(db, { ...answers, attempt: 2 });
    await commitUnit(db, { ...answers, attempt: 2 });
    await expect(commitUnit(db, { ...answers, attempt: 1 })).rejects.toMatchObject({ kind: "fenced" });
    expect(await claimUnit(db, number, unit)).toBeNull();
    const result = await finish(db, number, plan);
    expect(await finish(db, number, plan)).toEqual(result);
    expect(await unfinishedScans(db)).toEqual([]);
    await expect(abandonScan(db, number, day(2), "no")).rejects.toMatchObject({ kind: "refused" });
    const second = await begin(db, { ...plan, at: day(2) });
    await abandonScan(db, second, day(2), "the process died");
    await abandonScan(db, second, day(2), "the process died");
    expect((await scan(db, { ...plan, at: day(3) })).changes).toEqual({});
  });

  it("writes down that a ticket was closed by hand, and leaves the finding open", async () => {
    const { db } = await databases.store();
    await scan(db, { at: day(1), units: [here([volume])], checks });
    const closed = { at: day(2), by: "someone", where: "jira OPS-1", why: "won't do" };
    expect(await closeFindingByHand(db, keyOfVolume, closed)).toBe(true);
    expect(await closeFindingByHand(db, keyOfVolume, closed)).toBe(false);
    const page = await listFindings(db, { now, filter: { closedByHand: true, state: "open" } });
    expect(page.findings).toMatchObject([{ state: "open", closedByHand: closed }]);
  });

  it("follows a severity that changes, and clauses that do, in an unchanged scan", async () => {
    const { db } = await databases.store();
    await scan(db, { at: day(1), units: [here([volume])], checks });
    const other = [checkOf("volume-encrypted", { severity: "critical" }), checks[1]!];
    const { changes } = await scan(db, { at: day(2), units: [here([volume])], checks: other });
    expect(changes).toEqual({ severity: 1, due: 1 });
  });

  it("tells what it holds", async () => {
    const store = await databases.store();
    await scan(store.db, { at: day(1), units: [here([volume, group])], checks });
    expect(await storeInfo(store)).toMatchObject({
      dialect,
      schema: 3,
      created: "2026-01-01T00:00:00.000Z",
      findings: { open: { high: 1, medium: 1 }, resolved: {} },
      scans: { done: 1 },
      units: 1,
    });
  });

  it("holds hostile strings as they are", async () => {
    const { db } = await databases.store();
    const hostile = ["a\0b", "\ud800", "x".repeat(1_000_000), "'; drop table findings; --", "\u202e\u001b[2J"];
    const fails = hostile.map((id) => ({ ...volume, id, message: id, tags: { Owner: id } }));
    await scan(db, { at: day(1), units: [here(fails)], checks });
    for (const id of hostile) {
      const { findings } = await listFindings(db, { now, filter: { resource: [id] } });
      expect(findings.map(({ resource }) => resource.id === id)).toEqual([true]);
    }
    expect((await scan(db, { at: day(2), units: [here(fails)], checks })).changes).toEqual({});
    expect((await scan(db, { at: day(3), units: [here([])], checks })).changes).toEqual({ resolved: 5 });
  });

  it("gives pages in every order, each finding once", async () => {
    const { db } = await databases.store();
    const fails = Array.from({ length: 25 }, (_, i) => ({ ...(i % 2 ? volume : group), id: `r-${i}` }));
    await scan(db, { at: day(1), units: [here(fails.slice(0, 15))], checks });
    await scan(db, { at: day(2), units: [here(fails)], checks });
    await scan(db, { at: day(3), units: [here(fails.slice(5))], checks });
    for (const order of ["severity", "due", "opened", "changed"] as const) {
      const ids: number[] = [];
      let after: string | undefined;
      do {
        const page = await listFindings(db, { now, order, limit: 4, ...(after === undefined ? {} : { after }) });
        ids.push(...page.findings.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(order === "due" ? 20 : 25);
    }
    const both = { check: ["volume-encrypted", "group-closed"], state: "open" } as const;
    const { findings } = await listFindings(db, { now, filter: both, limit: 1000 });
    expect(findings.map(({ severity }) => severity)).toEqual([
      ...Array.from({ length: 10 }, () => "high"),
      ...Array.from({ length: 10 }, () => "medium"),
    ]);
    await expect(listFindings(db, { now, after: "nonsense" })).rejects.toMatchObject({ kind: "refused" });
  });

  it("refuses to begin a scan whose units another one reads, and lets others begin", async () => {
    const { db } = await databases.store();
    const other: UnitHere = { account: "444455556666", region: "eu-west-1", fails: [] };
    const one = await begin(db, { at: day(1), units: [here([])], checks });
    const two = await begin(db, { at: day(1), units: [other], checks, name: "two" });
    expect(two).not.toBe(one);
    await expect(
      beginScan(db, {
        name: "three",
        started: day(1),
        program: "test",
        source: "live",
        checks,
        scope: { checks: [], accounts: {} },
        units: [unitOf(other)],
      }),
    ).rejects.toThrow("two");
  });
});
