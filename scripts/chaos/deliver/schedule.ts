/** One random schedule: findings come and go while senders take turns, die, and are answered by halves. */
import type { Clock } from "../../../src/app/deliver/sender-options.ts";
import { Sender } from "../../../src/app/deliver/sender.ts";
import type { Answer, Delivery, Sink, Style } from "../../../src/deliver/sink.ts";
import { markerOf } from "../../../src/deliver/text/index.ts";
import { ticketSink, ticketTells } from "../../../src/deliver/tickets/sink.ts";
import { openStore, type Db, type Outbox } from "../../../src/store/index.ts";
import { changeKinds, type TrackedFinding, type Waiver } from "../../../src/track/index.ts";
import { checkOf, scan } from "../../../test/store/kit/world.ts";
import { ticketSystem, type Fate } from "./system.ts";

const checks = [checkOf("volumes-encrypted")];
const HOUR = 3_600_000;
const START = Date.parse("2026-03-02T06:00:00.000Z");
const TICKETS = "tickets";
const EVENTS = "events";

export interface Played {
  /** What is not as it must be; empty where all is well. */
  readonly wrong: readonly string[];
  readonly calls: number;
  readonly cuts: number;
}

/** The same schedule for the same `random`, from 0 to 1. */
export async function play(random: () => number): Promise<Played> {
  const store = await openStore({ kind: "sqlite", file: ":memory:" }, new Date(START).toISOString());
  try {
    return await new Schedule(store.db, random).play();
  } finally {
    await store.close();
  }
}

class Schedule {
  private readonly db: Db;
  private readonly random: () => number;
  private wall = START;
  private monotonic = 0;
  private isCalm = false;
  private brokenUntil = 0;
  private calls = 0;
  private cuts = 0;
  private scans = 0;
  private readonly senders: Sender[] = [];
  private died: () => void = () => undefined;
  private readonly events: { readonly id: number; readonly subject: string; readonly number: number }[] = [];
  private readonly outbox: Outbox = {
    sinks: [
      { name: TICKETS, tells: ticketTells, groups: false, newPerScan: 1000 },
      { name: EVENTS, tells: new Set(changeKinds), groups: false, newPerScan: null },
    ],
    route: () => [TICKETS, EVENTS],
    digest: "both",
  };
  private readonly system;
  private readonly clock: Clock;

  constructor(db: Db, random: () => number) {
    this.db = db;
    this.random = random;
    const lagMs = Math.floor(random() * 300_000);
    this.system = ticketSystem({ lagMs, now: () => this.monotonic, fate: () => this.fate(), die: () => this.die() });
    this.clock = {
      now: () => new Date(this.wall),
      monotonic: () => this.monotonic,
      // Heartbeats wait beside: they end when they are told to.
      wait: (_, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener("abort", () => resolve());
        }),
    };
  }

  async play(): Promise<Played> {
    const resources = ["v1", "v2", "v3"].slice(0, 1 + this.below(3));
    for (let step = 0, steps = 4 + this.below(8); step < steps; step++) {
      if (this.below(2) === 0) await this.scan(resources.filter(() => this.below(2) === 0));
      if (this.below(8) === 0) this.brokenUntil = this.monotonic + HOUR;
      if (this.below(6) === 0) this.wall += (this.random() - 0.5) * 48 * HOUR;
      for (let turn = this.below(4); turn > 0; turn--) await this.turn();
      this.pass(this.below(3) === 0 ? this.below(2 * HOUR) : this.below(10 * 60_000));
    }
    await this.scan(resources.filter(() => this.below(2) === 0));
    this.isCalm = true;
    // Longer than any pause, hold or search.
    for (let i = 0; i < 40; i++) {
      await this.turn();
      this.pass(15 * 60_000);
    }
    return { wrong: await this.wrong(), calls: this.calls, cuts: this.cuts };
  }

  private below(n: number): number {
    return Math.floor(this.random() * n);
  }

  private pass(ms: number): void {
    this.monotonic += ms;
    this.wall += ms;
  }

  private fate(): Fate {
    this.calls++;
    this.pass(this.below(2000));
    if (this.isCalm) return "done";
    if (this.monotonic < this.brokenUntil) return "broken";
    const dice = this.below(20);
    if (dice > 5) return "done";
    return (["lost", "answer lost", "busy", "cut before", "cut after", "answer lost"] as const)[dice]!;
  }

  private async scan(failing: readonly string[]): Promise<void> {
    const fails = failing.map((id) => ({ check: checks[0]!.summary.id, id }));
    const unknown = this.below(6) === 0 ? [checks[0]!.summary.id] : [];
    const units = [
      { account: "111122223333", region: "eu-central-1", fails: unknown.length > 0 ? [] : fails, unknown },
    ];
    const at = new Date(this.wall).toISOString();
    const waivers = this.below(4) === 0 ? [waiverUntil(this.wall)] : [];
    await scan(this.db, { at, units, checks, waivers, name: `scan ${++this.scans}`, outbox: this.outbox });
  }

  /** One of two processes looks at each sink; one that dies is followed by another, which knows nothing. */
  private async turn(): Promise<void> {
    for (const [i, name] of [TICKETS, EVENTS].entries()) {
      const at = 2 * i + this.below(2);
      const sender = (this.senders[at] ??= this.sender(name));
      const death = new Promise<"died">((resolve) => (this.died = () => resolve("died")));
      const end = await Promise.race([sender.look(), death]);
      if (end === "died") this.senders[at] = this.sender(name);
    }
  }

  private die(): Promise<never> {
    this.cuts++;
    this.died();
    return new Promise(() => undefined);
  }

  private sender(name: string): Sender {
    const style: Style = name === TICKETS ? "latest" : "each";
    const sink = name === TICKETS ? ticketSink(this.system) : this.eventSink();
    const kind = { kind: name, about: "", style, tells: new Set(changeKinds), settings: undefined, open: undefined };
    const open = { configured: { name, kind: name, settings: {} }, kind: kind as never, sink };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const { db, outbox, clock, random } = this;
    return new Sender({ db, open, outbox, checkText: () => null, mask: (text) => text, clock, random, log });
  }

  private eventSink(): Sink {
    return {
      limits: { most: 3, parallel: 1, pace: [] },
      send: async (deliveries) => {
        const answers: Answer[] = [];
        for (const delivery of deliveries) {
          const will = this.fate();
          if (will === "cut before") return await this.die();
          if (will === "busy") answers.push({ is: "later", why: "429", afterMs: 60_000 });
          else if (will === "lost" || will === "broken") answers.push({ is: "unsure", why: will });
          else {
            this.events.push(eventOf(delivery));
            if (will === "cut after") return await this.die();
            answers.push(will === "answer lost" ? { is: "unsure", why: will } : { is: "accepted" });
          }
        }
        return answers;
      },
      preview: () => [],
      test: async () => [],
      close: async () => undefined,
    };
  }

  private async wrong(): Promise<string[]> {
    const wrong: string[] = [];
    const rows = await this.db.selectFrom("findings").select("body").execute();
    for (const finding of rows.map(({ body }) => JSON.parse(body) as TrackedFinding))
      wrong.push(...this.wrongTicket(finding), ...(await this.wrongEvents(finding)));
    const left = await this.db.selectFrom("deliveries").select("id").where("state", "=", "waiting").execute();
    if (left.length > 0) wrong.push(`${left.length} deliveries still wait`);
    return wrong;
  }

  private wrongTicket(finding: TrackedFinding): string[] {
    const { key, resource, state, waiver, closedByHand } = finding;
    const tickets = this.system.made.filter(({ content }) => content.marker === markerOf({ kind: "finding", key }));
    const wrong: string[] = [];
    if (tickets.length > 1) wrong.push(`${resource.id} has ${tickets.length} tickets`);
    const isWaived = waiver !== null && !waiver.expired;
    if (tickets.length === 0 && state === "open" && !isWaived) wrong.push(`${resource.id} is open and has no ticket`);
    for (const { isClosed, comments } of tickets) {
      if (isClosed !== (state === "resolved")) wrong.push(`${resource.id} is ${state}, its ticket is not`);
      const references = comments.flatMap((text) => text.match(/[0-9a-f]{12}\/\d+\.\d+;/g) ?? []);
      const twice = references.filter((one, i) => references.indexOf(one) !== i);
      if (twice.length > 0) wrong.push(`${resource.id} is told ${twice.join(", ")} twice`);
    }
    if (closedByHand !== null) wrong.push(`${resource.id} is closed by a hand that there is not`);
    return wrong;
  }

  private async wrongEvents({ key, resource, changes }: TrackedFinding): Promise<string[]> {
    const told = this.events.filter(({ subject }) => subject === key);
    const firsts = told.filter(({ number }, i) => told.findIndex((one) => one.number === number) === i);
    const wrong: string[] = [];
    if (firsts.length !== changes) wrong.push(`${resource.id} has ${changes} changes, and ${firsts.length} were told`);
    if (firsts.some(({ number }, i) => number !== i + 1)) wrong.push(`${resource.id} is told out of order`);
    const ids = new Map(firsts.map(({ number, id }) => [number, id]));
    if (told.some(({ number, id }) => ids.get(number) !== id)) wrong.push(`${resource.id} is told under other ids`);
    return wrong;
  }
}

function eventOf({ id, subject, number }: Delivery) {
  return { id, subject: subject.key, number };
}

function waiverUntil(now: number): Waiver {
  return {
    id: "w-1",
    kind: "waiver",
    covers: { resource: "v1" },
    clause: "Every drive is encrypted",
    reason: "It is replaced",
    control: "It stands in a cage",
    approver: "the security officer",
    expires: new Date(now + 3 * 24 * HOUR).toISOString().slice(0, 10),
  };
}
