import { describe, expect, test } from "vitest";
import { Follower } from "../../src/app/follow.ts";
import { scan } from "../../src/app/scan.ts";
import type {
  AccountPlan,
  CheckSummary,
  Listing,
  ResourceJudge,
  ScanEvent,
  Severity,
  Source,
  Verdicts,
} from "../../src/contract/index.ts";
import type { EnabledCheck } from "../../src/evaluate/index.ts";
import { ec2, iam } from "../../src/listings/index.ts";
import {
  listFindings,
  listScans,
  scanDetails,
  unfinishedScans,
  whileScanning,
  type Store,
} from "../../src/store/index.ts";
import { defaultSettings, type Waiver } from "../../src/track/index.ts";
import { denied, oneAccount, page, tableSource, type Answer } from "../kit/source.ts";
import { onEveryDatabase } from "../store/kit/databases.ts";
import { all } from "../store/kit/world.ts";

function judge(say: (item: never) => Verdicts): ResourceJudge {
  return {
    scope: "resource",
    open: () => ({ judge: (items) => items.map((item) => say(item as never)), close: () => undefined }),
  };
}

function check(id: string, over: Listing, say: (item: never) => Verdicts): EnabledCheck {
  return { id, severity: "high", over, with: {}, judge: judge(say), params: {}, clauses: [] };
}

const encrypted = check("encrypted", ec2.volumes, (volume: { Encrypted?: boolean; Root?: boolean }) => {
  if (volume.Root === true) return [{ status: "not-applicable", reason: "a root drive" }];
  return volume.Encrypted === true ? [{ status: "pass" }] : [{ status: "fail", message: "is not", key: "" }];
});
const renewed = check("renewed", iam.serverCertificates, () => [{ status: "fail", message: "is old", key: "" }]);

const bad = { VolumeId: "vol-1", Encrypted: false, Tags: [{ Key: "Owner", Value: "records" }] };
const good = { ...bad, Encrypted: true };
const of = (...items: readonly object[]): Map<Listing, Answer> => new Map([[ec2.volumes, { pages: [page(...items)] }]]);

interface Scanned {
  readonly source: Source;
  readonly checks?: readonly EnabledCheck[];
  readonly at: string;
  readonly waivers?: readonly Waiver[];
}

let scans = 0;

async function run(store: Store, { source, checks = [encrypted], at, waivers = [] }: Scanned) {
  const events: ScanEvent[] = [];
  const summaries = checks.map(({ id, severity }) => summaryOf(id, severity));
  const follower = new Follower({
    store,
    checks: summaries.map((summary) => ({ summary, aliases: [], estate: false })),
    enabled: checks.map(({ id }) => id),
    settings: defaultSettings,
    waivers,
  });
  await scan({
    id: `scan ${++scans}`,
    program: "test",
    source,
    checks,
    summaries,
    waivers,
    follower,
    units: 2,
    now: () => new Date(at),
    emit: (event) => void events.push(event),
    progress: () => undefined,
  });
  const told = (kind: string) => events.filter((event) => event.type === "change" && event.kind === kind);
  const tracked = events.find((event) => event.type === "tracked");
  return { events, told, tracked, changes: tracked?.changes };
}

const day = (n: number) => new Date(Date.UTC(2026, 2, n)).toISOString();

onEveryDatabase((databases) => {
  test("tells at the end, before the summary, what changed since the last scan", async () => {
    const store = await databases.store();
    const first = await run(store, { source: tableSource(of(bad)), at: day(1) });
    expect(first.tracked).toMatchObject({ scan: 1, since: null, changes: { opened: 1 }, open: 1, waived: 0 });
    expect(first.events.slice(-3).map(({ type }) => type)).toEqual(["change", "tracked", "summary"]);
    expect(first.told("opened")).toMatchObject([{ check: "encrypted", resource: { id: "vol-1" }, severity: "high" }]);
    expect((await run(store, { source: tableSource(of(bad)), at: day(2) })).tracked).toMatchObject({
      since: day(1),
      changes: {},
    });
    expect((await run(store, { source: tableSource(of(good)), at: day(3) })).changes).toEqual({ resolved: 1 });
    expect((await run(store, { source: tableSource(of(bad)), at: day(4) })).changes).toMatchObject({ reopened: 1 });
    const blind = tableSource(
      new Map([[ec2.volumes, { pages: [], end: { complete: false, unreadable: denied(ec2.volumes) } }]]),
    );
    const unread = await run(store, { source: blind, at: day(5) });
    expect(unread.changes).toEqual({ unverified: 1 });
    expect(unread.tracked?.open).toBe(1);
  });

  test("the ledger is told what was read, and the store keeps it by the unit", async () => {
    const store = await databases.store();
    await run(store, { source: tableSource(of(bad, good)), at: day(1) });
    await run(store, { source: tableSource(of(good, bad)), at: day(2) });
    await run(store, { source: tableSource(of(bad)), at: day(3) });
    const rows = await store.db.selectFrom("ledger_pending").select("body").where("kind", "=", "scan").execute();
    const told = rows.map(({ body }) => (JSON.parse(body) as { listings: { sha256: string } }).listings);
    expect(told).toMatchObject([{ read: 1, incomplete: 0, items: 2 }, { items: 2 }, { items: 1 }]);
    expect(told[1]).toEqual(told[0]);
    expect(told[2]!.sha256).not.toBe(told[0]!.sha256);
    const details = await all(scanDetails(store.db, { from: day(1), to: day(9) }));
    const listings = details.map(({ units }) => units.flatMap((unit) => unit.listings));
    expect(listings[0]).toMatchObject([{ listing: ec2.volumes.id, complete: true, items: 2 }]);
    expect(details[1]!.units).toEqual(details[0]!.units);
    expect(listings[2]).toMatchObject([{ items: 1 }]);
  });

  test("takes owners from tags, and says of waived findings that they fail", async () => {
    const store = await databases.store();
    const waiver: Waiver = {
      id: "w",
      kind: "waiver",
      covers: { tags: { Owner: "records" } },
      clause: "sha256:0",
      reason: "r",
      control: "c",
      approver: "a",
      expires: "2026-03-03",
    };
    const once = await run(store, { source: tableSource(of(bad)), at: day(1), waivers: [waiver] });
    expect(once.tracked).toMatchObject({ changes: { opened: 1, waived: 1 }, open: 1, waived: 1 });
    expect(once.events.find(({ type }) => type === "finding")).toMatchObject({
      tags: { Owner: "records" },
      waived: { waiver: "w", until: day(3) },
    });
    expect(once.events.at(-1)).toMatchObject({ cells: { fail: 1 }, findings: { high: 1 }, waived: { high: 1 } });
    const { findings } = await listFindings(store.db, { now: day(1) });
    expect(findings).toMatchObject([{ owner: "records", state: "open" }]);
    const over = await run(store, { source: tableSource(of(bad)), at: day(3), waivers: [waiver] });
    expect(over.changes).toEqual({ "waiver expired": 1 });
    expect(over.events.at(-1)).not.toHaveProperty("waived");
    expect(over.tracked?.waivers).toEqual({
      began: [],
      ended: ["w"],
      warnings: [{ waiver: "w", kind: "expired", days: 0 }],
    });
  });

  test("a resource that a check does not apply to is told apart from one that is gone", async () => {
    const store = await databases.store();
    const root = { VolumeId: "vol-2", Root: true };
    await run(store, { source: tableSource(of(bad, root)), at: day(1) });
    expect((await run(store, { source: tableSource(of({ ...bad, Root: true }, root)), at: day(2) })).changes).toEqual({
      "out of scope": 1,
    });
    expect((await run(store, { source: tableSource(of(root)), at: day(3) })).changes).toEqual({ resolved: 1 });
  });

  test("what has no regions is the same finding, whichever region it is judged in", async () => {
    const store = await databases.store();
    const plan = (...regions: string[]): AccountPlan => ({
      ...oneAccount,
      regions: regions.map((region) => ({ region })),
    });
    const certificate = { ServerCertificateId: "ASCA1", ServerCertificateName: "old", Arn: "arn:aws:iam::1:old" };
    const answers = new Map([[iam.serverCertificates as Listing, { pages: [page(certificate)] }]]);
    const source = (...regions: string[]) => tableSource(answers, [plan(...regions)]);
    const first = await run(store, { source: source("eu-central-1", "us-east-1"), checks: [renewed], at: day(1) });
    expect(first.told("opened")).toMatchObject([{ unit: { region: "global" } }]);
    expect((await run(store, { source: source("us-east-1"), checks: [renewed], at: day(2) })).changes).toEqual({});
    const shut = {
      ...plan("*"),
      unreadable: denied(iam.serverCertificates),
    };
    const lost = await run(store, { source: tableSource(answers, [shut]), checks: [renewed], at: day(3) });
    expect(lost.changes).toEqual({ unverified: 1 });
  });

  test("a scan that breaks off tracks nothing, and the next one goes on", async () => {
    const store = await databases.store();
    await run(store, { source: tableSource(of(bad)), at: day(1) });
    const plain = tableSource(of(good), [oneAccount, { ...oneAccount, account: "444455556666" }]);
    // Behind the program's back somebody gives the scan up.
    const source: Source = {
      ...plain,
      read: async (request, onPage) => {
        await whileScanning(store, day(2), async () => undefined);
        return await plain.read(request, onPage);
      },
    };
    await expect(run(store, { source, at: day(2) })).rejects.toThrow(/taken over|gone|given up|lacks/);
    expect(await listScans(store.db)).toMatchObject([{ state: "abandoned" }, { state: "done" }]);
    expect(await unfinishedScans(store.db)).toEqual([]);
    expect((await listFindings(store.db, { now: day(2) })).findings).toMatchObject([{ state: "open" }]);
    expect((await run(store, { source: tableSource(of(good)), at: day(3) })).changes).toEqual({ resolved: 1 });
  });

  test("one scan at a time; what a dead process left is given up", async () => {
    const store = await databases.store();
    const within = await whileScanning(store, day(1), async (givenUp) => {
      expect(givenUp).toEqual([]);
      return await whileScanning(store, day(1), async () => "twice").catch((error: Error) => error.message);
    });
    expect(within).toMatch(/another scan is under way/);
  });
});

describe("without a store", () => {
  test("no check is asked to name what it does not apply to", async () => {
    const events: ScanEvent[] = [];
    await scan({
      id: "1",
      program: "test",
      source: tableSource(of({ VolumeId: "vol-2", Root: true })),
      checks: [encrypted],
      summaries: [],
      units: 1,
      now: () => new Date(0),
      emit: (event) => void events.push(event),
      progress: () => undefined,
    });
    expect(events.map(({ type }) => type)).toEqual(["scan", "account", "cell", "summary"]);
  });
});

function summaryOf(id: string, severity: Severity): CheckSummary {
  return { id, severity, controls: [], controlTitles: [], title: id, why: "", fix: "", params: {}, clauses: [] };
}
