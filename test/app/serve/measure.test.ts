import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lastComplete } from "../../../src/app/serve/last-complete.ts";
import { Measure } from "../../../src/app/serve/measure.ts";
import { readiness } from "../../../src/app/serve/ready.ts";
import type { Store } from "../../../src/store/index.ts";
import { Metrics } from "../../../src/web/index.ts";
import { Home, runUntil, sampleSource, SimTicker, startDaemon, storeAt } from "./kit.ts";

const schedules = `schedules:
  - name: nightly
    cron: "0 3 * * *"
    checks: [ebs-volume-encrypted]
`;
const start = "2026-03-01T12:00:00.000Z";
let home: Home;
let store: Store;

beforeAll(async () => {
  home = await Home.make(`${schedules}sinks:\n  - { name: gone, file: { path: told.jsonl } }\n`);
  store = await storeAt({ kind: "sqlite", file: join(home.folder, "measure.db") }, start);
});
afterAll(async () => {
  await store.close();
  await home.remove();
});

/** A daemon with its metrics as Prometheus reads them. */
async function measured(ticker: SimTicker, unreadable: () => boolean = () => false) {
  const whole = sampleSource();
  const read: typeof whole.read = async (request, onPage) => {
    if (!unreadable()) return await whole.read(request, onPage);
    const { account, region } = request.unit;
    const why = { kind: "denied", api: "ec2:DescribeVolumes", action: "ec2:DescribeVolumes", code: "AccessDenied" };
    return { complete: false, unreadable: { ...why, kind: "denied", message: "no", account, region } };
  };
  const metrics = new Metrics();
  const measure = new Measure(metrics, await lastComplete(store.db));
  const started = await startDaemon({
    home,
    store,
    ticker,
    observer: measure,
    source: () => ({ ...whole, read }),
  });
  const { daemon, ends } = started;
  const lines = async (db = store.db) => {
    for (const end of ends.splice(0)) measure.ended(end, ticker.now());
    const state = { schedules: daemon.schedules(), scanning: daemon.scanning };
    const ready = await readiness({ db, ...state });
    await measure.refresh(db, daemon.current.read, {
      ...state,
      ready,
      ill: [],
      refused: daemon.refused,
      now: ticker.now(),
    });
    return (await metrics.text()).body.split("\n");
  };
  return { ...started, measure, lines };
}

test("tells of scans, cells, findings, schedules and calls, each from zero on", { timeout: 60_000 }, async () => {
  const ticker = new SimTicker(start);
  let denied = false;
  const { daemon, run, measure, lines } = await measured(ticker, () => denied);
  const before = await lines();
  expect(before).toEqual(
    expect.arrayContaining([
      'clausewatch_scans_total{schedule="nightly",outcome="complete"} 0',
      'clausewatch_aws_api_calls_total{service="ec2",outcome="throttled"} 0',
      'clausewatch_listings_unreadable_total{listing="ec2.volumes"} 0',
      'clausewatch_schedule_period_seconds{schedule="nightly"} 86400',
      'clausewatch_schedule_lag_seconds{schedule="nightly"} 0',
      'clausewatch_ready{part="store"} 1',
    ]),
  );
  expect(before.some((line) => line.startsWith("clausewatch_last_complete_scan"))).toBe(false);

  await runUntil(ticker, daemon, "2026-03-02T12:00:00Z");
  measure.call({ service: "ec2", outcome: "throttled" });
  const complete = await lines();
  const ended = `clausewatch_last_complete_scan_timestamp_seconds{schedule="nightly"} ${Date.parse("2026-03-02T03:00:00Z") / 1000}`;
  expect(complete.find((line) => line.startsWith('clausewatch_cells{schedule="nightly",outcome="fail"}'))).toMatch(
    / [1-9]\d*$/,
  );
  expect(complete).toContain('clausewatch_cells{schedule="nightly",outcome="unknown"} 0');
  expect(complete).toContain('clausewatch_aws_api_calls_total{service="ec2",outcome="throttled"} 1');
  expect(complete.find((line) => line.includes('findings_open{control="encryption-at-rest",severity="high"}'))).toMatch(
    / [1-9]\d*$/,
  );

  denied = true;
  await runUntil(ticker, daemon, "2026-03-03T12:00:00Z");
  const incomplete = await lines();
  expect(incomplete).toContain('clausewatch_scans_total{schedule="nightly",outcome="incomplete"} 1');
  expect(incomplete.some((line) => /^clausewatch_listings_unreadable_total\{.+\} [1-9]/.test(line))).toBe(true);
  daemon.stop();
  await run;

  // Who starts anew knows when all was read last, and not merely that something was scanned since.
  const again = await measured(ticker);
  const known = (await again.lines()).find((line) => line.startsWith("clausewatch_last_complete_scan"));
  expect(Number(known!.split(" ")[1])).toBeCloseTo(Number(ended.split(" ")[1]), -2);
  expect((await again.lines()).some((line) => line.includes('oldest_wait_seconds{sink="gone"}'))).toBe(true);
  // A schedule that is gone is told of no more, nor is a sink.
  await home.write(schedules.replace("nightly", "monthly"));
  again.daemon.reloadSoon();
  await runUntil(ticker, again.daemon, "2026-03-03T13:00:00Z");
  const gauges = (await again.lines()).filter((line) => /^clausewatch_(schedule|cells|last|sink|deliver)/.test(line));
  expect(gauges.filter((line) => /nightly|gone/.test(line))).toEqual([]);
  again.daemon.stop();
  await again.run;
});

test("without the store it tells what it can, and that the store is away", { timeout: 60_000 }, async () => {
  const { daemon, run, lines } = await measured(new SimTicker(start));
  const gone = await storeAt({ kind: "sqlite", file: join(home.folder, "gone.db") }, start);
  await gone.close();
  const told = await lines(gone.db);
  expect(told).toContain('clausewatch_ready{part="store"} 0');
  expect(told.some((line) => line.startsWith("clausewatch_schedule_period_seconds{"))).toBe(true);
  expect(told.some((line) => /^clausewatch_(findings_open|findings_waived|ledger_pending_entries)\b/.test(line))).toBe(
    false,
  );
  daemon.stop();
  await run;
});

test("its functions can be handed on alone, as workers do", async () => {
  const metrics = new Metrics();
  const { listing, call } = new Measure(metrics);
  const unit = { account: "111122223333", partition: "aws", region: "eu-central-1" };
  listing({ unit, listing: "ec2.volumes", items: 0, pages: 0, state: "unreadable" });
  call({ service: "ec2", outcome: "failed" });
  const { body } = await metrics.text();
  expect(body).toContain('clausewatch_listings_unreadable_total{listing="ec2.volumes"} 1');
  expect(body).toContain('clausewatch_aws_api_calls_total{service="ec2",outcome="failed"} 1');
});
