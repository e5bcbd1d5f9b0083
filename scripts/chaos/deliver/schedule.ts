/** One random schedule: findings come and go while senders take turns, die, and are answered by halves. */
import type { Clock } from "../../../src/app/deliver/sender-options.ts";
import { Sender } from "../../../src/app/deliver/sender.ts";
import type { Answer, Delivery, Sink, Style } from "../../../src/deliver/sink.ts";
import { ticketSink, ticketTells } from "../../../src/deliver/tickets/sink.ts";
import { openStore, type Db, type Outbox } from "../../../src/store/index.ts";
import { changeKinds, type Waiver } from "../../../src/track/index.ts";
import { checkOf, scan } from "../../../test/store/kit/world.ts";
import { Process } from "./process.ts";
import { ticketSystem, type Fate } from "./system.ts";
import { wrongOf, type Event } from "./wrong.ts";
import { plain, type Ways } from "./ways.ts";

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
export async function play(random: () => number, ways: Ways = plain): Promise<Played> {
  const store = await openStore({ kind: "sqlite", file: ":memory:" }, new Date(START).toISOString());
  try {
    return await new Schedule(store.db, random, ways).play();
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
  private readonly ways: Ways;
  private readonly senders: Running[] = [];
  private readonly events: Event[] = [];
  private readonly outbox: Outbox;
  private readonly system;
  private readonly clock: Clock;

  constructor(db: Db, random: () => number, ways: Ways) {
    this.db = db;
    this.random = random;
    this.ways = ways;
    const { groups, cap: newPerScan, parallel, stands } = ways;
    this.outbox = {
      sinks: [
        { name: TICKETS, tells: ticketTells, groups, newPerScan },
        { name: EVENTS, tells: new Set(changeKinds), groups: false, newPerScan: null },
      ],
      route: () => [TICKETS, EVENTS],
      digest: "both",
    };
    const lagMs = Math.floor(random() * 300_000);
    this.system = ticketSystem({
      lagMs,
      now: () => this.monotonic,
      fate: () => this.fate(),
      stands: () => !this.isCalm && stands(),
      parallel,
    });
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
    const last = resources.filter(() => this.below(2) === 0);
    await this.scan(last);
    this.isCalm = true;
    // Each scan lets go of so many of those that the cap holds back; what the last one did not read, the first of these opens.
    const { cap } = this.ways;
    for (let held = cap < resources.length ? resources.length : 0; held > 0; held -= cap) await this.scan(last);
    // Longer than any pause, hold or search.
    for (let i = 0; i < 40; i++) {
      await this.turn();
      this.pass(15 * 60_000);
    }
    return {
      wrong: await wrongOf(this.db, TICKETS, this.system.made, this.events),
      calls: this.calls,
      cuts: this.cuts,
    };
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
    const unknown = this.below(6) === 0 && !this.isCalm ? [checks[0]!.summary.id] : [];
    const units = [
      { account: "111122223333", region: "eu-central-1", fails: unknown.length > 0 ? [] : fails, unknown },
    ];
    const at = new Date(this.wall).toISOString();
    const waivers = this.below(4) === 0 ? [waiverUntil(this.wall)] : [];
    await scan(this.db, { at, units, checks, waivers, name: `scan ${++this.scans}`, outbox: this.outbox });
  }

  /** One of two processes looks at each sink, or both do; one that dies is followed by another, which knows nothing. */
  private async turn(): Promise<void> {
    for (const [i, name] of [TICKETS, EVENTS].entries()) {
      const one = 2 * i + this.below(2);
      const other = one ^ 1;
      const chosen = this.ways.together() ? [one, other] : [one];
      await Promise.all(chosen.map((at) => this.look(at, name)));
    }
  }

  /** To its end, or to where it dies or stands still; one that stood still goes on from there. */
  private async look(at: number, name: string): Promise<void> {
    const running = (this.senders[at] ??= this.running(name));
    const { process, sender } = running;
    const standing = process.standing();
    if (process.stands) process.wake();
    else running.looking = sender.look().catch(isFenced);
    const end = await Promise.race([running.looking, process.death, standing]);
    if (end !== "died") return;
    this.cuts++;
    delete this.senders[at];
  }

  private running(name: string): Running {
    const process = new Process();
    return { process, sender: this.sender(name, process), looking: Promise.resolve() };
  }

  private sender(name: string, process: Process): Sender {
    const style: Style = name === TICKETS ? "latest" : "each";
    const sink = name === TICKETS ? ticketSink(this.system.of(process)) : this.eventSink(process);
    const kind = { kind: name, about: "", style, tells: new Set(changeKinds), settings: undefined, open: undefined };
    const open = { configured: { name, kind: name, settings: {} }, kind: kind as never, sink };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const { db, outbox, clock, random } = this;
    return new Sender({ db, open, outbox, checkText: () => null, mask: (text) => text, clock, random, log });
  }

  private eventSink(process: Process): Sink {
    return {
      limits: { most: 3, parallel: this.ways.parallel, pace: [] },
      send: async (deliveries) => {
        const answers: Answer[] = [];
        for (const delivery of deliveries) {
          if (process.isDead) return await process.never();
          const will = this.fate();
          if (will === "cut before") return await process.die();
          if (will === "busy") answers.push({ is: "later", why: "429", afterMs: 60_000 });
          else if (will === "lost" || will === "broken") answers.push({ is: "unsure", why: will });
          else {
            this.events.push(eventOf(delivery));
            if (will === "cut after") return await process.die();
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
}

interface Running {
  readonly process: Process;
  readonly sender: Sender;
  looking: Promise<unknown>;
}

/** Who stood still is told by its next write that another one sends. */
function isFenced(error: unknown): void {
  if ((error as { kind?: string }).kind !== "fenced") throw error;
}

function eventOf({ id, subject, number }: Delivery): Event {
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
