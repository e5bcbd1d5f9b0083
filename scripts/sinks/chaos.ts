/** Schedules of faults against the real Request Tracker: whatever dies or is lost, one ticket, each comment once. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { openHttp, type Http } from "../../src/deliver/http.ts";
import { SinkError, type Delivery, type Sink, type Told } from "../../src/deliver/sink.ts";
import { requestTracker } from "../../src/deliver/sinks/request-tracker/request-tracker.ts";
import { referenceOf } from "../../src/deliver/text/index.ts";
import { openTcp } from "../../src/deliver/tcp.ts";
import { deliveryOf, findingOf, Memory, told, toldFinding } from "../../test/deliver/tickets/kit.ts";
import type { ChangeKind } from "../../src/track/index.ts";
import { startProxy, type Proxy } from "./proxy.ts";
import { personOf, ticketsWith, type Ask } from "./rest.ts";
import type { RequestTracker } from "./servers.ts";

/** The process ends: nothing of it goes on, and what was committed stays. */
class Killed extends Error {}

const fates = ["killed before", "killed during", "killed after", "answer lost", "500"] as const;
type Fate = (typeof fates)[number] | "done";

/** How many of the next calls, of the server and of the outbox alike, something becomes of. */
const FAULTY = 0.25;
const MOST_FAULTS = 6;

export interface ChaosFigures {
  readonly schedules: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly seconds: number;
}

export async function chaos(
  rt: RequestTracker,
  { schedules, seed, parallel }: { readonly schedules: number; readonly seed: number; readonly parallel: number },
  signal: AbortSignal,
): Promise<ChaosFigures> {
  const proxy = await startProxy(rt.url);
  const ask = personOf(rt);
  const begun = performance.now();
  const faults: Record<string, number> = {};
  let requests = 0;
  let next = 0;
  const run = async () => {
    while (next < schedules) {
      signal.throwIfAborted();
      const number = next++;
      const schedule = new Schedule(`${seed}:${number}`, rt, proxy);
      try {
        await schedule.live();
        await schedule.verify(ask);
      } catch (error) {
        throw new Error(`seed ${seed}, schedule ${number}: ${schedule.log.join(" · ")}`, { cause: error });
      }
      for (const fault of schedule.faults) faults[fault] = (faults[fault] ?? 0) + 1;
      requests += schedule.requests;
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, run));
  } finally {
    proxy.close();
  }
  return { schedules, faults, requests, seconds: (performance.now() - begun) / 1000 };
}

class Schedule {
  readonly faults: string[] = [];
  readonly log: string[] = [];
  requests = 0;
  private readonly name: string;
  private readonly key: string;
  private readonly clock = { now: 1_000_000 };
  private readonly memory = new Memory(this.clock);
  private readonly random: () => number;
  private readonly rt: RequestTracker;
  private readonly proxy: Proxy;
  private readonly waiting: Told[] = [];
  private readonly expected: string[] = [];
  private number = 0;
  private isOpen = true;

  constructor(seed: string, rt: RequestTracker, proxy: Proxy) {
    this.key = createHash("sha256").update(seed).digest("hex");
    this.name = `vol-${this.key.slice(0, 17)}`;
    this.random = randomOf(this.key);
    this.rt = rt;
    this.proxy = proxy;
    for (const name of ["intend", "made", "forget"] as const) this.endangerOutbox(name);
  }

  async live(): Promise<void> {
    this.say("opened", 1);
    await this.deliver(1);
    for (let episode = 1, left = Math.floor(this.random() * 3); left > 0; left--) {
      if (this.random() < 0.4) this.say("severity", episode);
      this.isOpen = !this.isOpen;
      if (this.isOpen) episode++;
      this.say(this.isOpen ? "reopened" : "resolved", episode);
      await this.deliver(episode);
    }
  }

  /** Asked of RT by the finding's name alone, which is unlike all others. */
  async verify(ask: Ask): Promise<void> {
    await this.proxy.idle();
    const tickets = await ticketsWith(ask, this.name);
    assert.equal(tickets.length, 1, `${tickets.length} tickets of one subject`);
    const [{ id, Status }] = tickets as [(typeof tickets)[number]];
    assert.equal(Status === "resolved", !this.isOpen, `it is ${Status}`);
    if (this.expected.length === 0) return;
    const query = encodeURIComponent(`TicketId = ${id} AND Type = 'Comment'`);
    const path = `/REST/2.0/transactions?query=${query}&fields=Data&per_page=100`;
    const { items } = (await ask("GET", path)) as { items: readonly { Data: string }[] };
    const named = items.flatMap(({ Data }) => Data.match(/[0-9a-f]{12}\/\d+\.\d+;/g) ?? []);
    assert.equal(new Set(named).size, named.length, `told twice: ${named.join(" ")}`);
    assert.ok(named.includes(this.expected.at(-1)!), `not told: ${this.expected.at(-1)}`);
  }

  private say(kind: ChangeKind, episode: number): void {
    const one = told(kind, ++this.number, { episode, finding: this.key });
    this.waiting.push(one);
    if (kind !== "opened") this.expected.push(referenceOf(one));
  }

  /** Until it is accepted: by another process where one died. */
  private async deliver(episode: number): Promise<void> {
    for (let tries = 0; tries < 50; tries++) {
      try {
        const [answer] = await (await this.open()).send([this.delivery(episode)]);
        this.log.push(answer!.is);
        if (answer!.is === "accepted") return void (this.waiting.length = 0);
        if (answer!.is === "refused") throw new Error(answer!.why);
        this.clock.now += answer!.is === "later" ? (answer!.afterMs ?? 1000) : 1000;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        this.memory.restart();
      }
      // No server works on a request for as long as is waited before a ticket is created again.
      await this.proxy.idle();
    }
    throw new Error("it was not accepted in 50 tries");
  }

  private delivery(episode: number): Delivery {
    const { name, key } = this;
    const resource = { ...findingOf().resource, id: name };
    const message = `EBS volume ${name} is not encrypted`;
    const state = this.isOpen ? ("open" as const) : ("resolved" as const);
    const resolved = this.isOpen ? null : { at: "2026-03-02T12:00:00.000Z", scan: 9 };
    const opened = { at: "2026-03-01T10:00:00.000Z", scan: 7 };
    const finding = toldFinding({ key, resource, message, state, episode: { number: episode, opened, resolved } });
    const { number, waiting: changes } = this;
    const subject = { kind: "finding" as const, key };
    return deliveryOf(this.memory, { subject, episode, number, state, changes: [...changes], findings: [finding], open: this.isOpen ? 1 : 0 }); // prettier-ignore
  }

  private async open(): Promise<Sink> {
    const settings = requestTracker.settings.parse({ url: this.proxy.url, token: { env: "T" }, queue: "General" });
    return requestTracker.open(settings, {
      name: "rt",
      http: this.endangered(openHttp({ timeoutMs: 120_000, allowed: [], userAgent: "clausewatch/test" })),
      tcp: openTcp({ timeoutMs: 120_000, allowed: [] }),
      secret: async () => this.rt.token,
      program: "clausewatch test",
      folder: "/",
      now: () => new Date(),
    });
  }

  private fate(what: string): Fate {
    const isFaulty = this.faults.length < MOST_FAULTS && this.random() < FAULTY;
    const fate = isFaulty ? fates[Math.floor(this.random() * fates.length)]! : "done";
    this.log.push(fate === "done" ? what : `${what}: ${fate}`);
    if (isFaulty) this.faults.push(fate);
    return fate;
  }

  private endangered(http: Http): Http {
    return async (request) => {
      const fate = this.fate(`${request.method} ${new URL(request.url).pathname.replace("/REST/2.0/", "")}`);
      if (fate === "killed before") throw new Killed();
      this.requests++;
      const header = { "killed during": "cut", "answer lost": "answer lost", "500": "500" }[fate as string];
      const headers = { ...request.headers, ...(header === undefined ? {} : { "x-fate": header }) };
      try {
        const answer = await http({ ...request, headers });
        if (fate === "killed after") throw new Killed();
        return answer;
      } catch (error) {
        if (fate === "killed during" && error instanceof SinkError) throw new Killed();
        throw error;
      }
    };
  }

  private endangerOutbox(name: "intend" | "made" | "forget"): void {
    const work = this.memory[name].bind(this.memory) as (...args: unknown[]) => Promise<void>;
    this.memory[name] = async (...args: unknown[]) => {
      const fate = this.fate(name);
      if (fate === "killed before" || fate === "killed during") throw new Killed();
      await work(...args);
      if (fate !== "done") throw new Killed();
    };
  }
}

/** Numbers in [0, 1) that a seed repeats: a hash of a counter. */
function randomOf(seed: string): () => number {
  let n = 0;
  return () => createHash("sha256").update(`${seed}:${n++}`).digest().readUInt32BE(0) / 2 ** 32;
}
