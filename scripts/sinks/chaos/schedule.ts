/** One schedule: findings come and go in a store, and processes tell the real Request Tracker of them until they die. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ticketTells } from "../../../src/deliver/tickets/sink.ts";
import { openStore, type Outbox, type Store } from "../../../src/store/index.ts";
import type { TrackedFinding } from "../../../src/track/index.ts";
import { checkOf, scan } from "../../../test/store/kit/world.ts";
import { fates, type Fate } from "../proxy.ts";
import { referencesOf, ticketsWith, type Ask, type RtTicket } from "../rest.ts";
import type { RequestTracker } from "../servers.ts";
import { Worker } from "./sending.ts";

const check = checkOf("ebs-volume-encrypted");
const SINK = "tickets";
/** Of what is asked, how much something becomes of. */
const FAULTY = 0.2;
/** Each death costs the next process the minute in which it may still be alive. */
const MOST_KILLS = 3;
const MOST_FAULTS = 8;

export class Schedule {
  readonly faults: string[] = [];
  readonly log: string[] = [];
  requests = 0;
  private readonly random: () => number;
  private readonly rt: RequestTracker;
  private readonly folder: string;
  private readonly signal: AbortSignal;
  /** No other schedule has it: what stands in RT of this one is found by it. */
  private readonly account: string;
  private readonly groups: boolean;
  private readonly volumes: readonly string[];
  private said = "";
  private kills = 0;
  private isCalm = false;

  constructor(number: number, random: () => number, rt: RequestTracker, folder: string, signal: AbortSignal) {
    this.random = random;
    this.rt = rt;
    this.folder = join(folder, String(number));
    this.signal = signal;
    this.account = String(100_000_000_000 + number);
    this.groups = this.below(4) === 0;
    this.volumes = ["vol-a", "vol-b"].slice(0, 1 + this.below(2));
  }

  /** Throws what is not as it must be. */
  async play(ask: Ask): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const file = join(this.folder, "c.db");
    const store = await openStore({ kind: "sqlite", file }, new Date().toISOString());
    const sink = this.groups ? { group: "check-account" } : {};
    const workers: Worker[] = [];
    try {
      for (const name of ["one", "other"])
        workers.push(await Worker.open(this.rt, this.folder, name, sink, (request) => this.fate(request)));
      await this.live(store, workers);
      await this.verify(store, ask);
      const written = readFileSync(file, "latin1") + this.said;
      assert.ok(!written.includes(this.rt.token), "the token was written down");
    } finally {
      for (const worker of workers) worker.close();
      await store.close();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private async live(store: Store, workers: readonly Worker[]): Promise<void> {
    for (let steps = 2 + this.below(3); steps > 0; steps--) {
      await this.scan(store);
      for (let sends = 1 + this.below(2); sends > 0; sends--) await this.send(workers);
    }
    this.isCalm = true;
    // Two processes may die in the last moments of what was faulty.
    for (let tries = 0; tries < 4; tries++) {
      const status = await this.sent(workers[0]!, null);
      const waiting = store.db.selectFrom("deliveries").select("id").where("state", "=", "waiting");
      if (status === 0 && (await waiting.execute()).length === 0) return;
    }
    assert.fail("it was not told in four sends to a server that is well");
  }

  /** By one process, or by two at the same time. */
  private async send(workers: readonly Worker[]): Promise<void> {
    const one = this.below(2);
    const both = this.below(4) === 0;
    const chosen = both ? workers : [workers[one]!];
    await Promise.all(chosen.map((worker) => this.sent(worker, this.deathMs())));
  }

  private async sent(worker: Worker, killAfterMs: number | null): Promise<number | null> {
    const { status, said } = await worker.send(killAfterMs, this.signal);
    this.said += said;
    this.log.push(`sent: ${status ?? "killed"} ${said.trim().replaceAll("\n", " | ")}`);
    return status;
  }

  /** Also between requests, and while the outbox is written. */
  private deathMs(): number | null {
    if (this.isCalm || this.kills >= MOST_KILLS || this.below(5) > 0) return null;
    this.kills++;
    this.faults.push("killed at some time");
    return this.below(6000);
  }

  private async scan(store: Store): Promise<void> {
    const fails = this.volumes.filter(() => this.below(3) > 0).map((id) => ({ check: check.summary.id, id }));
    const at = new Date().toISOString();
    const units = [{ account: this.account, region: "eu-central-1", fails }];
    this.log.push(`scan: ${fails.map(({ id }) => id).join(" ")}`);
    await scan(store.db, { at, units, checks: [check], name: `scan ${at} ${this.random()}`, outbox: this.outbox() });
  }

  private outbox(): Outbox {
    const sinks = [{ name: SINK, tells: ticketTells, groups: this.groups, newPerScan: 50 }];
    return { sinks, route: () => [SINK], digest: "the same" };
  }

  private below(n: number): number {
    return Math.floor(this.random() * n);
  }

  private fate(request: string): Fate {
    this.requests++;
    const isFaulty = !this.isCalm && this.faults.length < MOST_FAULTS && this.random() < FAULTY;
    const fate = isFaulty ? fates[this.below(fates.length)]! : "done";
    const isDeadly = fate.startsWith("killed");
    if (fate === "done" || (isDeadly && this.kills >= MOST_KILLS)) {
      this.log.push(request);
      return "done";
    }
    if (isDeadly) this.kills++;
    this.log.push(`${request}: ${fate}`);
    this.faults.push(fate);
    return fate;
  }

  private async verify(store: Store, ask: Ask): Promise<void> {
    const { db } = store;
    const tickets = await ticketsWith(ask, this.account);
    const subjects = await db.selectFrom("subjects").selectAll().execute();
    const bodies = await db.selectFrom("findings").select(["id", "body"]).execute();
    const findings = bodies.map(({ id, body }) => ({ id, ...(JSON.parse(body) as TrackedFinding) }));
    const rows = await db.selectFrom("deliveries").select(["id", "state", "subject"]).execute();
    assert.deepEqual(rows.filter(({ state }) => state === "waiting" || state === "parked"), []); // prettier-ignore
    const known = subjects.flatMap(({ ticket }) => ticket ?? []);
    assert.deepEqual(tickets.map(({ id }) => String(id)).toSorted(), known.toSorted(), "tickets there, and tickets known"); // prettier-ignore
    for (const { id: subject, kind, finding, ticket } of subjects) {
      const of = findings.filter(({ id }) => kind === "group" || id === finding);
      const isOpen = of.some(({ state }) => state === "open");
      if (ticket === null) assert.ok(!isOpen, "it is open, and has no ticket");
      else await this.compare(store, ask, subject, tickets.find(({ id }) => String(id) === ticket)!, isOpen); // prettier-ignore
    }
    const untold = findings.filter(({ state, id }) => state === "open" && !this.groups && !subjects.some(({ finding }) => finding === id)); // prettier-ignore
    assert.deepEqual(untold, []);
  }

  private async compare({ db }: Store, ask: Ask, subject: number, ticket: RtTicket, isOpen: boolean): Promise<void> {
    const { id, Status } = ticket;
    assert.equal(Status !== "resolved", isOpen, `ticket ${id} is ${Status}`);
    const named = await referencesOf(ask, String(id));
    assert.equal(new Set(named).size, named.length, `told twice: ${named.join(" ")}`);
    const told = await db
      .selectFrom("deliveries")
      .innerJoin("changes", "changes.id", "deliveries.change")
      .innerJoin("findings", "findings.id", "changes.finding")
      .select(["answered", "changes.kind", "changes.number", "episode", "findings.key"])
      .where("subject", "=", subject)
      .where("deliveries.state", "=", "accepted")
      .orderBy("deliveries.id")
      .execute();
    // A comment names the first and the last change that it tells; in a group what opens is one of them.
    const worth = new Set(["resolved", "reopened", "due", ...(this.groups ? ["opened"] : [])]);
    const last = told.findLast(({ kind }) => worth.has(kind));
    // What it was opened with, the ticket itself tells.
    if (last === undefined || last.answered === told[0]!.answered) return;
    const reference = `${last.key.slice(0, 12)}/${last.episode}.${last.number};`;
    assert.ok(named.includes(reference), `not told: ${reference} of ${named.join(" ")}`);
  }
}
