import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyStore } from "../../../src/app/ledger/check.ts";
import { askedFor } from "../../../src/app/serve/setup.ts";
import { WaiverTimes } from "../../../src/app/serve/waiver-times.ts";
import { waiverTerms, type Db, type Store } from "../../../src/store/index.ts";
import { onEveryDatabase } from "../../store/kit/databases.ts";
import { Home, runUntil, signerKey, SimTicker, startDaemon, storeAt } from "./kit.ts";

let home: Home;
const stores: Store[] = [];

beforeAll(async () => {
  home = await Home.make("sinks:\n  - { name: log, file: { path: told.jsonl } }\n");
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await home.remove();
});

const about = (db: Db) =>
  db
    .selectFrom("changes")
    .leftJoin("deliveries", "deliveries.change", "changes.id")
    .select(["changes.kind", "changes.at", "changes.scan", "deliveries.sink"])
    .where("changes.kind", "like", "waiver %")
    .orderBy("changes.id")
    .execute();
const entries = async (db: Db) => (await db.selectFrom("ledger_entries").select("kind").execute()).length;

onEveryDatabase((databases) => {
  it(
    "tells that a waiver expires soon, and that it has expired, though nothing is scanned",
    { timeout: 60_000 },
    async () => {
      // Of the sample one waiver holds until the 12th, and covers one drive.
      const start = "2026-03-04T12:00:00Z";
      const store = await storeAt(await databases.fresh(), new Date(start).toISOString());
      stores.push(store);
      const { db } = store;
      const ticker = new SimTicker(start);
      const { daemon, logged, run } = await startDaemon({ home, store, ticker });
      await daemon.scan(askedFor({ checks: ["ebs-volume-encrypted"] }));
      await runUntil(ticker, daemon, "2026-03-04T23:59:00Z");
      expect(await about(db)).toEqual([]);

      const soon = { kind: "waiver expires soon", at: "2026-03-05T00:00:00.000Z", scan: null, sink: "log" };
      await runUntil(ticker, daemon, "2026-03-05T00:02:00Z");
      expect(await about(db)).toEqual([soon]);
      const told = await entries(db);
      ticker.jump(Date.parse("2026-03-11T23:58:00Z"));
      await runUntil(ticker, daemon, "2026-03-11T23:59:00Z");
      expect([await about(db), await entries(db)]).toEqual([[soon], told]);

      const expired = { ...soon, kind: "waiver expired", at: "2026-03-12T00:00:00.000Z" };
      await runUntil(ticker, daemon, "2026-03-12T00:10:00Z");
      expect(await about(db)).toEqual([soon, expired]);
      const term = (await waiverTerms(db)).find(({ waiver }) => waiver.id === "old-volume-audit");
      expect(term).toMatchObject({ ended: expired.at, how: "expired" });
      // A clock that is set back, and on again, tells nothing twice.
      ticker.jump(Date.parse("2026-03-05T12:00:00Z"));
      await runUntil(ticker, daemon, "2026-03-05T12:02:00Z");
      ticker.jump(Date.parse("2026-03-13T12:00:00Z"));
      await runUntil(ticker, daemon, "2026-03-13T12:02:00Z");
      expect((await about(db)).filter(({ kind }) => kind === soon.kind)).toHaveLength(1);
      daemon.stop();
      await run;
      expect(logged.filter(({ level }) => level === "error")).toEqual([]);
      expect((await verifyStore(db, { keys: [], older: [], places: [] })).faults).toEqual([]);
      expect((await db.selectFrom("ledger_pending").select("kind").execute()).map(({ kind }) => kind)).toEqual([
        "daemon",
      ]);
    },
  );

  it("is told once by two processes that look at the same time", { timeout: 60_000 }, async () => {
    const start = "2026-03-10T12:00:00Z";
    const store = await storeAt(await databases.fresh(), new Date(start).toISOString());
    stores.push(store);
    const { db } = store;
    const ticker = new SimTicker(start);
    const { daemon, run } = await startDaemon({ home, store, ticker });
    await daemon.scan(askedFor({ checks: ["ebs-volume-encrypted"] }));
    daemon.stop();
    await run;
    // It is waived with two days left: that says when it ends, and is warning enough.
    expect(await about(db)).toEqual([]);
    const setup = await home.load();
    try {
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const env = { CLAUSEWATCH_LEDGER_KEY: signerKey };
      const processes = [1, 2].map(() => new WaiverTimes({ store, env, ticker, log }));
      ticker.jump(Date.parse("2026-03-12T00:00:00Z"));
      const counts = await Promise.all(processes.map((one) => one.look(setup)));
      expect(counts.toSorted()).toEqual([0, 1]);
      expect((await about(db)).map(({ kind, sink }) => [kind, sink])).toEqual([["waiver expired", "log"]]);
      expect((await verifyStore(db, { keys: [], older: [], places: [] })).faults).toEqual([]);
    } finally {
      await setup.close();
    }
  });
});
