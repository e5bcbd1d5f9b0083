/** The whole program with both sinks: from the command line of a user to what stands in the real servers. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TrackedFinding } from "../../src/track/index.ts";
import { launch } from "../../test/browser/chromium.ts";
import type { Cases } from "../../test/moto/kit/cases.ts";
import { until } from "../prometheus/programs.ts";
import { lookAt } from "./browser.ts";
import { activeAlerts, asking, commentsOf, personOf, ticketsOf, type RtTicket } from "./rest.ts";
import type { RequestTracker } from "./servers.ts";
import { User } from "./user.ts";

/** What is mended, comes back, and is closed by a person. */
const MENDED = "rds-instance-not-public";
/** A status that RT does not know. */
const UNKNOWN = "settled";

export async function walkProgram(
  rt: RequestTracker,
  alertsUrl: string,
  cases: Cases,
  signal: AbortSignal,
): Promise<void> {
  const user = await User.make(rt, alertsUrl);
  try {
    await walk(user, rt, alertsUrl, cases, signal);
  } finally {
    await user.home.remove();
  }
}

async function walk(user: User, rt: RequestTracker, alertsUrl: string, cases: Cases, signal: AbortSignal) {
  const ask = personOf(rt);
  const alerts = () => activeAlerts(asking(alertsUrl, ""));
  const before = { tickets: await ticketsOf(ask), alerts: await alerts() };
  const ids = new Set(before.tickets.map(({ id }) => id));
  const keys = new Set(before.alerts.map(({ labels }) => labels["finding"]));
  /** Those that came since. */
  const tickets = async () => (await ticketsOf(ask)).filter(({ id }) => !ids.has(id));
  const firing = async () => (await alerts()).filter(({ labels }) => !keys.has(labels["finding"]));
  let all: readonly TrackedFinding[] = [];
  let ticket: RtTicket | undefined;
  /** The ticket as it is now, which must be the only one of its finding. */
  const now = async () => {
    const there = await tickets();
    assert.equal(there.length, all.length, `${there.length} tickets of ${all.length} findings`);
    return there.find(({ id }) => id === ticket!.id)!;
  };
  const isFiring = async () => (await firing()).some(({ labels }) => labels["check"] === MENDED);
  const lastComment = async () => (await commentsOf(ask, ticket!.id)).at(-1) ?? "";

  await cases.check("the program: the ledger is begun, and both sinks take what is tried", async () => {
    await user.must(0, "ledger", "init", "--name", "example.com/sinks");
    const { stdout } = await user.must(0, "sink", "list");
    assert.match(stdout, /tickets\s+request-tracker[^]*alerts\s+alertmanager/);
    await user.must(0, "sink", "test");
    assert.deepEqual([(await tickets()).length, (await firing()).length], [0, 0]);
  });
  await cases.check(
    "the program: what is found waits, and a dry run says what would be sent, and sends nothing",
    async () => {
      await user.scan("wrong.gz", "--no-deliver");
      all = await user.findings();
      assert.ok(all.length >= 2, `${all.length} findings`);
      const rows = await user.deliveries();
      assert.deepEqual(new Set(rows.map(({ sink, state }) => `${sink} ${state}`)), new Set(["tickets waiting", "alerts waiting"])); // prettier-ignore
      const { stdout } = await user.must(0, "deliveries", "send", "--dry-run");
      assert.match(stdout, /POST .*\/REST\/2\.0\/ticket/);
      assert.match(stdout, /ClausewatchFinding/);
      assert.deepEqual([(await tickets()).length, (await firing()).length], [0, 0]);
    },
  );
  await cases.check("the program: open: a ticket and an alert for each finding", async () => {
    const { stderr } = await user.must(0, "deliveries", "send");
    assert.match(stderr, new RegExp(`tickets: ${all.length} deliver`));
    const there = await tickets();
    assert.deepEqual([there.length, (await firing()).length], [all.length, all.length]);
    const { resource } = all.find(({ check }) => check === MENDED)!;
    ticket = there.find(({ Subject }) => Subject.includes(resource.id));
    assert.ok(ticket !== undefined, there.map(({ Subject }) => Subject).join("\n"));
  });
  await cases.check("the program: change: the ticket gets the date, and says what was before", async () => {
    const { Due } = await now();
    await user.configure({ dueDays: 5 });
    await user.scan("wrong.gz");
    assert.notEqual((await now()).Due, Due);
    assert.match(await lastComment(), /Due: .* before, .* now/);
  });
  await cases.check("the program: resolve: the ticket is closed on proof, and the alert ends", async () => {
    await user.scan("mended.gz");
    assert.equal((await now()).Status, "resolved");
    assert.match(await lastComment(), /Resolved, by proof/);
    assert.deepEqual([await isFiring(), (await firing()).length], [false, all.length - 1]);
  });
  await cases.check("the program: reopen: the same ticket, and the alert begins anew", async () => {
    await user.scan("again.gz");
    assert.equal((await now()).Status, "open");
    assert.deepEqual([await isFiring(), (await firing()).length], [true, all.length]);
  });
  await cases.check(
    "the program: closed by hand: the finding stays open, and one comment asks for a waiver",
    async () => {
      const { length } = await commentsOf(ask, ticket!.id);
      await ask("PUT", `/REST/2.0/ticket/${ticket!.id}`, { Status: "rejected" });
      for (let times = 0; times < 2; times++) await user.must(0, "deliveries", "send");
      const closed = await user.findings("--closed-by-hand");
      assert.deepEqual(closed.map(({ check, state, closedByHand }) => [check, state, closedByHand?.by]), [[MENDED, "open", rt.person.name]]); // prettier-ignore
      const { stdout } = await user.must(0, "findings", "list");
      assert.match(stdout, /closed by hand/);
      assert.equal((await now()).Status, "rejected");
      assert.equal((await commentsOf(ask, ticket!.id)).length, length + 1);
      assert.match(await lastComment(), /file of waivers[^]*waivers:/);
      assert.equal(await isFiring(), true);
    },
  );
  await cases.check("the program: a refusal is parked, and told by the list, by readiness and by metrics", async () => {
    await user.configure({ more: { openStatus: UNKNOWN }, dueDays: 5 });
    await user.scan("mended.gz");
    await user.scan("again.gz");
    const parked = await user.deliveries("--state", "parked");
    assert.ok(parked.length > 0 && parked.every(({ sink, why }) => sink === "tickets" && why?.includes(UNKNOWN)), JSON.stringify(parked)); // prettier-ignore
    assert.equal((await now()).Status, "rejected");
    assert.equal((await user.run("deliveries", "send")).code, 1);
    const daemon = await user.serve(signal);
    const read = async (path: string) => (await fetch(`${daemon.url}/${path}`)).text();
    const [ready, metrics] = [await read("readyz"), await read("metrics")];
    assert.equal(await daemon.stop(), 0);
    assert.match(ready, /tickets/);
    assert.match(metrics, new RegExp(`deliveries_untold{.*sink="tickets".*state="parked".*} ${parked.length}`));
  });
  await cases.check("the program: once it is mended, serve tells it when somebody asks for another try", async () => {
    await user.configure({ dueDays: 5 });
    const daemon = await user.serve(signal);
    try {
      const { stderr } = await user.must(0, "deliveries", "retry", "--sink", "tickets");
      assert.match(stderr, /^[1-9]\d* deliver/);
      await until("the ticket is open again", signal, async () => ((await now()).Status === "open" ? true : null));
      await until("nothing waits", signal, async () => ((await user.deliveries()).length === 0 ? true : null));
    } finally {
      assert.equal(await daemon.stop(), 0);
    }
    assert.deepEqual([await isFiring(), (await user.findings("--closed-by-hand")).length], [true, 0]);
  });
  await cases.check("the program: told again, nothing changes", async () => {
    const comments = await commentsOf(ask, ticket!.id);
    await user.scan("again.gz");
    await user.must(0, "deliveries", "send");
    await now();
    assert.deepEqual(await commentsOf(ask, ticket!.id), comments);
    const told = comments.flatMap((text) => text.match(/[0-9a-f]{12}\/\d+\.\d+;/g) ?? []);
    assert.equal(new Set(told).size, told.length);
  });
  await cases.check("the program: all that was told is listed, and the ledger holds", async () => {
    const { key } = all.find(({ check }) => check === MENDED)!;
    const rows = await user.deliveries("--all", "--finding", key);
    assert.deepEqual(rows.filter(({ state }) => state !== "accepted"), []); // prettier-ignore
    const kinds = new Set(rows.map(({ kind }) => kind));
    for (const kind of ["opened", "due", "resolved", "reopened", "closed by hand"]) assert.ok(kinds.has(kind), kind);
    await user.must(0, "ledger", "verify");
  });
  await cases.check("the program: a person sees in a browser what it says, and the policy's sentence", async () => {
    const browser = await launch();
    try {
      const page = await lookAt(browser, rt, ticket!.id);
      const text = (await page.locator(".messagebody").allTextContents()).join("\n");
      const told = ["Databases live in private subnets", "Resolved, by proof", "Reopened: it fails again", "waivers:"];
      for (const words of told) assert.ok(text.includes(words), `${words}: ${text.slice(0, 3000)}`);
      const folder = process.env["SCREENSHOTS"] ?? "";
      if (folder === "") return;
      await page.screenshot({ path: join(folder, "request-tracker.png"), fullPage: true });
      const alert = (await firing()).find(({ labels }) => labels["check"] === MENDED);
      await writeFile(join(folder, "alertmanager.json"), JSON.stringify(alert, null, 2));
    } finally {
      await browser.close();
    }
  });
  await cases.check("the program: no secret stands in what it said and wrote", async () => {
    assert.deepEqual(await user.secretsFound(), []);
  });
}
